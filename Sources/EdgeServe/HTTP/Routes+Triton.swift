#if Serve
    import EdgeHost
    import EdgeVision
    import Hummingbird

    /// What Triton's clients and its perf_analyzer ask for besides the protocol: the extensions "model configuration"
    /// and "statistics".
    extension Routes {
        static func addTritonExtensions(to router: ServeRouter, _ daemon: Daemon) {
            for prefix in ["v2/models/:model", "v2/models/:model/versions/:version"] {
                router.get("\(prefix)/config") { _, scope in
                    Response(json: try model(scope, daemon).version.configuration)
                }
                router.get("\(prefix)/stats") { _, scope in
                    Response(json: statistics([try model(scope, daemon)]))
                }
            }
            router.get("v2/models/stats") { _, _ in Response(json: statistics(daemon.registry.models)) }
        }

        private static func statistics(_ models: [ServedModel]) -> JSON {
            .object([("model_stats", .array(models.map(\.statistics)))])
        }
    }

    extension ModelVersion {
        /// As a Triton model's configuration has it. The dimensions are all of a tensor's: there is no batching.
        fileprivate var configuration: JSON {
            func tensors(_ specs: [TensorSpec]) -> JSON {
                .array(
                    specs.map {
                        .object([
                            ("name", .string($0.name)),
                            ("data_type", .string("TYPE_" + $0.datatype.rawValue)),
                            ("dims", .array($0.shape.map(JSON.integer))),
                        ])
                    })
            }
            return .object([
                ("name", .string(name)), ("platform", .string("edge")), ("backend", .string("edge")),
                ("version_policy", .object([("latest", .object([("num_versions", .integer(1))]))])),
                ("max_batch_size", .integer(0)), ("input", tensors(inputs)), ("output", tensors(outputs)),
                (
                    "instance_group",
                    .array([
                        .object([
                            ("name", .string(name)), ("kind", .string("KIND_CPU")),
                            ("count", .integer(instances)),
                        ])
                    ])
                ),
            ])
        }
    }

    extension ServedModel {
        /// Counts and nanoseconds since the daemon started, of all requests to the model, whatever their protocol.
        fileprivate var statistics: JSON {
            func totals(_ count: Int, _ nanoseconds: UInt64) -> JSON {
                .object([("count", .integer(count)), ("ns", .integer(Int(clamping: nanoseconds)))])
            }
            func stage(_ stages: ModelMetrics.Stage...) -> JSON {
                let histograms = stages.map(metrics.histogram)
                return totals(
                    Int(clamping: histograms[0].count), histograms.reduce(0) { $0 &+ $1.sum })
            }
            let answered = Int(clamping: metrics.histogram(of: .total).count)
            let failures = metrics.failures.withLock { $0 }
            return .object([
                ("name", .string(name)), ("version", .string("1")),
                ("last_inference", .integer(Int(metrics.lastSuccessTime))),
                ("inference_count", .integer(answered)), ("execution_count", .integer(answered)),
                (
                    "inference_stats",
                    .object([
                        ("success", stage(.total)), ("fail", totals(failures.count, failures.nanoseconds)),
                        ("queue", stage(.queue)), ("compute_input", stage(.decode, .preprocess)),
                        ("compute_infer", stage(.inference)), ("compute_output", stage(.postprocess)),
                        ("cache_hit", totals(0, 0)), ("cache_miss", totals(0, 0)),
                    ])
                ), ("batch_stats", .array([])),
            ])
        }
    }
#endif
