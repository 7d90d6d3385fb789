import EdgeGraph

extension NodeContext {
    /// The contents of an input that has to be known when the model is read.
    func constant(_ index: Int, _ what: String, in builder: GraphBuilder) throws(NodeProblem) -> Tensor {
        guard let tensor = builder.constant(try input(index)) else {
            throw NodeProblem(
                reason: "its \(what) (input \(index)) is computed while the model runs",
                mend: "export the model with fixed shapes")
        }
        return tensor
    }

    func constantInts(_ index: Int, _ what: String, in builder: GraphBuilder) throws(NodeProblem) -> [Int] {
        let tensor = try constant(index, what, in: builder)
        guard tensor.type == .integer, tensor.shape.count <= 1 else {
            throw .invalid("its \(what) (input \(index)) is not a list of integers")
        }
        return tensor.integers.map { Int($0) }
    }

    func constantFloats(_ index: Int, _ what: String, in builder: GraphBuilder) throws(NodeProblem) -> [Float]
    {
        let tensor = try constant(index, what, in: builder)
        guard tensor.type == .float, tensor.shape.count <= 1 else {
            throw .invalid("its \(what) (input \(index)) is not a list of numbers")
        }
        return tensor.floats
    }

    /// One number of any type, for bounds and fill values.
    func constantScalar(_ index: Int, _ what: String, in builder: GraphBuilder) throws(NodeProblem) -> Float {
        let tensor = try constant(index, what, in: builder)
        guard tensor.count == 1 else { throw .invalid("its \(what) (input \(index)) is not one number") }
        return tensor.type == .float ? tensor.floats[0] : Float(tensor.integers[0])
    }

    /// Integers that are an attribute in older operator sets and an input in newer ones; nil where omitted.
    func intsAttributeOrInput(
        _ name: String, _ index: Int, in builder: GraphBuilder
    ) throws(NodeProblem) -> [Int]? {
        if let attribute = try ints(name) { return attribute }
        guard optionalInput(index) != nil else { return nil }
        return try constantInts(index, name, in: builder)
    }
}
