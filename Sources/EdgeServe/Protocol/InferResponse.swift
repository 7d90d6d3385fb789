#if Serve
    import EdgeFormat
    import EdgeRuntime
    import EdgeVision
    import NIOCore

    /// The answer to an inference request: JSON, then the binary outputs.
    struct InferResponse: Sendable {
        var body: ByteBuffer
        /// Of the JSON, for the header `Inference-Header-Content-Length`; nil where there is nothing behind it.
        var headerBytes: Int?

        /// Copies the outputs that the request wants out of the instance.
        init(_ instance: ModelInstance, _ request: InferRequest) throws(ServeError) {
            let wanted = try Self.outputs(of: instance, wantedBy: request)
            var text: [UInt8] = []
            text.append(text: "{\"model_name\": ")
            text.append(jsonString: instance.name)
            text.append(text: ", \"model_version\": \"1\"")
            if let id = request.id {
                text.append(text: ", \"id\": ")
                text.append(jsonString: id)
            }
            text.append(text: ", \"outputs\": [")
            var binaryBytes = 0
            for (index, output) in wanted.enumerated() {
                if index > 0 { text.append(text: ", ") }
                output.appendHead(to: &text)
                if output.isBinary {
                    text.append(text: ", \"parameters\": {\"binary_data_size\": ")
                    text.append(integer: output.bytes)
                    text.append(text: "}}")
                    binaryBytes += output.bytes
                } else {
                    text.append(text: ", \"data\": [")
                    output.appendNumbers(to: &text)
                    text.append(text: "]}")
                }
            }
            text.append(text: "]}")
            let hasBinary = wanted.contains { $0.isBinary }
            headerBytes = hasBinary ? text.count : nil
            body = ByteBuffer()
            body.reserveCapacity(text.count + binaryBytes)
            body.writeBytes(text)
            for output in wanted where output.isBinary { output.write(to: &body) }
        }

        private static func outputs(
            of instance: ModelInstance, wantedBy request: InferRequest
        ) throws(ServeError) -> [OutputTensor] {
            var wanted = request.outputs
            if wanted.isEmpty { wanted = instance.outputs.map { InferRequest.Output(name: $0.name) } }
            var tensors: [OutputTensor] = []
            for output in wanted {
                guard let index = instance.outputs.firstIndex(where: { $0.name == output.name }) else {
                    throw .bad(
                        "has no output '\(output.name)'", at: "model \(instance.name)",
                        mend: "use \(instance.outputs.map { "'\($0.name)'" }.joined(separator: ", "))")
                }
                let spec = instance.outputs[index]
                guard let datatype = output.isRaw ? spec.rawDatatype : spec.datatype else {
                    throw .bad(
                        "is of \(spec.elementType), which the protocol lacks", at: "output '\(output.name)'",
                        mend: "ask for it without 'raw'")
                }
                tensors.append(
                    OutputTensor(
                        spec: spec, datatype: datatype, view: instance.session.output(index),
                        isBinary: output.isBinary ?? request.prefersBinary))
            }
            return tensors
        }
    }

    /// An output on its way out.
    private struct OutputTensor {
        var spec: TensorSpec
        var datatype: Datatype
        var view: TensorView
        var isBinary: Bool

        var bytes: Int { view.count * (datatype.elementBytes ?? 0) }

        private var isDequantized: Bool { datatype == .fp32 && view.elementType == .int8 }

        func appendHead(to text: inout [UInt8]) {
            text.append(text: "{\"name\": ")
            text.append(jsonString: spec.name)
            text.append(text: ", \"datatype\": \"")
            text.append(contentsOf: datatype.rawValue.utf8)
            text.append(text: "\", \"shape\": [")
            for (index, length) in spec.shape.enumerated() {
                if index > 0 { text.append(text: ", ") }
                text.append(integer: length)
            }
            text.append(text: "]")
        }

        /// Calls `body` with the first byte of each pixel.
        private func eachPixel(_ body: (UnsafeMutableRawPointer) -> Void) {
            for pixel in 0..<view.pixels { body(view.base + pixel * view.pixelStride) }
        }

        func appendNumbers(to text: inout [UInt8]) {
            var isFirst = true
            func separate() {
                if !isFirst { text.append(text: ", ") }
                isFirst = false
            }
            func append(_ value: Float) {
                separate()
                // The shortest decimals that give the same binary32 again.
                if value.isFinite {
                    text.append(contentsOf: "\(value)".utf8)
                } else {
                    text.append(text: "null")
                }
            }
            func integers<T: FixedWidthInteger>(_ type: T.Type) {
                eachPixel { pixel in
                    for channel in 0..<view.channels {
                        separate()
                        text.append(integer: Int(pixel.assumingMemoryBound(to: T.self)[channel]))
                    }
                }
            }
            if isDequantized {
                eachPixel { pixel in
                    for channel in 0..<view.channels {
                        append(real(pixel.assumingMemoryBound(to: Int8.self)[channel]))
                    }
                }
                return
            }
            switch datatype {
            case .fp32:
                eachPixel { pixel in
                    for channel in 0..<view.channels {
                        append(pixel.assumingMemoryBound(to: Float.self)[channel])
                    }
                }
            case .int8: integers(Int8.self)
            case .uint8: integers(UInt8.self)
            case .int16: integers(Int16.self)
            default: integers(Int32.self)
            }
        }

        private func real(_ element: Int8) -> Float { view.scale * Float(Int32(element) - view.zeroPoint) }

        func write(to buffer: inout ByteBuffer) {
            buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: bytes) { target in
                let target = UnsafeMutableRawBufferPointer(rebasing: target[..<bytes])
                guard isDequantized else {
                    view.copyPacked(to: target)
                    return bytes
                }
                var offset = 0
                eachPixel { pixel in
                    let elements = pixel.assumingMemoryBound(to: Int8.self)
                    for channel in 0..<view.channels {
                        target.storeBytes(
                            of: real(elements[channel]).bitPattern.littleEndian, toByteOffset: offset,
                            as: UInt32.self)
                        offset += 4
                    }
                }
                return bytes
            }
        }
    }
#endif
