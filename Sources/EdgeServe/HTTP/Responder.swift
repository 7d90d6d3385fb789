#if Serve
    import HTTPTypes
    import Hummingbird
    import HummingbirdCore
    import Logging
    import NIOCore

    /// Answers every request of every connection: who may ask, the router, errors as JSON, the counts.
    struct Responder: Sendable {
        let daemon: Daemon
        let router: RouterResponder<RequestScope>
        let date = DateHeader()

        func respond(
            to request: Request, _ writer: consuming ResponseWriter, _ channel: any Channel
        ) async throws {
            if request.headers[.expect]?.lowercased() == "100-continue",
                refusal(of: request, on: channel) == nil
            {
                try await writer.writeInformationalHead(HTTPResponse(status: .continue))
            }
            var response = await answer(Self.asGet(request), channel)
            response.headers[.date] = date.value
            response.headers[.server] = "edge"
            daemon.metrics.codes.add(response.status.code)
            log(request, response)
            // The head alone, with the length that the body would have (RFC 9110, 9.3.2).
            if request.method == .head { return try await writer.writeResponse(response.head) }
            try await writer.write(response: response.head, body: response.body)
        }

        private func answer(_ request: Request, _ channel: any Channel) async -> Response {
            if let refusal = refusal(of: request, on: channel) { return Response(refusal) }
            let scope = RequestScope(
                source: ApplicationRequestContextSource(channel: channel, logger: daemon.logger))
            do {
                let response = try await router.respond(to: request, context: scope)
                return response.status == .notFound && response.body.contentLength == 0
                    ? Response(Self.unknown(request)) : response
            } catch let error as ServeError {
                return Response(error)
            } catch {
                daemon.logger.error(
                    "a request failed", metadata: ["path": "\(request.uri.path)", "error": "\(error)"])
                return Response(
                    ServeError(
                        .internalServerError, what: "failed: \(error)", place: request.uri.path,
                        mend: "see the daemon's log"))
            }
        }

        /// HEAD is answered as GET is, but for the body.
        private static func asGet(_ request: Request) -> Request {
            guard request.method == .head else { return request }
            var head = request.head
            head.method = .get
            return Request(head: head, body: request.body)
        }

        /// What can be told from the head alone.
        private func refusal(of request: Request, on channel: any Channel) -> ServeError? {
            if daemon.token == nil, !daemon.hostNames.accepts(request.head.authority),
                channel.localAddress?.pathname == nil
            {
                return ServeError(
                    .misdirectedRequest,
                    what: "'\(request.head.authority ?? "")' is no name of this machine's",
                    place: "header Host", mend: "use its address, or start the daemon with --host NAME")
            }
            if let token = daemon.token, !request.uri.path.hasPrefix("/v2/health/"), request.uri.path != "/",
                !token.matches(request.headers[.authorization])
            {
                return ServeError(
                    .unauthorized, what: "shows no valid token", place: "header Authorization",
                    mend: "send 'Authorization: Bearer TOKEN'")
            }
            if let text = request.headers[.contentLength], let length = Int(text),
                length > daemon.limits.bodyBytes
            {
                return .bodyTooLarge(daemon.limits.bodyBytes)
            }
            if let coding = request.headers[.contentEncoding], coding.lowercased() != "identity" {
                return ServeError(
                    .unsupportedMediaType, what: "'\(coding)' is not understood",
                    place: "header Content-Encoding", mend: "send the body as it is")
            }
            return nil
        }

        private static func unknown(_ request: Request) -> ServeError {
            ServeError(
                .notFound, what: "there is nothing at \(request.method.rawValue) \(request.uri.path)",
                place: "address", mend: "see GET /v1/models for the models and their tasks")
        }

        private func log(_ request: Request, _ response: Response) {
            guard daemon.logger.logLevel <= .debug else { return }
            daemon.logger.debug(
                "request",
                metadata: [
                    "method": "\(request.method.rawValue)", "path": "\(request.uri.path)",
                    "status": "\(response.status.code)",
                ])
        }
    }

    extension ServeError {
        static func bodyTooLarge(_ limit: Int) -> ServeError {
            ServeError(
                .contentTooLarge, what: "is larger than \(limit) bytes", place: "body",
                mend: "send less, or start the daemon with a larger --max-body", rejection: "body_too_large")
        }
    }
#endif
