/// Shape and type of a tensor without its contents: what shape rules map from and to.
public struct TensorSpec: Sendable, Equatable {
    public var shape: [Int]
    public var type: ScalarType

    public init(_ shape: [Int], _ type: ScalarType) {
        self.shape = shape
        self.type = type
    }

    public init(_ tensor: Tensor) {
        self.init(tensor.shape, tensor.type)
    }
}

extension ScalarType {
    /// Bytes of one element in memory: Float, or Int64 for integers and booleans.
    var elementSize: Int { self == .float ? 4 : 8 }
}

/// A tensor in memory that somebody else owns: what kernels read and write. Row-major, not aliased with
/// another operand unless the kernel allows it (`Kernel.inPlaceInputs`).
struct TensorView: @unchecked Sendable {
    let shape: [Int]
    let type: ScalarType
    let base: UnsafeMutableRawPointer
    let count: Int

    init(_ spec: TensorSpec, _ base: UnsafeMutableRawPointer) {
        shape = spec.shape
        type = spec.type
        self.base = base
        count = spec.shape.reduce(1, *)
    }

    var spec: TensorSpec { TensorSpec(shape, type) }
    var floats: UnsafeMutablePointer<Float> { base.assumingMemoryBound(to: Float.self) }
    var integers: UnsafeMutablePointer<Int64> { base.assumingMemoryBound(to: Int64.self) }
    var byteCount: Int { count * type.elementSize }

    /// The contents as integers: for small operands such as indices.
    var integerArray: [Int64] { Array(UnsafeBufferPointer(start: integers, count: count)) }
}

/// Largest tensor that is accepted, in bytes: a bound against hostile shapes, far above real models.
let maximumTensorBytes = 1 << 32

/// Checked product of the dimensions.
func elementCount(_ shape: [Int]) throws(ExecutionError) -> Int {
    var product = 1
    var empty = false
    for dimension in shape {
        guard dimension >= 0 else { throw .invalid("negative dimension in \(shape)") }
        if dimension == 0 {
            empty = true
            continue
        }
        let (value, overflow) = product.multipliedReportingOverflow(by: dimension)
        guard !overflow, value <= maximumTensorBytes / 8 else {
            throw .invalid("a tensor of shape \(shape) is too large")
        }
        product = value
    }
    return empty ? 0 : product
}
