#if Serve
    import EdgeHost
    import EdgeVision
    import HTTPTypes
    import Hummingbird
    import NIOCore

    extension HTTPField.Name {
        /// Bytes of the JSON before the binary tensors.
        static let inferenceHeaderLength = Self("Inference-Header-Content-Length")!
        /// What the stages took, in milliseconds (W3C Server Timing).
        static let serverTiming = Self("Server-Timing")!
    }

    extension Routes {
        /// The Open Inference Protocol, version 2, over HTTP, with binary tensors: what KServe's, Triton's and others'
        /// clients speak. Models have one version, "1".
        static func addOpenInference(to router: ServeRouter, _ daemon: Daemon) {
            router.get("v2") { _, _ in Response(json: serverMetadata) }
            for prefix in ["v2/models/:model", "v2/models/:model/versions/:version"] {
                router.get("\(prefix)") { _, scope in
                    Response(json: try model(scope, daemon).version.metadata)
                }
                router.get("\(prefix)/ready") { _, scope in
                    let name = try model(scope, daemon).name
                    return Response(
                        daemon.isReady ? .ok : .serviceUnavailable,
                        json: .object([("name", .string(name)), ("ready", .bool(daemon.isReady))]))
                }
                router.post("\(prefix)/infer") { request, scope in
                    let model = try model(scope, daemon)
                    return try await daemon.counting(model) { try await infer(request, model, daemon) }
                }
            }
            router.post("v2/repository/index") { _, _ in Response(json: index(daemon)) }
        }

        private static var serverMetadata: JSON {
            .object([
                ("name", .string("edge")), ("version", .string(Daemon.version)),
                (
                    "extensions",
                    .array(
                        ["binary_tensor_data", "model_repository", "model_configuration", "statistics"]
                            .map(JSON.string))
                ),
            ])
        }

        private static func index(_ daemon: Daemon) -> JSON {
            .array(
                daemon.registry.models.map {
                    .object([
                        ("name", .string($0.name)), ("version", .string("1")),
                        ("state", .string(daemon.isReady ? "READY" : "UNAVAILABLE")), ("reason", .string("")),
                    ])
                })
        }

        static func model(_ scope: RequestScope, _ daemon: Daemon) throws(ServeError) -> ServedModel {
            let model = try daemon.registry.model(named: scope.parameters.get("model") ?? "")
            if let version = scope.parameters.get("version"), version != "1" {
                throw ServeError(
                    .notFound, what: "has no version '\(version)'", place: "model \(model.name)",
                    mend: "use version 1")
            }
            return model
        }

        private static func infer(
            _ request: Request, _ model: ServedModel, _ daemon: Daemon
        ) async throws -> Response {
            try daemon.registry.checkRoom(for: model)
            let header = try headerLength(request)
            return try await daemon.withBody(of: request) { body in
                // OpenMP gives each thread that runs a network on several a team of its own: only workers may.
                let size = model.version.threads == 1 ? body.readableBytes : nil
                let (response, times) = try await daemon.registry.run(
                    model, size: size, timeout: daemon.limits.timeout
                ) {
                    (instance, times) throws(ServeError) in
                    try instance.infer(body, headerBytes: header, &times)
                }
                var headers: HTTPFields = [
                    .contentType: response.headerBytes == nil
                        ? "application/json" : "application/octet-stream"
                ]
                headers[.serverTiming] = times.header
                if let bytes = response.headerBytes { headers[.inferenceHeaderLength] = "\(bytes)" }
                return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: response.body))
            }
        }

        private static func headerLength(_ request: Request) throws(ServeError) -> Int? {
            guard let text = request.headers[.inferenceHeaderLength] else { return nil }
            guard let length = Int(text) else {
                throw .bad(
                    "'\(text)' is no number", at: "header Inference-Header-Content-Length",
                    mend: "give the bytes of the JSON")
            }
            return length
        }
    }

    extension ModelVersion {
        /// Of `GET /v2/models/NAME`.
        var metadata: JSON {
            .object([
                ("name", .string(name)), ("versions", .array([.string("1")])), ("platform", .string("edge")),
                ("inputs", .array(inputs.map(\.json))), ("outputs", .array(outputs.map(\.json))),
            ])
        }
    }

    extension ModelInstance {
        /// One request, from bytes to bytes.
        func infer(
            _ body: ByteBuffer, headerBytes: Int?, _ times: inout RequestTimes
        ) throws(ServeError) -> InferResponse {
            let start = monotonicNanoseconds()
            let (request, parsed) = try body.withBytes { bytes throws(ServeError) in
                let request = try InferRequest(bytes, headerBytes: headerBytes)
                let parsed = monotonicNanoseconds()
                try load(request, from: bytes)
                return (request, parsed)
            }
            let loaded = monotonicNanoseconds()
            run()
            let ran = monotonicNanoseconds()
            let response = try InferResponse(self, request)
            times.decode = parsed - start
            times.preprocess = loaded - parsed
            times.inference = ran - loaded
            times.postprocess = monotonicNanoseconds() - ran
            return response
        }
    }
#endif
