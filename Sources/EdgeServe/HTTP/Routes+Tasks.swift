#if Serve
    import EdgeHost
    import EdgeVision
    import Hummingbird
    import NIOCore

    extension Routes {
        /// Pictures in, results out: `POST /v1/models/NAME/TASK` with a JPEG, PNG, BMP or PPM as its body, or with raw
        /// pixels where the query says `format=nv12&width=640&height=480`.
        static func addTasks(to router: ServeRouter, _ daemon: Daemon) {
            router.get("v1/models") { _, _ in
                Response(
                    json: .object([("models", .array(daemon.registry.models.map { describe($0, daemon) }))]))
            }
            router.get("v1/models/:model") { _, scope in
                Response(json: describe(try model(scope, daemon), daemon))
            }
            for task in VisionTask.allCases {
                router.post("v1/models/:model/\(task.rawValue)") { request, scope in
                    try await recognize(request, scope, daemon, task: task)
                }
            }
            router.post("v1/models/:model/run") { request, scope in
                try await recognize(request, scope, daemon, task: nil)
            }
        }

        private static func describe(_ model: ServedModel, _ daemon: Daemon) -> JSON {
            let version = model.version
            let depth = daemon.registry.depth(of: model)
            return .object([
                ("name", .string(model.name)), ("path", .string(model.path)),
                ("task", version.task.map { .string($0.rawValue) } ?? .null),
                ("status", .string(daemon.isReady ? "ready" : "unavailable")),
                ("generation", .integer(version.generation)), ("loaded_at", .integer(version.loadedAt)),
                ("inputs", .array(version.inputs.map(\.json))),
                ("outputs", .array(version.outputs.map(\.json))), ("isa", .string(version.isa)),
                ("threads", .integer(version.threads)), ("instances", .integer(version.instances)),
                ("memory_bytes", .object(version.memoryUses.map { ($0.use, .integer($0.bytes)) })),
                (
                    "queue",
                    .object([
                        ("waiting", .integer(depth.waiting)), ("running", .integer(depth.running)),
                        ("capacity", .integer(depth.capacity)),
                    ])
                ),
            ])
        }

        private static func recognize(
            _ request: Request, _ scope: RequestScope, _ daemon: Daemon, task: VisionTask?
        ) async throws -> Response {
            let model = try model(scope, daemon)
            return try await daemon.counting(model) {
                try check(task, of: model)
                try daemon.registry.checkRoom(for: model)
                let query = try PictureQuery(request.uri)
                return try await daemon.withBody(of: request) { body in
                    let (line, times) = try await daemon.registry.run(model, timeout: daemon.limits.timeout) {
                        (instance, times) throws(ServeError) in
                        try instance.recognize(body, query, &times)
                    }
                    daemon.events.publish(line, from: model.name)
                    var response = Response(type: "application/json", bytes: line)
                    response.headers[.serverTiming] = times.header
                    return response
                }
            }
        }

        /// - Throws: 409 where the model does something else.
        private static func check(_ wanted: VisionTask?, of model: ServedModel) throws(ServeError) {
            let version = model.version
            guard let task = version.task else { throw version.noTask ?? .noTask(model.name) }
            guard let wanted, wanted != task else { return }
            throw ServeError(
                .conflict, what: "its task is \(task.rawValue), not \(wanted.rawValue)",
                place: "model \(model.name)", mend: "POST to /v1/models/\(model.name)/\(task.rawValue)")
        }
    }

    extension ModelInstance {
        /// One picture, from bytes to a line of JSON: what `edgerun run --json` writes, with the model's name in
        /// place of the input's. Runs on a worker.
        func recognize(
            _ body: ByteBuffer, _ query: PictureQuery, _ times: inout RequestTimes
        ) throws(ServeError) -> [UInt8] {
            let stages = try body.withBytes { bytes throws(ServeError) in try recognize(bytes, query) }
            times.set(stages)
            var line: [UInt8] = []
            line.append(text: "{\"model\": ")
            line.append(jsonString: name)
            line.append(text: ", \"frame\": 0, ")
            appendResult(to: &line, runs: query.writesRuns)
            line.append(text: ", ")
            stages.appendJSON(to: &line)
            line.append(text: "}\n")
            return line
        }

        private func recognize(
            _ bytes: UnsafeRawBufferPointer, _ query: PictureQuery
        ) throws(ServeError) -> StageTimes {
            guard let raw = query.raw else {
                let start = monotonicNanoseconds()
                let image = try decode(picture: bytes)
                let decode = Double(monotonicNanoseconds() - start) / 1e6
                var stages = try image.withPixelView { view throws(ServeError) in
                    try recognize(view, query.recognition)
                }
                stages.decode = decode
                return stages
            }
            let wanted = raw.format.frameBytes(width: raw.width, height: raw.height)
            guard bytes.count == wanted else {
                throw .bad(
                    "has \(bytes.count) bytes, \(raw.format.rawValue) of \(raw.width) x \(raw.height) has \(wanted)",
                    at: "body", mend: "send one whole frame, rows without gaps")
            }
            return try recognize(
                PixelView(
                    format: raw.format, width: raw.width, height: raw.height, frame: bytes,
                    colour: raw.height > 576 ? .bt709 : .bt601), query.recognition)
        }
    }
#endif
