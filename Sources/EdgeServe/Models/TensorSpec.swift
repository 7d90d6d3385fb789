#if Serve
    import EdgeFormat
    import EdgeHost
    import EdgeVision

    /// An input or output of a model, as clients see it.
    struct TensorSpec: Sendable {
        var name: String
        var shape: [Int]
        /// As it lies in the arena.
        var elementType: ElementType
        /// real = scale * (q - zeroPoint)
        var scale: Float
        var zeroPoint: Int32

        init(_ record: TensorRecord, name: String) {
            self.name = name
            shape = (0..<Int(record.rank)).map { Int(record.dimensions[$0]) }
            elementType = record.elementType
            scale = record.scale
            zeroPoint = record.zeroPoint
        }

        static func inputs(of loaded: LoadedModel) -> [TensorSpec] {
            let view = loaded.model.view
            return loaded.inputNames.enumerated().map { TensorSpec(view.tensor(view.input($0)), name: $1) }
        }

        static func outputs(of loaded: LoadedModel) -> [TensorSpec] {
            let view = loaded.model.view
            return loaded.outputNames.enumerated().map { TensorSpec(view.tensor(view.output($0)), name: $1) }
        }

        var count: Int { shape.reduce(1, *) }

        /// What clients send and get unless they ask otherwise: quantized tensors are real numbers to them.
        var datatype: Datatype {
            switch elementType {
            case .uint8: .uint8
            case .int16: .int16
            case .int32: .int32
            default: .fp32
            }
        }

        /// Its elements as they are, where the protocol has a name for the type.
        var rawDatatype: Datatype? {
            switch elementType {
            case .int8: .int8
            case .uint8: .uint8
            case .int16: .int16
            case .int32: .int32
            case .float16: .fp16
            case .float32: .fp32
            case .int4: nil
            }
        }

        var json: JSON {
            .object([
                ("name", .string(name)), ("datatype", .string(datatype.rawValue)),
                ("shape", .array(shape.map { .integer($0) })),
            ])
        }
    }
#endif
