/// Applies one operator to tensors: ONNX semantics, one thread.
///
/// - Parameter inputs: in ONNX order; nil for an omitted optional input.
/// - Returns: the operator's outputs, freshly allocated.
/// - Throws: `ExecutionError` for operands that do not fit, contents out of range, or an operator (or a
///   form of it) that is not implemented. Never traps, whatever the tensors are.
public func evaluate(_ op: Operator, inputs: [Tensor?]) throws(ExecutionError) -> [Tensor] {
    let kernel = try op.kernel()
    do {
        for case let tensor? in inputs { try tensor.checkContents() }
        let specs = try op.outputSpecs(inputs.map { $0.map(TensorSpec.init) })
        return try withViews(of: inputs[...], []) { (views) throws(ExecutionError) -> [Tensor] in
            let outputs = specs.map { TensorView($0, allocate(bytes: $0.shape.reduce(1, *) * 8)) }
            defer { for output in outputs { output.base.deallocate() } }
            try kernel.runUnlessEmpty(views, outputs, Threads(count: 1))
            return outputs.map(Tensor.init(copying:))
        }
    } catch {
        throw error.located(op: kernel.name)
    }
}

extension Tensor {
    /// A copy of the memory that `view` names.
    init(copying view: TensorView) {
        if view.type == .float {
            self.init(
                shape: view.shape, floats: Array(UnsafeBufferPointer(start: view.floats, count: view.count)))
        } else {
            self.init(shape: view.shape, integers: view.integerArray, type: view.type)
        }
    }

    /// The number of elements is that of the shape.
    func checkContents() throws(ExecutionError) {
        let expected = try elementCount(shape)
        let actual = type == .float ? floats.count : integers.count
        guard actual == expected else {
            throw .invalid("a tensor of shape \(shape) holds \(actual) elements")
        }
    }
}

/// Zero-filled memory at 64-byte alignment; at least one byte.
func allocate(bytes: Int) -> UnsafeMutableRawPointer {
    let size = max(bytes, 64)
    let memory = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 64)
    memory.initializeMemory(as: UInt8.self, repeating: 0, count: size)
    return memory
}

/// Calls `body` with views of the tensors' own memory; kernels only read through them.
private func withViews<Result>(
    of tensors: ArraySlice<Tensor?>, _ views: [TensorView?],
    _ body: ([TensorView?]) throws(ExecutionError) -> Result
) throws(ExecutionError) -> Result {
    guard let first = tensors.first else { return try body(views) }
    let rest = tensors.dropFirst()
    guard let tensor = first else { return try withViews(of: rest, views + [nil], body) }
    func next(_ base: UnsafeRawPointer?) throws(ExecutionError) -> Result {
        let view = TensorView(TensorSpec(tensor), UnsafeMutableRawPointer(mutating: base ?? placeholder))
        return try withViews(of: rest, views + [view], body)
    }
    if tensor.type == .float {
        return try tensor.floats.withUnsafeBufferPointer { (b) throws(ExecutionError) -> Result in
            try next(UnsafeRawPointer(b.baseAddress))
        }
    }
    return try tensor.integers.withUnsafeBufferPointer { (b) throws(ExecutionError) -> Result in
        try next(UnsafeRawPointer(b.baseAddress))
    }
}

/// Address of tensors without elements.
nonisolated(unsafe) private let placeholder = UnsafeRawPointer(allocate(bytes: 64))
