import EdgeFormat
import EdgeQuantize

extension IntegerGraph {
    /// The flat file of this graph under `plan`, verified.
    func write(
        _ plan: MemoryPlan, options: ConversionOptions
    ) throws(ModelBuilderError) -> [UInt8] {
        var builder = ModelBuilder()
        for tensor in tensors { add(tensor, to: &builder) }
        for op in ops {
            builder.addOp(
                op.kind, inputs: op.inputs.map(UInt32.init), outputs: op.outputs.map(UInt32.init),
                parameters: op.parameters, name: op.name)
        }
        builder.setModel(inputs: inputs.map(UInt32.init), outputs: outputs.map(UInt32.init))
        builder.plan(
            plan.placements, arenaBytes: UInt64(plan.arenaBytes),
            scratchBytes: UInt64(scratchBytes))
        if let preprocessing = options.preprocessing { builder.preprocessing = [preprocessing] }
        builder.labels = options.labels
        if !options.metadata.contains(where: { $0.key == "name" }), !name.isEmpty {
            builder.addMetadata("name", name)
        }
        for fact in options.metadata { builder.addMetadata(fact.key, fact.value) }
        return try builder.build()
    }

    private func add(_ tensor: IntegerTensor, to builder: inout ModelBuilder) {
        switch tensor.contents {
        case .int8(let values, let layout):
            builder.addConstant(values, layout: layout, dimensions: tensor.dimensions, name: tensor.name)
        case .int16(let values, let layout):
            builder.addConstant(values, layout: layout, dimensions: tensor.dimensions, name: tensor.name)
        case .int32(let values, let layout):
            builder.addConstant(values, layout: layout, dimensions: tensor.dimensions, name: tensor.name)
        case .float32(let values, let layout):
            builder.addConstant(values, layout: layout, dimensions: tensor.dimensions, name: tensor.name)
        case .activation:
            var record = TensorRecord(kind: .activation, elementType: tensor.elementType)
            record.rank = UInt8(tensor.dimensions.count)
            for (axis, size) in tensor.dimensions.enumerated() { record.dimensions[axis] = Int32(size) }
            if tensor.elementType != .float32, let quantization = tensor.quantization {
                record.scale = quantization.scale
                record.zeroPoint = quantization.zeroPoint
            }
            if let view = tensor.view {
                record.parent = UInt32(view.parent)
                record.parentOffset = UInt32(view.offset)
            }
            builder.addTensor(record, name: tensor.name)
        }
    }

    /// Scratch of one thread that the ops need at least (FORMAT.md, "Scratch"), or that makes them fastest.
    var scratchBytes: Int {
        ops.reduce(winogradScratchBytes) { most, op in
            guard op.inputs.count >= 2 else { return most }
            var record = OpRecord(kind: op.kind)
            record.parameters = op.parameters
            return max(
                most,
                ScratchFormula.bytes(
                    for: record, weights: shapeRecord(op.inputs[1]), output: shapeRecord(op.outputs[0])))
        }
    }

    /// What the formula of scratch reads of a tensor.
    private func shapeRecord(_ index: Int) -> TensorRecord {
        var record = TensorRecord(kind: .activation, elementType: tensors[index].elementType)
        for (axis, size) in tensors[index].dimensions.enumerated() { record.dimensions[axis] = Int32(size) }
        return record
    }

    /// Bytes of all constants as stored.
    var weightBytes: Int {
        tensors.reduce(0) { total, tensor in
            switch tensor.contents {
            case .activation: total
            case .int8(let values, _): total + values.count
            case .int16(let values, _): total + values.count * 2
            case .int32(let values, _): total + values.count * 4
            case .float32(let values, _): total + values.count * 4
            }
        }
    }
}
