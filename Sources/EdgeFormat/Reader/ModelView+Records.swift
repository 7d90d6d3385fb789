extension ModelView {
    public var tensorCount: Int { count(of: .tensors) }
    public var opCount: Int { count(of: .ops) }
    public var operandCount: Int { count(of: .operands) }

    public func tensor(_ index: Int) -> TensorRecord {
        typealias Field = FileLayout.Tensor
        let record = record(.tensors, index)
        var tensor = TensorRecord(
            kind: TensorRecord.Kind(rawValue: record.u8(Field.kind)) ?? .activation,
            elementType: ElementType(rawValue: record.u8(Field.elementType)) ?? .int8)
        tensor.layout = WeightLayout(rawValue: record.u8(Field.layout)) ?? .plain
        tensor.rank = record.u8(Field.rank)
        for axis in 0..<6 { tensor.dimensions[axis] = record.i32(Field.dimensions + 4 * axis) }
        tensor.scale = record.float(Field.scale)
        tensor.zeroPoint = record.i32(Field.zeroPoint)
        tensor.parent = record.u32(Field.parent)
        tensor.parentOffset = record.u32(Field.parentOffset)
        tensor.dataOffset = record.u64(Field.dataOffset)
        tensor.dataBytes = record.u64(Field.dataBytes)
        tensor.nameOffset = record.u32(Field.name)
        tensor.nameBytes = record.u32(Field.name + 4)
        return tensor
    }

    public func op(_ index: Int) -> OpRecord {
        typealias Field = FileLayout.Op
        let record = record(.ops, index)
        var op = OpRecord(kind: OpKind(rawValue: record.u16(Field.kind)) ?? .requantize)
        op.firstInput = record.u32(Field.firstInput)
        op.inputCount = record.u16(Field.inputCount)
        op.firstOutput = record.u32(Field.firstOutput)
        op.outputCount = record.u16(Field.outputCount)
        op.nameOffset = record.u32(Field.name)
        op.nameBytes = record.u32(Field.name + 4)
        for i in 0..<OpParameters.count { op.parameters[i] = record.i32(Field.parameters + 4 * i) }
        return op
    }

    /// Entry `index` of the operand list: a tensor index.
    public func operand(_ index: Int) -> Int { Int(truncatingIfNeeded: record(.operands, index).u32(0)) }

    public func subgraph(_ index: Int) -> SubgraphRecord {
        typealias Field = FileLayout.Subgraph
        let record = record(.subgraphs, index)
        var graph = SubgraphRecord()
        graph.firstOp = record.u32(Field.firstOp)
        graph.opCount = record.u32(Field.opCount)
        graph.firstInput = record.u32(Field.firstInput)
        graph.inputCount = record.u32(Field.inputCount)
        graph.firstOutput = record.u32(Field.firstOutput)
        graph.outputCount = record.u32(Field.outputCount)
        return graph
    }

    public func plan(_ index: Int) -> PlanRecord {
        typealias Field = FileLayout.Plan
        let record = record(.plans, index)
        var plan = PlanRecord()
        plan.subgraph = record.u32(Field.subgraph)
        plan.firstPlacement = record.u32(Field.firstPlacement)
        plan.placementCount = record.u32(Field.placementCount)
        plan.arenaBytes = record.u64(Field.arenaBytes)
        plan.scratchBytes = record.u64(Field.scratchBytes)
        return plan
    }

    public func placement(_ index: Int) -> PlacementRecord {
        typealias Field = FileLayout.Placement
        let record = record(.placements, index)
        return PlacementRecord(
            tensor: record.u32(Field.tensor), offset: record.u64(Field.offset),
            bytes: record.u64(Field.length))
    }

    public var preprocessingCount: Int { count(of: .preprocessing) }

    public func preprocessing(_ index: Int) -> PreprocessingRecord {
        typealias Field = FileLayout.Preprocessing
        let record = record(.preprocessing, index)
        var value = PreprocessingRecord()
        value.input = record.u32(Field.input)
        value.resize = PreprocessingRecord.Resize(rawValue: record.u8(Field.resize)) ?? .stretch
        value.channels = PreprocessingRecord.Channels(rawValue: record.u8(Field.channels)) ?? .rgb
        value.fill = record.u8(Field.fill)
        value.cropFraction = record.float(Field.cropFraction)
        for i in 0..<4 {
            value.mean[i] = record.float(Field.mean + 4 * i)
            value.std[i] = record.float(Field.std + 4 * i)
        }
        return value
    }

    public var labelCount: Int { count(of: .labels) }
    public func label(_ index: Int) -> StringRange { record(.labels, index).string(FileLayout.Label.text) }

    public var metadataCount: Int { count(of: .metadata) }

    public func metadata(_ index: Int) -> MetadataRecord {
        let record = record(.metadata, index)
        return MetadataRecord(
            key: record.string(FileLayout.Metadata.key), value: record.string(FileLayout.Metadata.value))
    }
}
