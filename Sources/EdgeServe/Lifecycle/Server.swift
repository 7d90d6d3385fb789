#if Serve
    import EdgeHost
    import EdgeRuntime
    import EdgeVision
    import HummingbirdCore
    import Logging
    import NIOCore
    import NIOPosix
    import ServiceLifecycle
    import Synchronization
    import UnixSignals

    /// Everything that a daemon is started with.
    public struct ServerOptions: Sendable {
        public var models: [ModelSource] = []
        public var cameras: [CameraOptions] = []
        /// Gives the boxes that cameras see identities from frame to frame.
        public var tracks = false
        /// Clients that may watch cameras and results at a time.
        public var viewers = 32
        public var addresses: [ListenAddress] = []
        /// Requests that run at a time, of all models together.
        public var slots = 1
        /// OpenMP threads of each.
        public var threads = 1
        /// Sessions of each model; nil for as many as slots.
        public var instances: Int?
        public var limits = Daemon.Limits()
        public var recognition = RecognizerOptions()
        public var maximumPixels = 25_000_000
        public var tokenFile: String?
        /// Names of this machine besides its own, for requests without a token.
        public var hosts: [String] = []
        /// PEM files, for HTTPS.
        public var certificateFile: String?
        public var keyFile: String?
        /// Allows an address that other machines reach, without a token.
        public var isInsecure = false
        public var drainTimeout = Duration.seconds(10)
        public var environment: [String: String] = [:]

        public init() {}
    }

    /// Starts a daemon and runs it until a signal ends it.
    public struct Server: Sendable {
        private let options: ServerOptions
        private let logger: Logger
        private let daemon: Daemon
        private let sockets: [ListenSocket]
        /// nil for plain HTTP.
        private let security: TransportSecurity?

        /// Loads the models and opens the sockets.
        ///
        /// - Throws: `StartError` for what cannot be had.
        public init(_ options: ServerOptions, logger: Logger) throws(StartError) {
            self.options = options
            self.logger = logger
            let token: BearerToken?
            do throws(VisionError) {
                token = try options.tokenFile.map { path throws(VisionError) in try BearerToken(file: path) }
            } catch {
                throw StartError(error.description)
            }
            if let certificates = options.certificateFile, let key = options.keyFile {
                security = try TransportSecurity(certificates: certificates, key: key)
            } else {
                security = nil
            }
            let addresses = try Self.addresses(options, hasToken: token != nil)
            guard options.threads == 1 || ParallelFor.hasThreads else {
                throw StartError(
                    "--threads \(options.threads): this build has one thread; build it with the trait OpenMP")
            }
            let loader = ModelLoader(
                threads: options.threads, instances: options.instances ?? options.slots,
                maximumPixels: options.maximumPixels, options: options.recognition)
            let registry: ModelRegistry
            do throws(HostError) {
                registry = try ModelRegistry(
                    options.models, loader: loader, slots: options.slots, capacity: options.limits.queue)
            } catch {
                throw StartError(error.description)
            }
            daemon = Daemon(
                registry: registry,
                cameras: try CameraSet(options.cameras, registry, viewers: options.viewers),
                limits: options.limits, token: token,
                hostNames: HostNames(machine: HostNames.machine, others: options.hosts),
                manager: ServiceManager(environment: options.environment), logger: logger)
            var sockets: [ListenSocket] = []
            for address in addresses { sockets.append(try ListenSocket(address)) }
            self.sockets = sockets
        }

        private static func addresses(
            _ options: ServerOptions, hasToken: Bool
        ) throws(StartError) -> [ListenAddress] {
            let inherited = SocketActivation.descriptors(environment: options.environment)
            let addresses = options.addresses + inherited.map { .inherited(descriptor: $0) }
            for address in addresses where !address.isLocal && !hasToken && !options.isInsecure {
                throw StartError(
                    "\(address): other machines reach it, and nobody would be asked who they are; "
                        + "give --token-file, or --insecure if that is meant")
            }
            return addresses.isEmpty ? [.tcp(host: "127.0.0.1", port: 8000)] : addresses
        }

        /// Serves until SIGTERM or SIGINT, then answers what has been taken and returns.
        public func run() async throws {
            let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
            try daemon.registry.queue.start()
            let reloader = ModelReloader(daemon.registry, logger: logger)
            // Ended in the reverse order: first the listeners, when all their answers are out, then the others.
            var services: [any Service] = [
                Housekeeper(daemon: daemon, loop: group.next()), reloader,
                HangUp(reloader: reloader, daemon: daemon),
                CameraService(daemon: daemon, tracks: options.tracks),
            ]
            let remaining = Mutex(sockets.count)
            let running = Started { [self] in
                if remaining.withLock({
                    $0 -= 1
                    return $0 == 0
                }) {
                    announce()
                }
            }
            for socket in sockets { services.append(try listener(socket, group) { running.call() }) }
            services.append(Drain(daemon: daemon))
            var configuration = ServiceGroupConfiguration(
                services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: quiet)
            configuration.maximumGracefulShutdownDuration = options.drainTimeout
            try await ServiceGroup(configuration: configuration).run()
            daemon.registry.queue.stop()
            logger.info("stopped")
        }

        private func listener(
            _ socket: ListenSocket, _ group: any EventLoopGroup, onRunning: @escaping @Sendable () -> Void
        ) throws -> any Service {
            let responder = Responder(daemon: daemon, router: Routes.make(for: daemon).buildResponder())
            let metrics = daemon.metrics
            let timeouts = ConnectionGuard.Timeouts(
                client: .nanoseconds(Int64(daemon.limits.clientTimeout * 1e9)),
                idle: .nanoseconds(Int64(daemon.limits.idleTimeout * 1e9)))
            func make<Connection: ServerChildChannel>(_ connection: Connection) -> any Service {
                Listener(
                    socket: socket, connection: connection, group: group,
                    maximumConnections: daemon.limits.connections, metrics: metrics, logger: quiet,
                    onRunning: onRunning)
            }
            let channel = HTTP1Channel(
                responder: { try await responder.respond(to: $0, $1, $2) },
                configuration: HTTP1Channel.Configuration(
                    additionalChannelHandlers: [
                        ConnectionGuard(timeouts) { metrics.timedOutConnections.add() }
                    ],
                    httpDecoderConfiguration: .init(
                        maxHeaderFieldSize: 16 << 10, maxHeaderListSize: 32 << 10, maxHeaderFieldCount: 100)))
            #if TLS
                // A Unix socket's users are on this machine.
                if let security, !socket.isUnix { return make(try security.wrap(channel)) }
            #endif
            return make(channel)
        }

        /// Once all listeners accept.
        private func announce() {
            daemon.becomeReady()
            for model in daemon.registry.models {
                let version = model.version
                logger.info(
                    "model loaded",
                    metadata: [
                        "model": "\(model.name)", "path": "\(model.path)",
                        "task": "\(version.task?.rawValue ?? "none")", "isa": "\(version.isa)",
                    ])
            }
            for socket in sockets {
                var place = socket.address.description
                if case .tcp(let host, 0) = socket.address {
                    place = "\(ListenAddress.tcp(host: host, port: socket.port))"
                }
                logger.info("listening", metadata: ["address": "\(place)"])
            }
            daemon.manager.ready("\(daemon.registry.models.count) models")
        }

        /// What libraries say matters only when something is wrong.
        private var quiet: Logger {
            var logger = logger
            if logger.logLevel == .info { logger.logLevel = .warning }
            return logger
        }
    }

    /// A function that may be called from several tasks.
    private struct Started: Sendable {
        let call: @Sendable () -> Void

        init(_ call: @escaping @Sendable () -> Void) { self.call = call }
    }

    /// Begins the end: the first service to hear of it.
    private struct Drain: Service {
        let daemon: Daemon
        /// For requests that are on their way already: they are told to come again, where a closed socket would
        /// tell them nothing.
        private static let grace = Duration.milliseconds(200)

        func run() async throws {
            try? await gracefulShutdown()
            daemon.logger.info("draining")
            daemon.manager.stopping()
            daemon.drain()
            try? await Task.sleep(for: Self.grace)
        }
    }

    /// SIGHUP: look at the models' files now.
    private struct HangUp: Service {
        let reloader: ModelReloader
        let daemon: Daemon

        func run() async throws {
            await cancelWhenGracefulShutdown {
                for await _ in await UnixSignalsSequence(trapping: .sighup) {
                    daemon.manager.reloading()
                    await reloader.look(isEager: true)
                    daemon.manager.ready("\(daemon.registry.models.count) models")
                }
            }
        }
    }
#endif
