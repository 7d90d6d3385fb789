extension ModelView {
    public var inputCount: Int { Int(subgraph(0).inputCount) }
    public var outputCount: Int { Int(subgraph(0).outputCount) }

    /// Tensor index of the model's input `index`.
    public func input(_ index: Int) -> Int {
        let graph = subgraph(0)
        precondition(index >= 0 && index < Int(graph.inputCount), "input index out of range")
        return operand(Int(graph.firstInput) + index)
    }

    /// Tensor index of the model's output `index`.
    public func output(_ index: Int) -> Int {
        let graph = subgraph(0)
        precondition(index >= 0 && index < Int(graph.outputCount), "output index out of range")
        return operand(Int(graph.firstOutput) + index)
    }

    /// Tensor index of an op's input `index`.
    public func input(_ index: Int, of op: OpRecord) -> Int { operand(Int(op.firstInput) + index) }

    /// Tensor index of an op's output `index`.
    public func output(_ index: Int, of op: OpRecord) -> Int { operand(Int(op.firstOutput) + index) }

    /// The tensor whose placement holds `tensor`'s bytes: itself or its parent.
    public func root(of tensor: Int) -> Int {
        let parent = self.tensor(tensor).parent
        return parent == noIndex ? tensor : Int(parent)
    }

    /// Where a constant's bytes lie in memory: in the file, at a multiple of 64.
    public func data(of constant: TensorRecord) -> UnsafeRawPointer {
        weights.baseAddress.unsafelyUnwrapped + (Int(narrow: constant.dataOffset) - header.recordsEnd)
    }

    /// UTF-8 bytes of a string.
    public func utf8(_ range: StringRange) -> UnsafeRawBufferPointer {
        let start = sections[.strings].offset + Int(range.offset)
        return UnsafeRawBufferPointer(rebasing: records[start..<start + Int(range.bytes)])
    }

    public func name(ofTensor index: Int) -> StringRange {
        record(.tensors, index).string(FileLayout.Tensor.name)
    }

    public func name(ofOp index: Int) -> StringRange { record(.ops, index).string(FileLayout.Op.name) }

    #if !hasFeature(Embedded)
        public func text(_ range: StringRange) -> String { String(decoding: utf8(range), as: UTF8.self) }
        public func tensorName(_ index: Int) -> String { text(name(ofTensor: index)) }
        public func opName(_ index: Int) -> String { text(name(ofOp: index)) }
    #endif
}
