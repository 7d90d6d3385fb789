#if Serve
    /// An inference request of the Open Inference Protocol, version 2, with its extension for binary tensors.
    package struct InferRequest: Sendable, Equatable {
        package struct Input: Sendable, Equatable {
            package enum Content: Sendable, Equatable {
                /// From JSON, row by row.
                case numbers([Double])
                /// Little-endian, where they lie in the request's body.
                case binary(Range<Int>)
            }

            package var name = ""
            package var shape: [Int] = []
            package var datatype = Datatype.fp32
            package var content = Content.numbers([])
        }

        /// An output that the client wants.
        package struct Output: Sendable, Equatable {
            package var name = ""
            /// Behind the JSON, not in it; nil as the whole request says.
            package var isBinary: Bool?
            /// The elements as they are, not as real numbers.
            package var isRaw = false
        }

        /// Given back in the answer.
        package var id: String?
        package var inputs: [Input] = []
        /// Empty for all.
        package var outputs: [Output] = []
        /// Whether outputs go behind the JSON unless they say otherwise.
        package var prefersBinary = false

        package init() {}
    }
#endif
