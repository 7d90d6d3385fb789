#if Serve
    import EdgeHost
    import EdgeVision
    import Logging
    import Synchronization

    /// A source of frames that the daemon looks at by itself: what it saw last, and those who watch.
    final class Camera: Sendable {
        enum Phase: String {
            /// No frame yet.
            case starting
            case running
            /// Its source has ended or failed and will be opened again.
            case waiting
            /// Its source has ended for good.
            case ended
        }

        enum Line: Sendable {
            /// A line of JSON, of this frame.
            case frame(UInt64, [UInt8])
            /// Nothing for some seconds, perhaps.
            case tick
        }

        struct Status {
            var phase = Phase.starting
            /// What was last wrong with the source.
            var fault: String?
            /// Monotonic nanoseconds of the last frame with a result.
            var lastFrame: UInt64?
        }

        let name: String
        let options: CameraOptions
        let model: ServedModel
        /// Its own, so that requests and cameras take turns.
        let lane: Lane<ModelInstance>
        let metrics = CameraMetrics()
        let snapshot = Snapshot()
        let lines = Broadcast<Line>(backlog: 32)
        /// That there is a new picture in `snapshot`.
        let pictures = Broadcast<UInt64>(backlog: 1)
        let stop: StopRequest
        private let status = Mutex(Status())
        private let stopping = Atomic(false)

        init(_ options: CameraOptions, _ model: ServedModel, _ registry: ModelRegistry) throws(VisionError) {
            name = options.name
            self.options = options
            self.model = model
            stop = try StopRequest()
            lane = registry.queue.addLane(named: "camera \(options.name)", capacity: 1)
        }

        var isStopping: Bool { stopping.load(ordering: .acquiring) }
        var currentStatus: Status { status.withLock { $0 } }

        func note(_ phase: Phase) { status.withLock { $0.phase = phase } }

        func noteFrame() {
            status.withLock {
                $0.phase = .running
                $0.lastFrame = monotonicNanoseconds()
            }
        }

        func note(fault: String?) { status.withLock { $0.fault = fault } }

        /// Whether its source is a file, whose frames all count and which is read once.
        var isFile: Bool {
            guard case .path(let path) = options.source else { return false }
            return FileSignature.isRegularFile(path)
        }

        /// Ends the watching, and makes the camera's thread end.
        func end() {
            stopping.store(true, ordering: .releasing)
            stop.send()
            lines.finish()
            pictures.finish()
        }

        /// Of the last seconds.
        var framesPerSecond: Double {
            let window = 5
            return Double(metrics.recent.last(window).reduce(0) { $0 + $1.count }) / Double(window)
        }

        /// Of `GET /v1/cameras/NAME`. The source is told by its kind alone: commands and paths may hold secrets.
        var description: JSON {
            let status = currentStatus
            let size = snapshot.size
            let kind =
                switch options.source {
                case .standardInput: "standard input"
                case .path: "path"
                case .command: "command"
                }
            return .object([
                ("name", .string(name)), ("model", .string(model.name)),
                ("task", model.task.map { .string($0.rawValue) } ?? .null), ("source", .string(kind)),
                ("state", .string(status.phase.rawValue)),
                ("fault", status.fault.map { .string($0) } ?? .null),
                ("width", size.map { .integer($0.width) } ?? .null),
                ("height", size.map { .integer($0.height) } ?? .null),
                ("frames", .integer(metrics.frames.value)), ("dropped", .integer(metrics.dropped.value)),
                ("damaged", .integer(metrics.damaged.value)), ("restarts", .integer(metrics.restarts.value)),
                (
                    "last_frame_age_s",
                    status.lastFrame.map {
                        .number(Double(monotonicNanoseconds() - $0) / 1e9, decimals: 1)
                    } ?? .null
                ),
                ("frames_per_second", .number(framesPerSecond, decimals: 1)),
                ("viewers", .integer(lines.watcherCount + pictures.watcherCount)),
            ])
        }
    }
#endif
