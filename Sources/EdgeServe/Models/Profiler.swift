#if Serve
    import EdgeHost
    import EdgeVision
    import Synchronization

    /// Measures what each op of a model takes, between requests: one run at a time, and none while a request waits.
    final class Profiler: Sendable {
        private struct Kept {
            var generation: Int
            /// Monotonic nanoseconds.
            var made: UInt64
            var json: JSON
        }

        private struct State {
            var kept: [String: Kept] = [:]
            var isBusy = false
        }

        private let state = Mutex(State())
        /// Runs of which the median counts.
        private static let runs = 9
        /// Nanoseconds for which a profile is given out again in place of a new one.
        private static let age: UInt64 = 10_000_000_000
        /// The same for which a measurement waits for a pause in the requests.
        private static let patience: UInt64 = 5_000_000_000

        /// - Throws: 429 while another profile is measured, 503 where requests leave no pause.
        func profile(_ model: ServedModel, _ registry: ModelRegistry) async throws(ServeError) -> JSON {
            let generation = model.version.generation
            let now = monotonicNanoseconds()
            let known = try begin(model.name, generation, now)
            if let known { return known }
            defer { state.withLock { $0.isBusy = false } }
            var times: [[UInt64]] = []
            for run in 0...Self.runs {
                try await pause(registry, since: now)
                let measured = try await registry.queue.run(on: model.lane, timeout: Self.patience) {
                    (instance, _) throws(ServeError) in instance.measureOps()
                }
                // The first one finds the caches cold.
                if run > 0 { times.append(measured) }
            }
            let json = Self.json(model.version, times)
            state.withLock {
                $0.kept[model.name] = Kept(
                    generation: generation, made: monotonicNanoseconds(), json: json)
            }
            return json
        }

        private func begin(
            _ name: String, _ generation: Int, _ now: UInt64
        ) throws(ServeError) -> JSON? {
            let known = state.withLock { state -> JSON?? in
                if let kept = state.kept[name], kept.generation == generation, now - kept.made < Self.age {
                    return .some(.some(kept.json))
                }
                if state.isBusy { return nil }
                state.isBusy = true
                return .some(nil)
            }
            guard let known else {
                throw ServeError(
                    .tooManyRequests, what: "a profile is being measured already", place: "model \(name)",
                    mend: "ask again in a second", retryAfter: 1)
            }
            return known
        }

        /// Waits until no request waits.
        private func pause(_ registry: ModelRegistry, since start: UInt64) async throws(ServeError) {
            while registry.models.contains(where: { registry.depth(of: $0).waiting > 0 }) {
                guard monotonicNanoseconds() - start < Self.patience else {
                    throw ServeError(
                        .serviceUnavailable, what: "requests leave no time to measure it", place: "profile",
                        mend: "ask again when there are fewer", retryAfter: 5)
                }
                try? await Task.sleep(for: .milliseconds(2))
            }
        }

        private static func json(_ version: ModelVersion, _ times: [[UInt64]]) -> JSON {
            let view = version.loaded.model.view
            let first = Int(view.subgraph(0).firstOp)
            let count = times.map(\.count).min() ?? 0
            let medians = (0..<count).map { op in times.map { $0[op] }.sorted()[times.count / 2] }
            let total = max(medians.reduce(0, +), 1)
            let rows = medians.enumerated().map { (index, time) -> JSON in
                let op = view.op(first + index)
                return .object([
                    ("index", .integer(index)), ("name", .string(view.opName(first + index))),
                    ("kind", .string("\(op.kind)")),
                    ("shape", .string(view.tensor(view.output(0, of: op)).shapeText)),
                    ("ms", .number(Double(time) / 1e6, decimals: 6)),
                    ("share", .number(Double(time) / Double(total), decimals: 6)),
                    ("macs", .integer(view.multiplyAccumulates(ofOp: first + index))),
                ])
            }
            return .object([
                ("model", .string(version.name)), ("generation", .integer(version.generation)),
                ("isa", .string(version.isa)), ("threads", .integer(version.threads)),
                ("runs", .integer(times.count)), ("total_ms", .number(Double(total) / 1e6, decimals: 6)),
                ("ops", .array(rows)),
            ])
        }
    }
#endif
