#if Serve
    import EdgeVision

    /// Where the time of one request went, in nanoseconds.
    struct RequestTimes: Sendable {
        /// Waiting for its turn.
        var queue: UInt64
        /// From the bytes that came to pixels or elements.
        var decode: UInt64 = 0
        /// To the model's input.
        var preprocess: UInt64 = 0
        var inference: UInt64 = 0
        /// To the bytes of the answer.
        var postprocess: UInt64 = 0
        /// From the whole body's arrival to the answer's bytes.
        var total: UInt64 = 0

        init(queue: UInt64) { self.queue = queue }

        mutating func set(_ stages: StageTimes) {
            decode = UInt64(stages.decode * 1e6)
            preprocess = UInt64(stages.preprocess * 1e6)
            inference = UInt64(stages.inference * 1e6)
            postprocess = UInt64(stages.postprocess * 1e6)
        }

        /// As the header Server-Timing has them.
        var header: String {
            var text: [UInt8] = []
            func append(_ name: StaticString, _ nanoseconds: UInt64) {
                if !text.isEmpty { text.append(text: ", ") }
                text.append(text: name)
                text.append(text: ";dur=")
                text.append(number: Double(nanoseconds) / 1e6, decimals: 3)
            }
            append("queue", queue)
            append("decode", decode)
            append("preprocess", preprocess)
            append("inference", inference)
            append("postprocess", postprocess)
            return String(decoding: text, as: UTF8.self)
        }

        /// Of a worker: what the request kept others waiting for.
        var service: UInt64 { decode + preprocess + inference + postprocess }
    }
#endif
