extension Verifier {
    /// Every root activation has one aligned place in the arena, and no two that are live at the same step
    /// share a byte, but for an op that works in place.
    func verifyPlacements() throws(FormatError) {
        try verifyIntervals()

        var activeCount = 0
        for i in 0..<model.inputCount { try insert(model.root(of: model.input(i)), at: 0, &activeCount) }
        for i in 0..<model.inputCount { retire(model.root(of: model.input(i)), at: 0, &activeCount) }
        for i in 0..<model.opCount {
            let op = model.op(i)
            let step = UInt32(i) + 1
            let output = model.output(0, of: op)
            let root = model.root(of: output)
            if states[root].firstWrite == step {
                if let replaced = inPlaceInput(op, at: step) { remove(replaced, &activeCount) }
                try insert(root, at: step, &activeCount)
            }
            for k in 0..<op.signature.activations {
                retire(model.root(of: model.input(k, of: op)), at: step, &activeCount)
            }
            retire(root, at: step, &activeCount)
        }
    }

    private func placementFault(
        _ i: Int, _ code: FormatError.Code, _ field: StaticString, _ rule: StaticString
    ) -> FormatError {
        sectionFault(.placements, i, "placement", code, field, rule)
    }

    private func verifyIntervals() throws(FormatError) {
        let plan = model.plan(0)
        func fault(_ code: FormatError.Code, _ field: StaticString, _ rule: StaticString) -> FormatError {
            sectionFault(.plans, 0, "plan", code, field, rule)
        }
        guard model.record(.plans, 0).u32(FileLayout.Plan.reserved) == 0 else {
            throw fault(.outOfRange, "reserved bytes", "are not zero")
        }
        guard plan.subgraph == 0 else { throw fault(.badIndex, "subgraph", "is not 0") }
        guard plan.firstPlacement == 0, plan.placementCount == UInt32(model.count(of: .placements)) else {
            throw fault(.badIndex, "placements", "are not all of the model's")
        }
        let limit = UInt64(wide: Int.max / 4)
        guard plan.arenaBytes <= limit, plan.arenaBytes % UInt64(wide: FileLayout.dataAlignment) == 0 else {
            throw fault(.outOfRange, "arena bytes", "are not a multiple of 64 that this machine can address")
        }
        guard plan.scratchBytes <= limit / 1024,
            plan.scratchBytes % UInt64(wide: FileLayout.dataAlignment) == 0
        else {
            throw fault(
                .outOfRange, "scratch bytes", "are not a multiple of 64 that this machine can address")
        }
        for i in 0..<model.count(of: .placements) {
            let placement = model.placement(i)
            guard model.record(.placements, i).u32(FileLayout.Placement.reserved) == 0 else {
                throw placementFault(i, .outOfRange, "reserved bytes", "are not zero")
            }
            guard placement.tensor < UInt32(model.tensorCount) else {
                throw placementFault(i, .badIndex, "tensor", "is no tensor of the model")
            }
            let root = Int(placement.tensor)
            let tensor = model.tensor(root)
            guard tensor.kind == .activation, tensor.parent == noIndex else {
                throw placementFault(i, .badOperand, "tensor", "is not a root activation")
            }
            guard states[root].placement == noIndex else {
                throw placementFault(i, .badPlacement, "tensor", "is placed twice")
            }
            states[root].placement = UInt32(i)
            guard placement.offset % UInt64(wide: FileLayout.dataAlignment) == 0 else {
                throw placementFault(i, .badPlacement, "offset", "is not a multiple of 64")
            }
            guard placement.offset <= plan.arenaBytes, placement.bytes <= plan.arenaBytes - placement.offset
            else { throw placementFault(i, .badPlacement, "interval", "leaves the arena") }
            guard let needed = tensor.logicalBytes, placement.bytes >= UInt64(wide: needed) else {
                throw placementFault(i, .badPlacement, "bytes", "are fewer than the tensor's")
            }
        }
        for i in 0..<model.tensorCount where states[i].placement == noIndex {
            let tensor = model.tensor(i)
            if tensor.kind == .activation, tensor.parent == noIndex {
                throw tensorFault(i, .badPlacement, "root activation", "has no place in the arena")
            }
        }
    }

    private func place(_ root: Int) -> PlacementRecord { model.placement(Int(states[root].placement)) }

    /// The input's root whose bytes the op may overwrite with its output: of a pointwise op, dying here, at
    /// the very same place, of the same element size, and not broadcast.
    private func inPlaceInput(_ op: OpRecord, at step: UInt32) -> Int? {
        guard op.kind.isPointwise else { return nil }
        let output = model.output(0, of: op)
        let outputRoot = model.root(of: output)
        let y = model.tensor(output)
        let target = place(outputRoot)
        guard isWhole(output, of: outputRoot) else { return nil }
        for k in 0..<op.signature.activations {
            let root = model.root(of: model.input(k, of: op))
            let source = place(root)
            if states[root].lastUse == step, source.offset == target.offset, source.bytes == target.bytes,
                readsElementwise(op, root, y)
            {
                return root
            }
        }
        return nil
    }

    /// Whether each input that lies in `root` is all of it, as many elements as `y` and of the same size:
    /// then element i of the output overwrites nothing that a later element reads.
    private func readsElementwise(_ op: OpRecord, _ root: Int, _ y: TensorRecord) -> Bool {
        for k in 0..<op.signature.activations {
            let input = model.input(k, of: op)
            guard model.root(of: input) == root else { continue }
            let x = model.tensor(input)
            guard isWhole(input, of: root), x.elementCount == y.elementCount,
                x.elementType.bits == y.elementType.bits
            else { return false }
        }
        return true
    }

    private func isWhole(_ tensor: Int, of root: Int) -> Bool {
        tensor == root || model.tensor(tensor).isReshape(of: model.tensor(root))
    }

    // MARK: The live roots, disjoint and in ascending order of offset

    /// Index of the first live root whose offset is not below `offset`.
    private func position(_ offset: UInt64, _ count: Int) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if place(Int(active[middle])).offset < offset { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private func insert(_ root: Int, at step: UInt32, _ count: inout Int) throws(FormatError) {
        let interval = place(root)
        let index = position(interval.offset, count)
        // Several inputs or slices may share one root.
        if index < count, Int(active[index]) == root { return }
        var clash = index < count && place(Int(active[index])).offset < interval.offset + interval.bytes
        if index > 0 {
            let before = place(Int(active[index - 1]))
            clash = clash || before.offset + before.bytes > interval.offset
        }
        if clash {
            throw placementFault(
                Int(states[root].placement), .badPlacement, "interval",
                "overlaps that of a tensor live at the same op")
        }
        (active + index + 1).update(from: active + index, count: count - index)
        active[index] = UInt32(root)
        count += 1
    }

    private func remove(_ root: Int, _ count: inout Int) {
        let index = position(place(root).offset, count)
        guard index < count, Int(active[index]) == root else { return }
        (active + index).update(from: active + index + 1, count: count - index - 1)
        count -= 1
    }

    private func retire(_ root: Int, at step: UInt32, _ count: inout Int) {
        if states[root].lastUse == step { remove(root, &count) }
    }
}

extension Verifier {
    /// For each tensor, the index of the placement that holds its root (0 for constants). Valid after
    /// `verify` returned; overwrites and lives in the workspace.
    public func placementIndices() -> UnsafePointer<UInt32> {
        for i in 0..<model.tensorCount {
            let placement = states[model.root(of: i)].placement
            active[i] = placement == noIndex ? 0 : placement
        }
        return UnsafePointer(active)
    }
}
