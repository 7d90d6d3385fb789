#if Serve
    import EdgeHost
    import EdgeVision

    /// The models of a daemon and the queue that they share: where every request, of a client or of a camera,
    /// comes to run.
    public final class ModelRegistry: Sendable {
        /// In the order of the command line.
        public let models: [ServedModel]
        let queue: InferenceQueue<ModelInstance>
        let loader: ModelLoader
        private let byName: [String: ServedModel]

        /// Loads all models.
        ///
        /// - Parameter capacity: requests that may wait for each.
        /// - Throws: `HostError` for the first that cannot be loaded.
        init(
            _ sources: [ModelSource], loader: ModelLoader, slots: Int, capacity: Int
        ) throws(HostError) {
            self.loader = loader
            queue = InferenceQueue(slots: slots)
            var models: [ServedModel] = []
            var byName: [String: ServedModel] = [:]
            for source in sources {
                let made: ModelLoader.Made
                do throws(HostError) {
                    made = try loader.load(name: source.name, path: source.path, generation: 1)
                } catch {
                    if case .invalidModel(nil, let fault) = error {
                        throw .invalidModel(path: source.path, fault)
                    }
                    throw error
                }
                let lane = queue.addLane(named: source.name, capacity: capacity)
                queue.replaceInstances(of: lane, with: made.instances)
                let model = ServedModel(
                    name: source.name, path: source.path, lane: lane, version: made.version)
                models.append(model)
                byName[source.name] = model
            }
            self.models = models
            self.byName = byName
        }

        /// The model of this name; nil where there is none.
        public subscript(name: String) -> ServedModel? { byName[name] }

        /// - Throws: 404 with the names that there are.
        func model(named name: String) throws(ServeError) -> ServedModel {
            if let model = byName[name] { return model }
            throw ServeError(
                .notFound, what: "there is no model '\(name)'", place: "models",
                mend: "use one of \(models.map(\.name).joined(separator: ", "))")
        }

        /// Tells before a body is read that the request would not be taken.
        ///
        /// - Throws: 429 where the model's lane is full.
        func checkRoom(for model: ServedModel) throws(ServeError) {
            let depth = queue.depth(of: model.lane)
            guard depth.waiting >= depth.capacity else { return }
            model.metrics.reject("queue_full")
            throw .queueFull(model.name, capacity: depth.capacity)
        }

        func depth(of model: ServedModel) -> LaneDepth { queue.depth(of: model.lane) }

        /// Runs a request on an instance of `model` when its turn comes, and counts it.
        ///
        /// - Parameters:
        ///   - size: as in `InferenceQueue.run`.
        ///   - timeout: nanoseconds.
        ///   - work: runs on another thread, or on this one, and fills in what its stages took.
        func run<Value: Sendable>(
            _ model: ServedModel, size: Int? = nil, timeout: UInt64,
            _ work: @escaping @Sendable (ModelInstance, inout RequestTimes) throws(ServeError) -> Value
        ) async throws(ServeError) -> (value: Value, times: RequestTimes) {
            let arrival = monotonicNanoseconds()
            do throws(ServeError) {
                return try await queue.run(on: model.lane, size: size, timeout: timeout) {
                    [metrics = model.metrics] (instance, waited) throws(ServeError) in
                    var times = RequestTimes(queue: waited)
                    let value = try work(instance, &times)
                    times.total = monotonicNanoseconds() - arrival
                    metrics.add(times)
                    return (value, times)
                }
            } catch {
                if let reason = error.rejection { model.metrics.reject(reason) }
                throw error
            }
        }
    }

    /// `NAME=FILE` of the command line.
    public struct ModelSource: Sendable, Equatable {
        public var name: String
        public var path: String

        public init(name: String, path: String) {
            self.name = name
            self.path = path
        }

        /// `NAME=FILE`, or `FILE`, whose name without directory and ending is the model's.
        ///
        /// - Returns: nil for a name that does not fit into an address: other than letters, digits, `-`, `_`, `.`.
        public init?(argument: String) {
            let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2, !parts[0].contains("/") {
                name = String(parts[0])
                path = String(parts[1])
            } else {
                path = argument
                let file = argument.split(separator: "/").last.map(String.init) ?? ""
                name = file.hasSuffix(".edge") ? String(file.dropLast(5)) : file
            }
            guard !path.isEmpty, Self.isName(name) else { return nil }
        }

        static func isName(_ text: String) -> Bool {
            !text.isEmpty && text.count <= 128 && text != "." && text != ".."
                && text.utf8.allSatisfy {
                    switch $0 {
                    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: true
                    default: false
                    }
                }
        }
    }
#endif
