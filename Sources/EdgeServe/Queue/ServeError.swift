#if Serve
    import EdgeVision
    import HTTPTypes

    /// Why a request is not answered as asked. The body of the answer is `{"error": "where: what; mend"}`.
    public struct ServeError: Error, Sendable, CustomStringConvertible {
        public var status: HTTPResponse.Status
        public var what: String
        /// The model, the field of the request or the resource.
        public var place: String
        public var mend: String
        /// Seconds after which asking again makes sense.
        public var retryAfter: Int?
        /// Of `edge_rejected_total`, for requests that were turned away unread: `queue_full`, `draining`, …
        public var rejection: String?

        public init(
            _ status: HTTPResponse.Status, what: String, place: String, mend: String,
            retryAfter: Int? = nil, rejection: String? = nil
        ) {
            self.status = status
            self.what = what
            self.place = place
            self.mend = mend
            self.retryAfter = retryAfter
            self.rejection = rejection
        }

        /// A picture that cannot be decoded, a model that does not suit the task.
        public init(_ error: VisionError, status: HTTPResponse.Status = .badRequest) {
            self.init(status, what: error.what, place: error.place, mend: error.mend)
        }

        static func bad(_ what: String, at place: String, mend: String) -> ServeError {
            ServeError(.badRequest, what: what, place: place, mend: mend)
        }

        public var description: String { "\(place): \(what); \(mend)" }

        /// The body of the answer.
        public var json: [UInt8] {
            var text: [UInt8] = []
            text.append(text: "{\"error\": ")
            text.append(jsonString: description)
            text.append(text: "}\n")
            return text
        }
    }

    // MARK: Turned away

    extension ServeError {
        static func queueFull(_ model: String, capacity: Int) -> ServeError {
            ServeError(
                .tooManyRequests, what: "\(capacity) requests are waiting already", place: "model \(model)",
                mend: "ask again later, or start the daemon with a longer --queue", retryAfter: 1,
                rejection: "queue_full")
        }

        static func timedOut(_ model: String, seconds: Double) -> ServeError {
            ServeError(
                .serviceUnavailable, what: "no result within \(fixed(seconds, 1)) s",
                place: "model \(model)",
                mend: "ask again later, send fewer requests, or allow a longer --request-timeout",
                retryAfter: 1, rejection: "timeout")
        }

        static let draining = ServeError(
            .serviceUnavailable, what: "is about to stop", place: "server",
            mend: "ask again when it has started anew", retryAfter: 2, rejection: "draining")

        static let abandoned = ServeError(
            .serviceUnavailable, what: "the client has gone", place: "server", mend: "ask again",
            rejection: "abandoned")
    }
#endif
