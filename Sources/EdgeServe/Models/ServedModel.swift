#if Serve
    import EdgeVision
    import Synchronization

    /// A model that the daemon answers for: its lane of the queue, its figures, and the version that serves now.
    public final class ServedModel: Sendable {
        public let name: String
        public let path: String
        let lane: Lane<ModelInstance>
        let metrics: ModelMetrics
        private let current: Mutex<ModelVersion>

        init(name: String, path: String, lane: Lane<ModelInstance>, version: ModelVersion) {
            self.name = name
            self.path = path
            self.lane = lane
            metrics = ModelMetrics()
            current = Mutex(version)
        }

        /// What new requests run on.
        var version: ModelVersion { current.withLock { $0 } }

        func replace(by version: ModelVersion) { current.withLock { $0 = version } }

        /// What its results are; nil for a model of tensors alone.
        public var task: VisionTask? { version.task }
    }
#endif
