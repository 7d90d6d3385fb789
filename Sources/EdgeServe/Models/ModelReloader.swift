#if Serve
    import EdgeHost
    import Logging
    import NIOPosix
    import ServiceLifecycle
    import Synchronization

    /// Looks at the models' files and puts new contents into service.
    ///
    /// A file renamed to a model's path is loaded at the next look, a second later at most; one that is written in
    /// place when it has stayed the same for one look. The new version is read and verified while the old one
    /// serves, then takes its place between two requests. A file that cannot be loaded is refused: the old version
    /// serves on, and that content is not tried again.
    final class ModelReloader: Service, Sendable {
        private let registry: ModelRegistry
        private let logger: Logger
        private let interval: Duration
        private let seen: Mutex<[String: Seen]>
        /// Loading blocks, and a model's first run starts threads: always from the same one.
        private let thread = NIOThreadPool(numberOfThreads: 1)

        private struct Seen {
            /// What was loaded or refused last.
            var settled: FileSignature?
            /// What the last look found.
            var last: FileSignature?
        }

        init(_ registry: ModelRegistry, interval: Duration = .seconds(1), logger: Logger) {
            self.registry = registry
            self.interval = interval
            self.logger = logger
            var seen: [String: Seen] = [:]
            for model in registry.models {
                let signature = FileSignature(path: model.path)
                seen[model.name] = Seen(settled: signature, last: signature)
            }
            self.seen = Mutex(seen)
            thread.start()
        }

        func run() async throws {
            try? await cancelWhenGracefulShutdown {
                while true {
                    try await Task.sleep(for: self.interval)
                    await self.look()
                }
            }
            try? await thread.shutdownGracefully()
        }

        /// One look at every file.
        ///
        /// - Parameter isEager: load what has changed although it may still be written to.
        func look(isEager: Bool = false) async {
            for model in registry.models where isDue(model, isEager: isEager) {
                try? await thread.runIfActive { self.reload(model) }
            }
        }

        private func isDue(_ model: ServedModel, isEager: Bool) -> Bool {
            let now = FileSignature(path: model.path)
            return seen.withLock { table in
                guard var entry = table[model.name] else { return false }
                defer { table[model.name] = entry }
                let before = entry.last
                entry.last = now
                guard let now else {
                    if before != nil {
                        logger.warning(
                            "model file is gone; its last version serves on",
                            metadata: ["model": "\(model.name)", "path": "\(model.path)"])
                    }
                    return false
                }
                guard now != entry.settled else { return false }
                let isWhole = entry.settled.map { now.isOtherFile(than: $0) } ?? true
                guard isEager || isWhole || now == before else { return false }
                entry.settled = now
                return true
            }
        }

        private func reload(_ model: ServedModel) {
            let old = model.version
            let start = monotonicNanoseconds()
            do throws(HostError) {
                let made = try registry.loader.load(
                    name: model.name, path: model.path, generation: old.generation + 1)
                model.replace(by: made.version)
                registry.queue.replaceInstances(of: model.lane, with: made.instances)
                model.metrics.reloads.add(1)
                logger.info(
                    "model replaced",
                    metadata: [
                        "model": "\(model.name)", "path": "\(model.path)",
                        "generation": "\(made.version.generation)",
                        "ms": "\((monotonicNanoseconds() - start) / 1_000_000)",
                    ])
            } catch {
                model.metrics.reloadFailures.add(1)
                logger.error(
                    "model file refused; its last version serves on",
                    metadata: [
                        "model": "\(model.name)", "path": "\(model.path)", "error": "\(error)",
                        "generation": "\(old.generation)",
                    ])
            }
        }
    }
#endif
