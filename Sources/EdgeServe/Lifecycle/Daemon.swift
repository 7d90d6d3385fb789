#if Serve
    import EdgeHost
    import Logging
    import Synchronization

    /// What all parts of the daemon share.
    public final class Daemon: Sendable {
        public static let version = "0.1.0"

        /// What one client, and all together, may ask for.
        public struct Limits: Sendable {
            /// Of one body.
            public var bodyBytes = 16 << 20
            /// Of the bodies of all requests at a time.
            public var allBodiesBytes = 128 << 20
            /// Nanoseconds from a request's arrival to its answer.
            public var timeout: UInt64 = 10_000_000_000
            /// For a client to send a head, or a body, or to take an answer.
            public var clientTimeout = 20.0
            /// For a client to send the next request.
            public var idleTimeout = 75.0
            /// Of each listener.
            public var connections = 256
            /// Requests that may wait for each model.
            public var queue = 16

            public init() {}
        }

        private enum Phase { case starting, ready, draining }

        public let registry: ModelRegistry
        public let events = EventHub()
        public let metrics = ServerMetrics()
        let cameras: CameraSet
        let profiler = Profiler()
        public let logger: Logger
        public let limits: Limits
        let bodies: BodyBudget
        let token: BearerToken?
        let hostNames: HostNames
        let manager: ServiceManager
        private let phase = Mutex(Phase.starting)

        init(
            registry: ModelRegistry, cameras: CameraSet, limits: Limits, token: BearerToken?,
            hostNames: HostNames, manager: ServiceManager, logger: Logger
        ) {
            self.registry = registry
            self.cameras = cameras
            self.limits = limits
            self.token = token
            self.hostNames = hostNames
            self.manager = manager
            self.logger = logger
            bodies = BodyBudget(limit: max(limits.allBodiesBytes, limits.bodyBytes))
        }

        /// Whether all listeners are at work.
        public var isReady: Bool { phase.withLock { $0 == .ready } }

        /// Whether requests are refused. Not before all listeners are at work: models are loaded by then, and a
        /// connection that waited in a socket of the service manager's may come through the first of them.
        private var isDraining: Bool { phase.withLock { $0 == .draining } }

        func becomeReady() { phase.withLock { if $0 == .starting { $0 = .ready } } }

        /// Requests that have been taken are answered, new ones refused.
        func drain() {
            phase.withLock { $0 = .draining }
            registry.queue.drain()
            cameras.end()
            events.finish()
        }

        /// Counts the answer to a request of `model`, whichever it is.
        func counting<R>(_ model: ServedModel, _ answer: () async throws -> R) async throws -> R {
            let arrival = monotonicNanoseconds()
            do {
                guard !isDraining else {
                    model.metrics.reject("draining")
                    throw ServeError.draining
                }
                let result = try await answer()
                model.metrics.codes.add(200)
                return result
            } catch {
                model.metrics.codes.add((error as? ServeError)?.status.code ?? 500)
                let time = monotonicNanoseconds() - arrival
                model.metrics.failures.withLock { $0.add(nanoseconds: time) }
                throw error
            }
        }
    }
#endif
