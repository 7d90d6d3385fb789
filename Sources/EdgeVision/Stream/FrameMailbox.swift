import EdgeHost

/// The newest frame of a live source: a thread of its own reads on, and a frame that nobody has taken makes
/// room for the next.
final class FrameMailbox: @unchecked Sendable {
    /// What was found, with a copy of its bytes.
    struct Letter {
        var event: FrameEvent = .end
        var arrival = FrameArrival()
        private var bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 64)

        mutating func fill(_ event: FrameEvent, _ arrival: FrameArrival) {
            self.event = event
            self.arrival = arrival
            guard case .frame(var frame) = event else { return }
            switch frame.content {
            case .jpeg(let source): frame.content = .jpeg(copy(source))
            case .png(let source): frame.content = .png(copy(source))
            case .pixels(let view):
                let count = view.format.frameBytes(width: view.width, height: view.height)
                let copied = copy(UnsafeRawBufferPointer(start: view.planes.0, count: count))
                frame.content = .pixels(
                    PixelView(
                        format: view.format, width: view.width, height: view.height, frame: copied,
                        colour: view.colour))
            }
            self.event = .frame(frame)
        }

        private mutating func copy(_ source: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
            if source.count > bytes.count {
                bytes.deallocate()
                bytes = .allocate(byteCount: source.count, alignment: 64)
            }
            bytes.copyMemory(from: source)
            return UnsafeRawBufferPointer(rebasing: bytes[..<source.count])
        }

        func deallocate() { bytes.deallocate() }
    }

    private let monitor = Monitor()
    /// Three places: written by the reader, waiting, read by the taker.
    private var written = Letter()
    private var waiting = Letter()
    private var taken = Letter()
    private var isFull = false
    private var hasEnded = false
    private var dropped: UInt64 = 0

    deinit {
        written.deallocate()
        waiting.deallocate()
        taken.deallocate()
    }

    /// Of the reading thread: puts what it found in place of what waits.
    func put(_ event: FrameEvent, _ arrival: FrameArrival) {
        written.fill(event, arrival)
        monitor.lock()
        if isFull { dropped += 1 }
        swap(&written, &waiting)
        isFull = true
        monitor.wakeAll()
        monitor.unlock()
    }

    /// Of the reading thread: nothing more comes.
    func end() {
        monitor.lock()
        hasEnded = true
        monitor.wakeAll()
        monitor.unlock()
    }

    /// Waits for what is newest; nil at the end.
    ///
    /// - Returns: what was found, valid until the next call, and how many frames were dropped since the last.
    func take() -> (event: FrameEvent, arrival: FrameArrival, dropped: UInt64)? {
        monitor.lock()
        defer { monitor.unlock() }
        while !isFull && !hasEnded { monitor.wait() }
        guard isFull else { return nil }
        swap(&waiting, &taken)
        isFull = false
        defer { dropped = 0 }
        return (taken.event, taken.arrival, dropped)
    }
}

/// When a frame came.
struct FrameArrival {
    /// Nanoseconds of the monotonic clock.
    var monotonic: UInt64 = 0
    /// Milliseconds since 1970.
    var unixMilliseconds: Int64 = 0

    init() {}

    /// - Parameter monotonic: of the frame's last bytes.
    init(monotonic: UInt64, now: UInt64) {
        self.monotonic = monotonic
        unixMilliseconds = calendarMilliseconds() - Int64(now &- monotonic) / 1_000_000
    }
}
