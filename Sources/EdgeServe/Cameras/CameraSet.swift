#if Serve
    import EdgeHost
    import EdgeVision
    import Logging
    import NIOPosix
    import ServiceLifecycle
    import Synchronization

    /// All cameras of the daemon.
    final class CameraSet: Sendable {
        /// In the order of the command line.
        let cameras: [Camera]
        let viewers: ViewerLimit
        /// JPEGs of pictures are made here, one at a time, and never on an event loop.
        private let encoding = NIOThreadPool(numberOfThreads: 1)
        private let threads = Mutex<[WorkerThread]>([])

        /// - Throws: `StartError` for two cameras of one name or on one standard input, and for models that are not
        ///   there or take no picture.
        init(_ options: [CameraOptions], _ registry: ModelRegistry, viewers: Int) throws(StartError) {
            var cameras: [Camera] = []
            for camera in options {
                if cameras.contains(where: { $0.name == camera.name }) {
                    throw StartError("two cameras are called '\(camera.name)'; give each a name of its own")
                }
                if camera.source == .standardInput,
                    cameras.contains(where: { $0.options.source == camera.source })
                {
                    throw StartError("camera \(camera.name): standard input is taken; one camera can read it")
                }
                cameras.append(try Self.make(camera, registry))
            }
            self.cameras = cameras
            self.viewers = ViewerLimit(limit: viewers)
        }

        private static func make(
            _ options: CameraOptions, _ registry: ModelRegistry
        ) throws(StartError) -> Camera {
            let wanted = options.model ?? registry.models.first?.name ?? ""
            guard let model = registry[wanted] else {
                throw StartError(
                    "camera \(options.name): there is no model '\(wanted)'; use one of "
                        + registry.models.map(\.name).joined(separator: ", "))
            }
            if let fault = model.version.noTask {
                throw StartError("camera \(options.name): \(fault)")
            }
            do throws(VisionError) { return try Camera(options, model, registry) } catch {
                throw StartError("camera \(options.name): \(error)")
            }
        }

        subscript(name: String) -> Camera? { cameras.first { $0.name == name } }

        // MARK: Life

        /// Once, after the queue.
        func start(_ registry: ModelRegistry, _ events: EventHub, tracks: Bool, logger: Logger) throws {
            encoding.start()
            for camera in cameras {
                let thread = try WorkerThread {
                    var run = CameraRun(
                        camera, registry, events, tracks: tracks && camera.model.task == .detect,
                        logger: logger)
                    run.run()
                }
                threads.withLock { $0.append(thread) }
            }
        }

        /// Ends the watching and tells the threads to end, without waiting for them.
        func end() {
            for camera in cameras { camera.end() }
        }

        /// Waits for the threads, whose commands are ended by then.
        func join() async {
            let threads = threads.withLock { threads in
                defer { threads = [] }
                return threads
            }
            try? await encoding.runIfActive {
                for thread in threads { thread.join() }
            }
            try? await encoding.shutdownGracefully()
        }

        // MARK: Pictures

        /// The camera's last picture.
        ///
        /// - Throws: 503 before the first one, 501 where JPEGs cannot be made.
        func jpeg(of camera: Camera, overlay: Bool) async throws -> [UInt8] {
            let made = try await encoding.runIfActive { () -> [UInt8]? in
                do throws(VisionError) { return try camera.snapshot.jpeg(overlay: overlay) } catch {
                    throw ServeError(error, status: .notImplemented)
                }
            }
            guard let made else {
                throw ServeError(
                    .serviceUnavailable, what: "has given no frame yet", place: "camera \(camera.name)",
                    mend: "look at its state at /v1/cameras/\(camera.name)", retryAfter: 1)
            }
            return made
        }
    }

    /// Runs the cameras from start to end, whichever way the end comes.
    struct CameraService: Service {
        let daemon: Daemon
        let tracks: Bool
        private static let tick = Duration.seconds(10)

        func run() async throws {
            try daemon.cameras.start(
                daemon.registry, daemon.events, tracks: tracks, logger: daemon.logger)
            try? await cancelWhenGracefulShutdown {
                while true {
                    try await Task.sleep(for: Self.tick)
                    for camera in daemon.cameras.cameras { camera.lines.publish(.tick) }
                    daemon.events.tick()
                }
            }
            daemon.cameras.end()
            await daemon.cameras.join()
        }
    }
#endif
