import EdgeHost

/// Reads, decodes and preprocesses frames on a thread of its own while the caller's thread runs the model on
/// the ones before. Frames come out in the order they went in.
///
///     let pipeline = try FramePipeline(reader, input: input)
///     while let frame = pipeline.next() {
///         …
///         pipeline.release(frame)
///     }
///
/// The frames' memory is made at the start and goes round: nothing is allocated a frame once the largest has
/// been seen (but by the codecs of JPEG and PNG). Without `Options.latest`, a reader that is faster than the
/// caller waits, and so does whoever writes into the pipe.
public final class FramePipeline: @unchecked Sendable {
    public struct Options: Sendable {
        /// Drop frames that newer ones have overtaken.
        public var latest = false
        /// Take every n-th frame only.
        public var every: UInt64 = 1
        /// Take this many frames, then end.
        public var maximumFrames = UInt64.max
        /// Decode at full size and keep the picture of each frame.
        public var keepsPictures = false
        /// Called on each thread of the pipeline before its work.
        public var onThreadStart: (@Sendable () -> Void)?

        public init() {}
    }

    /// Frames on the way: one with the caller, one ready, one in the making.
    static let slotCount = 3

    private let options: Options
    private let stop: StopRequest?
    private let monitor = Monitor()
    private var free: [PreparedFrame] = []
    /// Oldest first.
    private var ready: [PreparedFrame] = []
    private var hasEnded = false
    private var isCancelled = false
    private var endingFailure: VisionError?
    private var dropped: UInt64 = 0
    private var totalDropped: UInt64 = 0
    private var threads: [WorkerThread] = []

    // Of the working threads alone.
    private var reader: FrameReader
    private var input: PictureInput
    private var decoder = FrameDecoder()
    private let mailbox: FrameMailbox?
    private var taken: UInt64 = 0

    /// Starts to read.
    ///
    /// - Parameter stop: what the reader's source watches; `cancel` needs it to wake a waiting read.
    /// - Throws: `VisionError` where no thread can be started.
    public init(
        _ reader: FrameReader, input: PictureInput, options: Options = Options(), stop: StopRequest? = nil
    ) throws(VisionError) {
        self.reader = reader
        self.input = input
        self.options = options
        self.stop = stop
        mailbox = options.latest ? FrameMailbox() : nil
        for _ in 0..<Self.slotCount { free.append(PreparedFrame(tensorCount: input.count)) }
        ready.reserveCapacity(Self.slotCount)
        // They keep the pipeline alive until they end; `cancel` or the source's end ends them.
        threads.append(try WorkerThread { self.prepareAll() })
        if mailbox != nil {
            do throws(VisionError) {
                threads.append(try WorkerThread { self.readAll() })
            } catch {
                mailbox?.end()
                throw error
            }
        }
    }

    // MARK: The caller's side

    /// Waits for the next frame; nil at the end of the stream. Give it back with `release`.
    public func next() -> PreparedFrame? {
        monitor.lock()
        defer { monitor.unlock() }
        while ready.isEmpty && !hasEnded { monitor.wait() }
        return ready.isEmpty ? nil : ready.removeFirst()
    }

    public func release(_ frame: PreparedFrame) {
        monitor.lock()
        free.append(frame)
        monitor.wakeAll()
        monitor.unlock()
    }

    /// Ends early: frames that are on their way are forgotten.
    public func cancel() {
        monitor.lock()
        isCancelled = true
        monitor.wakeAll()
        monitor.unlock()
        stop?.send()
    }

    /// Waits until the threads have ended: after `next` gave nil, or after `cancel`.
    ///
    /// - Throws: `VisionError` where the source failed, or its format is not known.
    public func finish() throws(VisionError) {
        for thread in threads { thread.join() }
        threads.removeAll()
        if let endingFailure { throw endingFailure }
        if let failure = reader.source.failure { throw failure }
    }

    /// Frames that were dropped so far, those at the end included.
    public var droppedFrames: UInt64 {
        monitor.lock()
        defer { monitor.unlock() }
        return totalDropped
    }

    /// Frames in the stream, whatever became of them. Only after `finish`.
    public var framesInStream: UInt64 { reader.count }

    // MARK: Reading

    /// Until the end, newest into the mailbox.
    private func readAll() {
        options.onThreadStart?()
        while let event = nextEvent() { mailbox?.put(event, arrival()) }
        mailbox?.end()
    }

