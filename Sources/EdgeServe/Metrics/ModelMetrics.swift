#if Serve
    import EdgeHost
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
        /// Requests that were answered with an error, from their heads' arrival on.
        let failures = Mutex(Totals())
        /// When the last was answered well: calendar time, milliseconds since 1970; 0 before the first.
        private let lastSuccess = Atomic<Int64>(0)

        struct Totals {
            var count = 0
            var nanoseconds: UInt64 = 0

            mutating func add(nanoseconds: UInt64) {
                count += 1
                self.nanoseconds += nanoseconds
            }
        }

        func add(_ times: RequestTimes) {
            recent.add(nanoseconds: times.total)
            lastSuccess.store(calendarMilliseconds(), ordering: .relaxed)
            stages.withLock {
                $0[Stage.queue.rawValue].add(nanoseconds: times.queue)
                $0[Stage.decode.rawValue].add(nanoseconds: times.decode)
                $0[Stage.preprocess.rawValue].add(nanoseconds: times.preprocess)
                $0[Stage.inference.rawValue].add(nanoseconds: times.inference)
                $0[Stage.postprocess.rawValue].add(nanoseconds: times.postprocess)
                $0[Stage.total.rawValue].add(nanoseconds: times.total)
            }
        }

        var lastSuccessTime: Int64 { lastSuccess.load(ordering: .relaxed) }

        func reject(_ reason: String) { rejections.add(reason) }

        func histogram(of stage: Stage) -> Histogram { stages.withLock { $0[stage.rawValue] } }
    }
#endif
