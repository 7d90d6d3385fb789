#if Serve
    import Hummingbird

    /// The table of everything that the daemon answers: a new group of addresses is one line here and a file beside
    /// this one.
    enum Routes {
        static func make(for daemon: Daemon) -> ServeRouter {
            let router = ServeRouter(context: RequestScope.self)
            addHealth(to: router, daemon)
            addOpenInference(to: router, daemon)
            addTritonExtensions(to: router, daemon)
            addTasks(to: router, daemon)
            addCameras(to: router, daemon)
            addInsight(to: router, daemon)
            addPage(to: router)
            addMetrics(to: router, daemon)
            return router
        }
    }
#endif
