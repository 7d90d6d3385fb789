#if Serve
    import EdgeHost
    import EdgeVision

    /// One content of a model's file: loaded, verified and described. Sessions of it may go on after a newer one
    /// has taken its place.
    final class ModelVersion: Sendable {
        /// What the daemon calls the model.
        let name: String
        let path: String
        /// 1 for the content at start, one more for each that replaced it.
        let generation: Int
        let loaded: LoadedModel
        let inputs: [TensorSpec]
        let outputs: [TensorSpec]
        /// What `Recognizer` does with it; nil where it takes no picture or its output means nothing known.
        let task: VisionTask?
        /// Why `task` is nil.
        let noTask: ServeError?
        /// Of one instance.
        let memory: HostSession.MemoryFigures
        let instances: Int
        let isa: String
        let threads: Int
        /// Calendar time, seconds since 1970.
        let loadedAt: Int

        init(
            name: String, path: String, generation: Int, loaded: LoadedModel, first: ModelInstance,
            instances: Int, loadedAt: Int
        ) {
            self.name = name
            self.path = path
            self.generation = generation
            self.loaded = loaded
            inputs = first.inputs
            outputs = first.outputs
            task = first.task
            noTask = first.noTask
            memory = first.session.memory
            self.instances = instances
            isa = "\(first.session.isa.name)"
            threads = first.session.threads
            self.loadedAt = loadedAt
        }
    }
#endif