    private func arrival() -> FrameArrival {
        FrameArrival(monotonic: reader.source.arrival, now: monotonicNanoseconds())
    }

    /// The next wanted frame, whole or damaged; nil at the end.
    private func nextEvent() -> FrameEvent? {
        while taken < options.maximumFrames, !cancelled {
            let event: FrameEvent
            do throws(VisionError) { event = try reader.next() } catch {
                fail(error)
                return nil
            }
            let number: UInt64
            switch event {
            case .frame(let frame): number = frame.number
            case .damaged(let damage): number = damage.number
            case .end: return nil
            }
            guard number % options.every == 0 else { continue }
            taken += 1
            return event
        }
        return nil
    }

    private var cancelled: Bool {
        monitor.lock()
        defer { monitor.unlock() }
        return isCancelled
    }

    private func fail(_ error: VisionError) {
        monitor.lock()
        endingFailure = error
        monitor.unlock()
    }

    // MARK: Preparing

    private func prepareAll() {
        options.onThreadStart?()
        while let slot = freeSlot() {
            guard prepareNext(slot) else { break }
            hand(slot)
        }
        monitor.lock()
        hasEnded = true
        monitor.wakeAll()
        monitor.unlock()
    }

    /// Waits for a frame that nobody uses; nil where the pipeline was cancelled.
    private func freeSlot() -> PreparedFrame? {
        monitor.lock()
        defer { monitor.unlock() }
        while free.isEmpty && !isCancelled { monitor.wait() }
        // The one given back longest ago, so that each has its memory after as many frames as there are slots.
        return isCancelled ? nil : free.removeFirst()
    }

    /// Puts a frame behind those that are ready, or, of a live source, in place of them.
    private func hand(_ slot: PreparedFrame) {
        monitor.lock()
        if options.latest {
            while let stale = ready.popLast() {
                dropped += 1 + stale.dropped
                totalDropped += 1
                free.append(stale)
            }
        }
        slot.dropped += dropped
        dropped = 0
        ready.append(slot)
        monitor.wakeAll()
        monitor.unlock()
    }

    /// False at the end.
    private func prepareNext(_ slot: PreparedFrame) -> Bool {
        let event: FrameEvent
        let arrival: FrameArrival
        slot.dropped = 0
        if let mailbox {
            guard let newest = mailbox.take() else { return false }
            (event, arrival) = (newest.event, newest.arrival)
            slot.dropped = newest.dropped
            monitor.lock()
            totalDropped += newest.dropped
            monitor.unlock()
        } else {
            guard let next = nextEvent() else { return false }
            (event, arrival) = (next, self.arrival())
        }
        slot.arrival = arrival.monotonic
        slot.unixMilliseconds = arrival.unixMilliseconds
        slot.error.removeAll(keepingCapacity: true)
        slot.warning.removeAll(keepingCapacity: true)
        (slot.decodeTime, slot.preprocessTime) = (0, 0)
        switch event {
        case .frame(let frame): prepare(frame, slot)
        case .damaged(let damage):
            slot.number = damage.number
            slot.position = damage.frame
            slot.error.append(contentsOf: "damaged frame: \(damage)".utf8)
        case .end: return false
        }
        return true
    }

    private func prepare(_ frame: SourceFrame, _ slot: PreparedFrame) {
        slot.number = frame.number
        slot.position = frame.position
        let start = monotonicNanoseconds()
        do throws(VisionError) {
            let picture = try decoder.decode(frame.content, for: options.keepsPictures ? nil : input)
            if options.keepsPictures { picture.view.copyRGB(into: slot.picture) }
            if let warning = picture.warning { slot.warning.append(contentsOf: warning.utf8) }
            let decoded = monotonicNanoseconds()
            slot.geometry = input.quantize(picture.view, into: slot.tensor)
                .of(originalWidth: picture.original.width, height: picture.original.height)
            slot.decodeTime = Double(decoded - start) / 1e6
            slot.preprocessTime = Double(monotonicNanoseconds() - decoded) / 1e6
        } catch {
            slot.decodeTime = Double(monotonicNanoseconds() - start) / 1e6
            slot.error.append(
                contentsOf:
                    "damaged frame: \(error.what), \(error.place), which begins at byte \(frame.position)"
                    .utf8)
        }
    }
}
