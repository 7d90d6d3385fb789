#if Serve
    import EdgeHost
    import EdgeVision

    #if canImport(Glibc)
        import Glibc
    #elseif canImport(Musl)
        import Musl
    #endif

    /// Makes versions of models from files.
    struct ModelLoader: Sendable {
        /// OpenMP threads of each run.
        var threads = 1
        /// Sessions of each model: how many of its requests may run at a time.
        var instances = 1
        /// Of a picture that a request brings.
        var maximumPixels = 25_000_000
        var options = RecognizerOptions()

        struct Made {
            var version: ModelVersion
            var instances: [ModelInstance]
        }

        /// Reads, verifies and prepares a model, and runs it once: the first request will find everything warm.
        ///
        /// The file is read into memory, not mapped: nothing that happens to it later can disturb the daemon.
        func load(name: String, path: String, generation: Int) throws(HostError) -> Made {
            let loaded = try LoadedModel(readingFile: path)
            var made: [ModelInstance] = []
            for _ in 0..<instances {
                made.append(
                    try ModelInstance(
                        loaded, name: name, threads: threads, maximumPixels: maximumPixels, defaults: options)
                )
            }
            let version = ModelVersion(
                name: name, path: path, generation: generation, loaded: loaded, first: made[0],
                instances: made.count, loadedAt: time(nil))
            for instance in made { instance.run() }
            return Made(version: version, instances: made)
        }
    }
#endif
