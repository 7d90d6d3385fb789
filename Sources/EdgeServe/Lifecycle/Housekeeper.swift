#if Serve
    import Logging
    import NIOCore
    import ServiceLifecycle

    /// Sees to what no request does: answers those that waited too long, and tells the service manager's watchdog
    /// that the daemon lives.
    struct Housekeeper: Service {
        let daemon: Daemon
        /// Of the connections.
        let loop: any EventLoop
        private static let beat = Duration.milliseconds(100)

        func run() async throws {
            let interval = daemon.manager.watchdogInterval
            // The last service to be told to end, so that it runs on while requests drain.
            try? await cancelWhenGracefulShutdown {
                var next = ContinuousClock.now
                while true {
                    daemon.registry.queue.expire()
                    if let interval, ContinuousClock.now >= next, await isAlive {
                        daemon.manager.watchdog()
                        next = ContinuousClock.now + interval / 2
                    }
                    try await Task.sleep(for: Self.beat)
                }
            }
        }

        /// A worker that has been at one request for far too long is stuck: let the manager start us anew.
        private var isAlive: Bool {
            get async {
                // One that is stuck does not answer, and nothing is told.
                guard (try? await loop.submit {}.get()) != nil else { return false }
                return daemon.registry.queue.longestRun() < 4 * max(daemon.limits.timeout, 10_000_000_000)
            }
        }
    }
#endif
