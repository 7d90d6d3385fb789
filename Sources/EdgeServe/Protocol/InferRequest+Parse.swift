#if Serve
    extension InferRequest {
        /// Most inputs, outputs and dimensions that are read.
        private static let mostTensors = 64
        private static let mostDimensions = 8

        /// - Parameters:
        ///   - body: JSON, then the binary tensors.
        ///   - headerBytes: of the JSON, as the header `Inference-Header-Content-Length` says; nil for all of it.
        package init(_ body: UnsafeRawBufferPointer, headerBytes: Int?) throws(ServeError) {
            let count = headerBytes ?? body.count
            guard count >= 0, count <= body.count else {
                throw .bad(
                    "says \(count) bytes, the body has \(body.count)",
                    at: "header Inference-Header-Content-Length", mend: "give the length of the JSON")
            }
            var reader = JSONReader(UnsafeRawBufferPointer(rebasing: body[..<count]))
            var sizes: [Int?] = []
            try reader.object { (reader: inout JSONReader, field) throws(ServeError) in
                switch field {
                case "id": id = try reader.string()
                case "parameters":
                    try reader.object { (reader: inout JSONReader, name) throws(ServeError) in
                        if name == "binary_data_output" {
                            prefersBinary = try reader.bool()
                        } else {
                            try reader.skip()
                        }
                    }
                case "inputs":
                    try reader.array { (reader: inout JSONReader) throws(ServeError) in
                        guard inputs.count < Self.mostTensors else {
                            throw reader.fault("has too many inputs")
                        }
                        let (input, size) = try Self.readInput(&reader)
                        inputs.append(input)
                        sizes.append(size)
                    }
                case "outputs":
                    try reader.array { (reader: inout JSONReader) throws(ServeError) in
                        guard outputs.count < Self.mostTensors else {
                            throw reader.fault("has too many outputs")
                        }
                        outputs.append(try Self.readOutput(&reader))
                    }
                default: try reader.skip()
                }
            }
            try reader.end()
            try placeBinaries(sizes, from: count, to: body.count)
        }

        /// Binary tensors follow one another in the order of the inputs.
        private mutating func placeBinaries(_ sizes: [Int?], from start: Int, to end: Int) throws(ServeError)
        {
            var offset = start
            for (index, size) in sizes.enumerated() {
                guard let size else { continue }
                guard size >= 0, size <= end - offset else {
                    throw .bad(
                        "its \(size) bytes are more than the \(end - offset) left in the body",
                        at: "input '\(inputs[index].name)', binary_data_size",
                        mend: "send as many bytes as the JSON says")
                }
                inputs[index].content = .binary(offset..<offset + size)
                offset += size
            }
            guard offset == end else {
                throw .bad(
                    "has \(end - offset) bytes that belong to no input", at: "body, byte \(offset)",
                    mend: "say binary_data_size for each binary input")
            }
        }

        private static func readInput(_ reader: inout JSONReader) throws(ServeError) -> (Input, size: Int?) {
            var input = Input()
            var size: Int?
            var hasType = false
            try reader.object { (reader: inout JSONReader, field) throws(ServeError) in
                switch field {
                case "name": input.name = try reader.string()
                case "datatype":
                    let name = try reader.string()
                    guard let datatype = Datatype(rawValue: name) else {
                        throw reader.fault("has a datatype '\(name)' that the protocol lacks")
                    }
                    input.datatype = datatype
                    hasType = true
                case "shape":
                    try reader.array { (reader: inout JSONReader) throws(ServeError) in
                        guard input.shape.count < mostDimensions else {
                            throw reader.fault("has too many dimensions")
                        }
                        let length = try reader.integer()
                        guard (0...Int(Int32.max)).contains(length) else {
                            throw reader.fault("has no length here")
                        }
                        input.shape.append(length)
                    }
                case "parameters":
                    try reader.object { (reader: inout JSONReader, name) throws(ServeError) in
                        if name == "binary_data_size" {
                            size = try reader.integer()
                        } else {
                            try reader.skip()
                        }
                    }
                case "data":
                    var numbers: [Double] = []
                    try reader.numbers(into: &numbers)
                    input.content = .numbers(numbers)
                default: try reader.skip()
                }
            }
            guard hasType else { throw reader.fault("has an input without datatype") }
            return (input, size)
        }

        private static func readOutput(_ reader: inout JSONReader) throws(ServeError) -> Output {
            var output = Output()
            try reader.object { (reader: inout JSONReader, field) throws(ServeError) in
                switch field {
                case "name": output.name = try reader.string()
                case "parameters":
                    try reader.object { (reader: inout JSONReader, name) throws(ServeError) in
                        switch name {
                        case "binary_data": output.isBinary = try reader.bool()
                        case "raw": output.isRaw = try reader.bool()
                        case "classification":
                            if try reader.integer() > 0 {
                                throw reader.fault(
                                    "asks for classes: POST the picture to /v1/models/NAME/classify")
                            }
                        default: try reader.skip()
                        }
                    }
                default: try reader.skip()
                }
            }
            return output
        }
    }
#endif
