#if Serve
    import EdgeVision
    import Hummingbird

    extension Routes {
        /// Open Inference Protocol: is it there, does it take requests.
        static func addHealth(to router: ServeRouter, _ daemon: Daemon) {
            router.get("v2/health/live") { _, _ in
                Response(json: .object([("live", .bool(true))]))
            }
            router.get("v2/health/ready") { _, _ in
                Response(
                    daemon.isReady ? .ok : .serviceUnavailable,
                    json: .object([("ready", .bool(daemon.isReady))]))
            }
        }

        static func addMetrics(to router: ServeRouter, _ daemon: Daemon) {
            router.get("metrics") { _, _ in
                Response(
                    type: "text/plain; version=0.0.4; charset=utf-8",
                    bytes: daemon.metrics.text(
                        daemon.registry, bodies: daemon.bodies, isReady: daemon.isReady)
                        + daemon.cameras.metricsText)
            }
        }
    }
#endif
