#if Serve
    import EdgeFormat
    import EdgeHost
    import EdgeVision
    import Logging

    #if canImport(Glibc)
        import Glibc
    #elseif canImport(Musl)
        import Musl
    #endif

    /// What a camera's thread does: opens the source, hands frames to the queue one at a time, tells what was seen,
    /// and opens the source again when it has ended.
    struct CameraRun {
        private let camera: Camera
        private let registry: ModelRegistry
        private let events: EventHub
        private let logger: Logger
        private var tracker: Tracker?
        private var line: [UInt8] = []
        private var instance: ModelInstance?
        private var generation = 0
        /// Frames of the runs of the source before this one.
        private var base: UInt64 = 0

        init(_ camera: Camera, _ registry: ModelRegistry, _ events: EventHub, tracks: Bool, logger: Logger) {
            self.camera = camera
            self.registry = registry
            self.events = events
            self.logger = logger
            if tracks { tracker = Tracker() }
        }

        mutating func run() {
            var backoff = Backoff()
            while !camera.isStopping {
                let start = monotonicNanoseconds()
                let before = camera.metrics.frames.value
                let isLast = camera.isFile || camera.options.source == .standardInput
                var fault: String?
                do throws(VisionError) { try readSource() } catch { fault = "\(error)" }
                if camera.isStopping { break }
                camera.note(fault: fault)
                tell(fault, isLast)
                if isLast { return camera.note(.ended) }
                camera.note(.waiting)
                let seconds = Double(monotonicNanoseconds() - start) / 1e9
                pause(backoff.next(after: seconds, frames: camera.metrics.frames.value - before))
                if !camera.isStopping { camera.metrics.restarts.add() }
            }
            camera.note(.ended)
        }

        private func tell(_ fault: String?, _ isLast: Bool) {
            var metadata: Logger.Metadata = ["camera": "\(camera.name)"]
            if let fault { metadata["error"] = "\(fault)" }
            logger.warning(
                isLast ? "camera has ended" : "camera's source has ended; it will be opened again",
                metadata: metadata)
        }

        private func pause(_ milliseconds: Int) {
            var watched = pollfd(fd: camera.stop.descriptor, events: Int16(POLLIN), revents: 0)
            poll(&watched, 1, Int32(milliseconds))
        }

        // MARK: Reading

        private mutating func readSource() throws(VisionError) {
            var process: CameraProcess?
            defer { process?.end() }
            let source: ByteSource
            switch camera.options.source {
            case .standardInput: source = try open("-")
            case .path(let path): source = try open(path)
            case .command(let command):
                let started = try CameraProcess(command, name: camera.name)
                process = started
                source = ByteSource(
                    descriptor: started.descriptor, name: "camera \(camera.name)", limit: limit,
                    stop: camera.stop.descriptor)
            }
            var options = FramePipeline.Options()
            options.latest = !camera.isFile
            options.keepsPictures = true
            let instance = try currentInstance()
            let form = InputForm(instance)
            // `camera.stop` wakes the reader; nothing else has to end it.
            let pipeline = try FramePipeline(
                try FrameReader(source, format: camera.options.format),
                input: try PictureInput(instance.session, model: "model \(camera.model.name)"),
                options: options)
            while let frame = pipeline.next() {
                handle(frame, form)
                pipeline.release(frame)
            }
            defer { base += pipeline.framesInStream }
            try pipeline.finish()
        }

        private func open(_ path: String) throws(VisionError) -> ByteSource {
            try ByteSource(path: path, limit: limit, stop: camera.stop.descriptor)
        }

        /// Most bytes of a frame: an uncompressed one of the most pixels.
        private var limit: Int { min(ByteSource.standardLimit, 4 * registry.loader.maximumPixels) }

        /// A session of the version that serves now: of this camera alone.
        private mutating func currentInstance() throws(VisionError) -> ModelInstance {
            let version = camera.model.version
            if let instance, generation == version.generation { return instance }
            let made: ModelInstance
            do throws(HostError) {
                made = try ModelInstance(
                    version.loaded, name: camera.model.name, threads: registry.loader.threads,
                    maximumPixels: registry.loader.maximumPixels, defaults: registry.loader.options)
            } catch {
                throw VisionError(
                    what: "\(error)", place: "camera \(camera.name)", mend: "give the daemon more memory")
            }
            registry.queue.replaceInstances(of: camera.lane, with: [made])
            instance = made
            generation = version.generation
            return made
        }

        // MARK: Frames

        private mutating func handle(_ frame: PreparedFrame, _ form: InputForm) {
            camera.metrics.dropped.add(Int(truncatingIfNeeded: frame.dropped))
            let number = base + frame.number
            var times = StageTimes()
            if frame.isDamaged {
                camera.metrics.damaged.add()
            } else {
                do {
                    times = try recognize(frame, form, number)
                } catch {
                    camera.metrics.dropped.add()
                    if (error as? ServeError)?.rejection == nil { camera.note(fault: "\(error)") }
                    return
                }
            }
            let latency = monotonicNanoseconds() &- frame.arrival
            makeLine(frame, number, times, latency)
            if !frame.isDamaged {
                camera.metrics.add(latency: latency)
                camera.noteFrame()
                camera.pictures.publish(camera.snapshot.put(frame.picture.view, instance?.result))
            }
            camera.lines.publish(.frame(number, line))
            events.publish(line, from: "camera \(camera.name)")
        }

        /// Waits for the camera's turn, and for the result.
        private mutating func recognize(
            _ frame: PreparedFrame, _ form: InputForm, _ number: UInt64
        ) throws -> StageTimes {
            let instance = try currentInstance()
            let fits = InputForm(instance) == form
            let handoff = Handoff<Result<StageTimes, ServeError>>()
            let (queue, lane) = (registry.queue, camera.lane)
            Task {
                do throws(ServeError) {
                    // No deadline: the frame's memory is lent to the worker until it has ended.
                    let times = try await queue.run(on: lane, timeout: .max / 4) {
                        (instance, _) throws(ServeError) in
                        guard fits, let geometry = frame.geometry else {
                            return try instance.recognize(frame.picture.view, RecognitionQuery())
                        }
                        return try instance.recognize(
                            tensor: UnsafeBufferPointer(frame.tensor), geometry: geometry)
                    }
                    handoff.put(.success(times))
                } catch {
                    handoff.put(.failure(error))
                }
            }
            var times = try handoff.take().get()
            times.decode = frame.decodeTime
            if fits { times.preprocess = frame.preprocessTime }
            if tracker != nil { instance.track(&tracker!, frame: number) }
            return times
        }

        /// As `edgerun stream` writes it, with the camera's name in place of the input's.
        private mutating func makeLine(
            _ frame: PreparedFrame, _ number: UInt64, _ times: StageTimes, _ latency: UInt64
        ) {
            line = []
            frame.appendLine(
                to: &line, key: "camera", source: camera.name, number: number, showsDropped: true,
                times: times, latency: latency
            ) { [instance] line in instance?.appendResult(to: &line, runs: false) }
        }
    }

    /// What a model asks of a picture: frames made ready for one suit every version that asks the same.
    private struct InputForm: Equatable {
        var shape: [Int]
        var scale: Float
        var zeroPoint: Int32
        var preprocessing: PreprocessingRecord?

        init(_ instance: ModelInstance) {
            shape = instance.inputs.first?.shape ?? []
            scale = instance.inputs.first?.scale ?? 0
            zeroPoint = instance.inputs.first?.zeroPoint ?? 0
            preprocessing = instance.session.loaded.preprocessing()
        }
    }

    /// A value on its way from a task to a thread that waits for it.
    private final class Handoff<Value: Sendable>: @unchecked Sendable {
        private let monitor = Monitor()
        private var value: Value?

        func put(_ value: Value) {
            monitor.lock()
            self.value = value
            monitor.wakeAll()
            monitor.unlock()
        }

        func take() -> Value {
            monitor.lock()
            defer { monitor.unlock() }
            while true {
                if let value { return value }
                monitor.wait()
            }
        }
    }
#endif
