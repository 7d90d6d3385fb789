#if Serve
    import EdgeHost
    import EdgeVision
    import Hummingbird

    extension Routes {
        /// What the live page shows of models: their memory, their ops' times, latencies over time.
        static func addInsight(to router: ServeRouter, _ daemon: Daemon) {
            router.get("v1/models/:model/plan") { _, scope in
                Response(json: MemoryPlan(try model(scope, daemon).version.loaded).json)
            }
            router.get("v1/models/:model/profile") { _, scope in
                let model = try model(scope, daemon)
                guard daemon.isReady else { throw ServeError.draining }
                return Response(json: try await daemon.profiler.profile(model, daemon.registry))
            }
            router.get("v1/latency") { request, _ in
                Response(json: latency(daemon, seconds: try seconds(request)))
            }
        }

        private static func seconds(_ request: Request) throws(ServeError) -> Int {
            guard let text = request.uri.queryParameters["seconds"] else { return 120 }
            guard let number = Int(text), (1..<LatencyRing.seconds).contains(number) else {
                throw .bad(
                    "'\(text)' is no number within 1..<\(LatencyRing.seconds)", at: "query 'seconds'",
                    mend: "give one")
            }
            return number
        }

        /// Percentiles of each second: of requests, from the body's arrival to the answer; of cameras, from the
        /// frame's arrival to its result.
        private static func latency(_ daemon: Daemon, seconds: Int) -> JSON {
            let now = monotonicNanoseconds()
            let models = daemon.registry.models.map { ("model", $0.name, $0.metrics.recent) }
            let cameras = daemon.cameras.cameras.map { ("camera", $0.name, $0.metrics.recent) }
            let end = now / 1_000_000_000
            let series = (models + cameras).map { (kind, name, ring) -> JSON in
                let points = ring.last(seconds, now: now).map { point -> JSON in
                    .array([
                        .integer(Int(end - point.second)), .integer(point.count),
                        .number(point.p50, decimals: 3), .number(point.p90, decimals: 3),
                        .number(point.p99, decimals: 3), .number(point.maximum, decimals: 3),
                    ])
                }
                return .object([
                    ("kind", .string(kind)), ("name", .string(name)), ("points", .array(points)),
                ])
            }
            return .object([
                ("seconds", .integer(seconds)),
                (
                    "columns",
                    .array(["age_s", "count", "p50_ms", "p90_ms", "p99_ms", "max_ms"].map { .string($0) })
                ),
                ("series", .array(series)),
            ])
        }
    }
#endif
