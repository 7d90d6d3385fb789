#if Serve
    import EdgeVision
    import HTTPTypes
    import Hummingbird
    import NIOCore

    extension Response {
        /// An answer of bytes that are there already.
        init(_ status: HTTPResponse.Status = .ok, type: String, bytes: [UInt8]) {
            self.init(
                status: status, headers: [.contentType: type],
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
        }

        init(_ status: HTTPResponse.Status = .ok, json: JSON) {
            self.init(status, type: "application/json", bytes: Array(json.text.utf8))
        }

        init(_ error: ServeError) {
            self.init(error.status, type: "application/json", bytes: error.json)
            if let seconds = error.retryAfter { headers[.retryAfter] = "\(seconds)" }
            switch error.status {
            case .contentTooLarge: headers[.connection] = "close"
            case .unauthorized: headers[.wwwAuthenticate] = "Bearer"
            default: break
            }
        }
    }

    extension ServeError: HTTPResponseError {
        public func response(from request: Request, context: some RequestContext) -> Response {
            Response(self)
        }
    }
#endif
