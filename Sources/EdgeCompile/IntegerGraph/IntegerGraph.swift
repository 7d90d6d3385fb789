import EdgeFormat
import EdgeGraph
import EdgeQuantize

/// The network in the terms of the flat file: int8 (and few int16) NHWC tensors and integer operators in execution order.
/// Lowering makes it, planning places it, `write` stores it.
struct IntegerGraph {
    var name = ""
    var tensors: [IntegerTensor] = []
    var ops: [IntegerOp] = []
    /// Tensor indices.
    var inputs: [Int] = []
    var outputs: [Int] = []

    @discardableResult
    mutating func add(_ tensor: IntegerTensor) -> Int {
        tensors.append(tensor)
        return tensors.count - 1
    }

    /// The root activation that holds the bytes of a tensor.
    func root(of tensor: Int) -> Int { tensors[tensor].view?.parent ?? tensor }
}

/// One tensor: an activation in the arena, or a constant in the file.
struct IntegerTensor {
    /// Part of a root activation.
    struct View {
        var parent: Int
        /// Bytes from the start of the parent's pixel.
        var offset: Int
    }

    enum Contents {
        case activation
        case int8([Int8], WeightLayout)
        case int16([Int16], WeightLayout)
        case int32([Int32], WeightLayout)
        case float32([Float], WeightLayout)
    }

    var name: String
    var elementType: ElementType
    var dimensions: [Int]
    var quantization: AffineQuantization?
    /// Of each channel, where they differ.
    var channels: [AffineQuantization]?
    var contents = Contents.activation
    var view: View?
    /// The float value that an activation approximates.
    var source: ValueID?
    /// Axes of the source value in the order in which they lie in memory; nil for the usual one.
    var order: [Int]?

    var isActivation: Bool {
        if case .activation = contents { true } else { false }
    }

    /// Unpadded bytes.
    var byteCount: Int { dimensions.reduce(1, *) * elementType.bits / 8 }
}

struct IntegerOp {
    var kind: OpKind
    var name: String
    var inputs: [Int]
    var outputs: [Int]
    var parameters = OpParameters()
}
