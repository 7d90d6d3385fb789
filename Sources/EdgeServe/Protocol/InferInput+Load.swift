#if Serve
    import EdgeHost
    import EdgeRuntime
    import EdgeVision

    extension ModelInstance {
        /// Fills all inputs from a request.
        ///
        /// Of an int8 input: FP32 are real numbers, quantized as the model says, in the input's shape or, for a
        /// picture, in `[1, C, H, W]`; INT8 are its own elements; UINT8 in the input's shape are its pixels, normalised
        /// as the model says; UINT8 of any other height and width is a picture, resized as the model says; BYTES is
        /// a JPEG or PNG file.
        ///
        /// - Parameter body: what the request's binary contents lie in.
        func load(_ request: InferRequest, from body: UnsafeRawBufferPointer) throws(ServeError) {
            for input in request.inputs where !inputs.contains(where: { $0.name == input.name }) {
                throw .bad(
                    "has no input '\(input.name)'", at: "model \(name)",
                    mend: "use \(inputs.map { "'\($0.name)'" }.joined(separator: ", "))")
            }
            for (index, spec) in inputs.enumerated() {
                guard let input = request.inputs.first(where: { $0.name == spec.name }) else {
                    throw .bad(
                        "is missing", at: "input '\(spec.name)'", mend: "send every input of the model")
                }
                try load(input, from: body, spec, into: session.input(index))
            }
        }

        private func load(
            _ input: InferRequest.Input, from body: UnsafeRawBufferPointer, _ spec: TensorSpec,
            into view: TensorView
        ) throws(ServeError) {
            switch input.content {
            case .numbers(let values):
                try check(input, count: values.count)
                let bytes = try packed(values, as: input.datatype, input.name)
                try bytes.withBytes { bytes throws(ServeError) in
                    try load(input, bytes, spec, into: view)
                }
            case .binary(let range):
                let bytes = UnsafeRawBufferPointer(rebasing: body[range])
                if let size = input.datatype.elementBytes {
                    guard bytes.count % size == 0 else {
                        throw refuse(
                            input, "\(bytes.count) bytes are no whole \(input.datatype.rawValue) elements")
                    }
                    try check(input, count: bytes.count / size)
                }
                try load(input, bytes, spec, into: view)
            }
        }

        /// - Parameter bytes: the elements, little-endian and without gaps, as many as the shape says.
        private func load(
            _ input: InferRequest.Input, _ bytes: UnsafeRawBufferPointer, _ spec: TensorSpec,
            into view: TensorView
        ) throws(ServeError) {
            let isSame = Self.isSame(input.shape, spec.shape)
            if isSame, input.datatype == spec.rawDatatype {
                return view.fill(fromPacked: bytes)
            }
            switch (input.datatype, spec.elementType) {
            case (.fp32, .int8):
                let isPlanar = !isSame && Self.isPlanar(input.shape, of: spec.shape)
                guard isSame || isPlanar else { throw refuseShape(input, spec) }
                view.quantize(floats: bytes, isPlanar: isPlanar)
            case (.uint8, .int8) where isSame && spec.isPicture:
                try loadPixels(bytes, spec)
            case (.uint8, .int8):
                try loadPicture(input, bytes, spec)
            case (.bytes, .int8):
                try loadFile(input, bytes)
            default:
                throw refuse(input, "its datatype \(input.datatype.rawValue) does not suit this input")
            }
        }

        // MARK: Pictures

        private func loadPicture(
            _ input: InferRequest.Input, _ bytes: UnsafeRawBufferPointer, _ spec: TensorSpec
        ) throws(ServeError) {
            var shape = input.shape
            if shape.count == 4, shape[0] == 1 { shape.removeFirst() }
            guard shape.count == 3, shape[0] > 0, shape[1] > 0, shape[2] == 3 || shape[2] == 1,
                shape[0] <= 16384, shape[1] <= 16384
            else { throw refuseShape(input, spec) }
            try load(
                PixelView(
                    format: shape[2] == 3 ? .rgb24 : .gray8, width: shape[1], height: shape[0], frame: bytes))
        }

        /// One file behind its length.
        private func loadFile(_ input: InferRequest.Input, _ bytes: UnsafeRawBufferPointer) throws(ServeError)
        {
            guard bytes.count >= 4 else { throw refuse(input, "holds no picture") }
            let length = Int(UInt32(littleEndian: bytes.loadUnaligned(as: UInt32.self)))
            guard length == bytes.count - 4 else {
                throw refuse(input, "says \(length) bytes where \(bytes.count - 4) follow: send one picture")
            }
            let file = UnsafeRawBufferPointer(rebasing: bytes[4...])
            let image = try decode(picture: file)
            try image.withPixelView { view throws(ServeError) in try load(view) }
        }

        // MARK: Shapes

        /// A leading dimension of 1 may be left out.
        private static func isSame(_ shape: [Int], _ wanted: [Int]) -> Bool {
            shape == wanted || (wanted.first == 1 && shape == Array(wanted.dropFirst()))
        }

        private static func isPlanar(_ shape: [Int], of wanted: [Int]) -> Bool {
            guard wanted.count == 4 else { return false }
            return isSame(shape, [wanted[0], wanted[3], wanted[1], wanted[2]])
        }

        private func check(_ input: InferRequest.Input, count: Int) throws(ServeError) {
            var wanted = 1
            for length in input.shape {
                let (product, overflows) = wanted.multipliedReportingOverflow(by: length)
                guard !overflows else { throw refuse(input, "its shape \(input.shape) is too large") }
                wanted = product
            }
            guard wanted == count else {
                throw refuse(input, "has \(count) elements, its shape \(input.shape) says \(wanted)")
            }
        }

        private func refuseShape(_ input: InferRequest.Input, _ spec: TensorSpec) -> ServeError {
            refuse(
                input,
                "its shape \(input.shape) of \(input.datatype.rawValue) does not suit the input's \(spec.shape)"
            )
        }

        private func refuse(_ input: InferRequest.Input, _ what: String) -> ServeError {
            .bad(
                what, at: "input '\(input.name)'",
                mend:
                    "see /v2/models/\(name) for its shape; FP32, INT8, and for pictures UINT8 and BYTES are taken"
            )
        }

        private func packed(
            _ values: [Double], as datatype: Datatype, _ name: String
        ) throws(ServeError) -> [UInt8] {
            var bytes: [UInt8] = []
            func integers<T: FixedWidthInteger>(_ type: T.Type) throws(ServeError) {
                for value in values {
                    guard let integer = T(exactly: value) else {
                        throw .bad(
                            "\(value) is no \(datatype.rawValue)", at: "input '\(name)'",
                            mend: "send whole numbers in range")
                    }
                    withUnsafeBytes(of: integer.littleEndian) { bytes.append(contentsOf: $0) }
                }
            }
            bytes.reserveCapacity(values.count * (datatype.elementBytes ?? 1))
            switch datatype {
            case .fp32:
                for value in values {
                    withUnsafeBytes(of: Float(value).bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
                }
            case .uint8: try integers(UInt8.self)
            case .int8: try integers(Int8.self)
            case .int16: try integers(Int16.self)
            case .int32: try integers(Int32.self)
            default:
                throw .bad(
                    "\(datatype.rawValue) is not taken as JSON", at: "input '\(name)'",
                    mend: "send FP32, UINT8 or INT8")
            }
            return bytes
        }
    }

    extension TensorSpec {
        /// `[1, H, W, C]` of 1 or 3 channels.
        var isPicture: Bool { shape.count == 4 && shape[0] == 1 && (shape[3] == 3 || shape[3] == 1) }
    }

    extension TensorView {
        /// Quantizes float32 elements into this int8 tensor; `isPlanar`: `[C, H, W]` into `[H, W, C]`.
        fileprivate func quantize(floats bytes: UnsafeRawBufferPointer, isPlanar: Bool) {
            let plane = pixels
            for pixel in 0..<plane {
                let target = (base + pixel * pixelStride).assumingMemoryBound(to: Int8.self)
                for channel in 0..<channels {
                    let from = isPlanar ? channel * plane + pixel : pixel * channels + channel
                    let value = Float(
                        bitPattern: UInt32(
                            littleEndian: bytes.loadUnaligned(fromByteOffset: 4 * from, as: UInt32.self)))
                    target[channel] = quantizeToInt8(value, scale: scale, zeroPoint: zeroPoint)
                }
            }
        }
    }
#endif
