/// How one operator with its attributes is checked and computed. Kernels read and write memory that the
/// caller provides, so that `evaluate` and `Executor` run the same code.
protocol Kernel: Sendable {
    /// Name for messages, as in ONNX where ONNX has it.
    var name: String { get }

    /// Checks the operands against the attributes; shapes and types of the outputs. Everything that
    /// `run` relies on, except the contents of operands, is proved here.
    func outputs(_ inputs: Operands) throws(ExecutionError) -> [TensorSpec]

    /// Computes the outputs, whose specs are those that `outputs` returned. Throws only for contents
    /// (an index out of range, a division by zero).
    func run(_ inputs: [TensorView?], _ outputs: [TensorView], _ threads: Threads) throws(ExecutionError)

    /// Inputs whose memory output 0 may take over where its shape and element size are equal.
    var inPlaceInputs: [Int] { get }

    /// Output 0 has the bytes of input 0 under another shape: nothing needs to be computed.
    var isView: Bool { get }
}

extension Kernel {
    var inPlaceInputs: [Int] { [] }
    var isView: Bool { false }

    /// Without elements to compute, dimensions and groups may still be huge: no loop runs over them.
    func runUnlessEmpty(
        _ inputs: [TensorView?], _ outputs: [TensorView], _ threads: Threads
    ) throws(ExecutionError) {
        guard outputs.contains(where: { $0.count > 0 }) else { return }
        try run(inputs, outputs, threads)
    }
}

/// Specs of the inputs of a kernel, nil where an optional one is omitted.
struct Operands {
    var specs: [TensorSpec?]

    init(_ specs: [TensorSpec?]) { self.specs = specs }

    func checkCount(_ range: ClosedRange<Int>) throws(ExecutionError) {
        // Trailing omitted inputs may be spelled out.
        let given = (specs.lastIndex { $0 != nil } ?? -1) + 1
        guard range.contains(given) else {
            let expected =
                range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
            throw .invalid("\(given) inputs instead of \(expected)")
        }
    }

    func required(_ i: Int) throws(ExecutionError) -> TensorSpec {
        guard i < specs.count, let spec = specs[i] else { throw .invalid("input \(i) is missing") }
        return spec
    }

    func required(_ i: Int, _ type: ScalarType) throws(ExecutionError) -> TensorSpec {
        let spec = try required(i)
        guard spec.type == type else { throw .invalid("input \(i) is \(spec.type), not \(type)") }
        return spec
    }

    func optional(_ i: Int) -> TensorSpec? { i < specs.count ? specs[i] : nil }

    /// A float vector of `length` elements (any rank), checked where present.
    func checkVector(_ i: Int, length: Int, optional: Bool) throws(ExecutionError) {
        guard let spec = self.optional(i) else {
            if optional { return }
            throw .invalid("input \(i) is missing")
        }
        guard spec.type == .float, try elementCount(spec.shape) == length else {
            throw .invalid("input \(i) is \(spec.type) \(spec.shape), not float [\(length)]")
        }
    }
}

/// `axis` as an index into a shape of `rank` dimensions.
func checkAxis(_ axis: Int, rank: Int) throws(ExecutionError) {
    guard axis >= 0, axis < rank else { throw .invalid("axis \(axis) of a tensor of rank \(rank)") }
}

extension Array where Element == Int {
    /// Product of the dimensions in `range`; of shapes that `elementCount` has accepted.
    func product(_ range: Range<Int>) -> Int {
        var result = 1
        for i in range { result *= self[i] }
        return result
    }
}
