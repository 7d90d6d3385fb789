extension Verifier {
    /// Every tensor is written once and before it is read. Fills in lifetimes.
    func verifyOrder() throws(FormatError) {
        for i in 0..<model.inputCount {
            let tensor = model.input(i)
            guard try write(tensor, at: 0) else {
                throw tensorFault(tensor, .badOrder, "model input", "overlaps another input of one parent")
            }
        }
        for i in 0..<model.opCount {
            let op = model.op(i)
            let step = UInt32(i) + 1
            for k in 0..<op.kind.signature.activations {
                let tensor = model.input(k, of: op)
                guard isWritten(tensor) else {
                    throw opFault(i, .badOrder, "input", "is read before all of it is written")
                }
                states[model.root(of: tensor)].lastUse = step
            }
            guard try write(model.output(0, of: op), at: step) else {
                throw opFault(i, .badOrder, "output", "is written before, wholly or in part")
            }
        }
        let end = UInt32(model.opCount) + 1
        for i in 0..<model.outputCount {
            let tensor = model.output(i)
            guard isWritten(tensor) else {
                throw tensorFault(tensor, .badOrder, "model output", "is never written, wholly or in part")
            }
            states[model.root(of: tensor)].lastUse = end
        }
    }

    /// The bytes of each pixel of the root that a tensor stands for.
    private func interval(of index: Int) -> (root: Int, start: UInt32, end: UInt32) {
        let tensor = model.tensor(index)
        let root = model.root(of: index)
        let parent = model.tensor(root)
        let elementBytes = UInt32(parent.elementType.bits / 8)
        let whole = UInt32(lastDimension(parent)) &* elementBytes
        if root == index || tensor.isReshape(of: parent) { return (root, 0, whole) }
        let start = tensor.parentOffset
        return (root, start, start + UInt32(lastDimension(tensor)) &* elementBytes)
    }

    private func lastDimension(_ tensor: TensorRecord) -> Int32 {
        tensor.rank == 0 ? 1 : tensor.dimensions[Int(tensor.rank) - 1]
    }

    /// Adds a tensor to what is written of its root; false where some of it was written before.
    private func write(_ index: Int, at step: UInt32) throws(FormatError) -> Bool {
        let (root, start, end) = interval(of: index)
        // The part before and the part after the new one.
        var previous = noIndex
        var next = states[root].firstPart
        while next != noIndex, states[Int(next)].partStart < start {
            previous = next
            next = states[Int(next)].nextPart
        }
        if previous != noIndex, states[Int(previous)].partEnd > start { return false }
        if next != noIndex, states[Int(next)].partStart < end { return false }

        if previous != noIndex, states[Int(previous)].partEnd == start {
            // Grow the part before, so that adjacent slices stay one part.
            states[Int(previous)].partEnd = end
        } else {
            guard states[root].partCount < VerifierLimits.partsPerRoot else {
                throw tensorFault(root, .tooMany, "separately written slices", "are more than 1024")
            }
            states[root].partCount += 1
            states[index].partStart = start
            states[index].partEnd = end
            states[index].nextPart = next
            if previous == noIndex {
                states[root].firstPart = UInt32(index)
            } else {
                states[Int(previous)].nextPart = UInt32(index)
            }
            previous = UInt32(index)
        }
        if next != noIndex, states[Int(next)].partStart == end {
            states[Int(previous)].partEnd = states[Int(next)].partEnd
            states[Int(previous)].nextPart = states[Int(next)].nextPart
            states[root].partCount -= 1
        }
        if states[root].firstWrite == noIndex { states[root].firstWrite = step }
        states[root].lastUse = max(states[root].lastUse, step)
        return true
    }

    private func isWritten(_ index: Int) -> Bool {
        let (root, start, end) = interval(of: index)
        var part = states[root].firstPart
        while part != noIndex, states[Int(part)].partEnd <= start { part = states[Int(part)].nextPart }
        return part != noIndex && states[Int(part)].partStart <= start && states[Int(part)].partEnd >= end
    }
}
