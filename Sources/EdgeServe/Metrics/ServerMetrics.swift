#if Serve
    import EdgeVision

    #if canImport(Glibc)
        import Glibc
    #elseif canImport(Musl)
        import Musl
    #endif

    /// The figures of the daemon as a whole, and the text of all of them.
    public final class ServerMetrics: Sendable {
        /// Answers by HTTP status, of models and all else.
        let codes = CounterTable<Int>()
        let connections = Counter()
        let closedConnections = Counter()
        /// Connections that were ended for being slow.
        let timedOutConnections = Counter()
        private let startTime = time(nil)

        func text(_ registry: ModelRegistry, bodies: BodyBudget, isReady: Bool) -> [UInt8] {
            var text = PrometheusText()
            writeModels(registry, to: &text)
            writeServer(bodies, isReady: isReady, to: &text)
            writeProcess(to: &text)
            writeBoard(to: &text)
            return text.bytes
        }

        // MARK: Models

        private func writeModels(_ registry: ModelRegistry, to text: inout PrometheusText) {
            let models = registry.models
            text.family("edge_requests_total", .counter, "Answers of models, by HTTP status.")
            for model in models {
                for (code, count) in model.metrics.codes.values {
                    text.sample("edge_requests_total", [("model", model.name), ("code", "\(code)")], count)
                }
            }
            text.family("edge_rejected_total", .counter, "Requests turned away, by reason.")
            for model in models {
                for (reason, count) in model.metrics.rejections.values {
                    text.sample("edge_rejected_total", [("model", model.name), ("reason", reason)], count)
                }
            }
            text.family("edge_stage_duration_seconds", .histogram, "Time of each stage of answered requests.")
            for model in models {
                for stage in ModelMetrics.Stage.allCases {
                    text.samples(
                        "edge_stage_duration_seconds", [("model", model.name), ("stage", "\(stage)")],
                        model.metrics.histogram(of: stage))
                }
            }
            writeGauges(registry, to: &text)
            text.family("edge_model_reloads_total", .counter, "New contents of the file put into service.")
            for model in models {
                text.sample("edge_model_reloads_total", [("model", model.name)], model.metrics.reloads.value)
            }
            text.family("edge_model_reload_failures_total", .counter, "New contents of the file refused.")
            for model in models {
                text.sample(
                    "edge_model_reload_failures_total", [("model", model.name)],
                    model.metrics.reloadFailures.value)
            }
        }

        private func writeGauges(_ registry: ModelRegistry, to text: inout PrometheusText) {
            let models = registry.models
            let depths = models.map { registry.depth(of: $0) }
            text.family("edge_queue_depth", .gauge, "Requests that wait.")
            for (model, depth) in zip(models, depths) {
                text.sample("edge_queue_depth", [("model", model.name)], depth.waiting)
            }
            text.family("edge_queue_capacity", .gauge, "Requests that may wait.")
            for (model, depth) in zip(models, depths) {
                text.sample("edge_queue_capacity", [("model", model.name)], depth.capacity)
            }
            text.family("edge_in_flight", .gauge, "Requests that run.")
            for (model, depth) in zip(models, depths) {
                text.sample("edge_in_flight", [("model", model.name)], depth.running)
            }
            text.family(
                "edge_model_generation", .gauge, "1 for the content at start, 1 more for each reload.")
            for model in models {
                text.sample("edge_model_generation", [("model", model.name)], model.version.generation)
            }
            text.family("edge_model_memory_bytes", .gauge, "Memory of a model, by use.")
            for model in models {
                let version = model.version
                for (use, bytes) in version.memoryUses {
                    text.sample("edge_model_memory_bytes", [("model", model.name), ("use", use)], bytes)
                }
            }
        }

        // MARK: The rest

        private func writeServer(_ bodies: BodyBudget, isReady: Bool, to text: inout PrometheusText) {
            text.family("edge_http_responses_total", .counter, "Answers of all kinds, by HTTP status.")
            for (code, count) in codes.values {
                text.sample("edge_http_responses_total", [("code", "\(code)")], count)
            }
            text.family("edge_connections", .gauge, "Open connections.")
            text.sample("edge_connections", connections.value - closedConnections.value)
            text.family("edge_connections_total", .counter, "Connections accepted.")
            text.sample("edge_connections_total", connections.value)
            text.family("edge_connection_timeouts_total", .counter, "Connections ended for being slow.")
            text.sample("edge_connection_timeouts_total", timedOutConnections.value)
            text.family("edge_body_bytes", .gauge, "Bytes of request bodies held or expected.")
            text.sample("edge_body_bytes", bodies.used)
            text.family("edge_ready", .gauge, "1 while requests are taken.")
            text.sample("edge_ready", isReady ? 1 : 0)
        }

        private func writeProcess(to text: inout PrometheusText) {
            let figures = ProcessFigures.read()
            text.family("process_resident_memory_bytes", .gauge, "Resident memory.")
            text.sample("process_resident_memory_bytes", figures.residentBytes)
            text.family("process_open_fds", .gauge, "Open file descriptors.")
            text.sample("process_open_fds", figures.openDescriptors)
            text.family("process_cpu_seconds_total", .counter, "Processor time.")
            text.sample("process_cpu_seconds_total", figures.processorSeconds)
            text.family("process_start_time_seconds", .gauge, "Start, in seconds since 1970.")
            text.sample("process_start_time_seconds", startTime)
        }

        private func writeBoard(to text: inout PrometheusText) {
            let temperatures = BoardSensors.temperatures()
            if !temperatures.isEmpty {
                text.family("edge_temperature_celsius", .gauge, "Temperature of a thermal zone.")
                for reading in temperatures {
                    text.sample("edge_temperature_celsius", [("zone", reading.name)], reading.value)
                }
            }
            let clocks = BoardSensors.clocks()
            if !clocks.isEmpty {
                text.family("edge_cpu_frequency_hertz", .gauge, "Clock of a processor.")
                for reading in clocks {
                    text.sample("edge_cpu_frequency_hertz", [("cpu", reading.name)], reading.value)
                }
            }
        }
    }

    extension ModelVersion {
        /// Bytes that it takes, by use.
        var memoryUses: [(use: String, bytes: Int)] {
            [
                ("file", loaded.fileBytes), ("records", loaded.recordBytes),
                ("arena", memory.arenaBytes * instances), ("scratch", memory.scratchBytes * instances),
                ("prepared", memory.preparedBytes * instances),
            ]
        }
    }
#endif
