#if Serve
    import Synchronization

    /// The figures of one model since the daemon started; they outlive its versions.
    final class ModelMetrics: Sendable {
        enum Stage: Int, CaseIterable {
            case queue, decode, preprocess, inference, postprocess, total
        }

        private let stages = Mutex([Histogram](repeating: Histogram(), count: Stage.allCases.count))
        /// Answers by HTTP status.
        let codes = CounterTable<Int>()
        /// Requests turned away, by reason.
        let rejections = CounterTable<String>()
        let reloads = Counter()
        /// From the whole body's arrival to the answer's bytes.
        let recent = LatencyRing()
        let reloadFailures = Counter()

        func add(_ times: RequestTimes) {
            recent.add(nanoseconds: times.total)
            stages.withLock {
                $0[Stage.queue.rawValue].add(nanoseconds: times.queue)
                $0[Stage.decode.rawValue].add(nanoseconds: times.decode)
                $0[Stage.preprocess.rawValue].add(nanoseconds: times.preprocess)
                $0[Stage.inference.rawValue].add(nanoseconds: times.inference)
                $0[Stage.postprocess.rawValue].add(nanoseconds: times.postprocess)
                $0[Stage.total.rawValue].add(nanoseconds: times.total)
            }
        }

        func reject(_ reason: String) { rejections.add(reason) }

        func histogram(of stage: Stage) -> Histogram { stages.withLock { $0[stage.rawValue] } }
    }
#endif
