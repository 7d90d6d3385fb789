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
            for k in 0..<op.signature.activations {
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

    /// Adds a tensor to what is written of its root; false where some of it was written before.
    private func write(_ index: Int, at step: UInt32) throws(FormatError) -> Bool {
        let root = model.root(of: index)
        let area = RootArea(index, of: root, in: model)
        var part = states[root].firstPart
        while part != noIndex {
            if area.overlap(RootArea(Int(part), of: root, in: model)) > 0 { return false }
            part = states[Int(part)].nextPart
        }
        guard states[root].partCount < VerifierLimits.partsPerRoot else {
            throw tensorFault(root, .tooMany, "separately written parts", "are more than 1024")
        }
        states[root].partCount += 1
        states[index].nextPart = states[root].firstPart
        states[root].firstPart = UInt32(index)
        if states[root].firstWrite == noIndex { states[root].firstWrite = step }
        states[root].lastUse = max(states[root].lastUse, step)
        return true
    }

    /// Written parts do not overlap: they cover a tensor when what they share with it adds up to its size.
    private func isWritten(_ index: Int) -> Bool {
        let root = model.root(of: index)
        let area = RootArea(index, of: root, in: model)
        var missing = area.elements
        var part = states[root].firstPart
        while part != noIndex, missing > 0 {
            missing -= area.overlap(RootArea(Int(part), of: root, in: model))
            part = states[Int(part)].nextPart
        }
        return missing == 0
    }
}

/// What a tensor covers of its root: a rectangle of pixels and channels.
private struct RootArea {
    var pixels: Range<Int>
    var channels: Range<Int>

    var elements: Int { pixels.count * channels.count }

    init(_ index: Int, of root: Int, in model: ModelView) {
        let tensor = model.tensor(index)
        let parent = model.tensor(root)
        let width = parent.rank == 0 ? 1 : Int(parent.dimensions[Int(parent.rank) - 1])
        guard root != index, !tensor.isReshape(of: parent) else {
            pixels = 0..<(parent.elementCount ?? 0) / width
            channels = 0..<width
            return
        }
        // A window: its rank is at least 1, and it lies within the parent.
        let start = Int(narrow: UInt64(wide: tensor.parentOffset) / UInt64(wide: tensor.elementType.bits / 8))
        let count = Int(tensor.dimensions[Int(tensor.rank) - 1])
        let first = start / width
        pixels = first..<first + (tensor.elementCount ?? 0) / count
        channels = start % width..<start % width + count
    }

    func overlap(_ other: RootArea) -> Int {
        pixels.clamped(to: other.pixels).count * channels.clamped(to: other.channels).count
    }
}
