/// Index value that means "none".
public let noIndex: UInt32 = 0xFFFF_FFFF

/// One tensor of the integer graph. Activations are NHWC inside (`[1, H, W, C]`); other ranks are plain
/// row-major. The stored form is in FORMAT.md, "Tensor record".
public struct TensorRecord: Sendable {
    public enum Kind: UInt8, Sendable {
        /// Lives in the arena (model inputs and outputs too: see the subgraph record).
        case activation = 0
        /// Lives in the weights section.
        case constant = 1
        /// Lives in the arena across runs, reset from a constant. Room made; no operator uses it yet.
        case state = 2
    }

    public var kind: Kind
    public var elementType: ElementType
    /// How a constant is blocked in the file; see `WeightLayout`.
    public var layout: WeightLayout
    /// 0...6
    public var rank: UInt8
    public var dimensions: InlineArray<6, Int32>
    /// real = scale * (q - zeroPoint); 0 where the tensor is not quantized (float32, int32 parameters).
    public var scale: Float
    public var zeroPoint: Int32
    /// The root activation whose bytes this one is a part of, or `noIndex` for a root.
    /// A view is either a channel slice (same shape but the last dimension) or a reshape (offset 0,
    /// same element count). A view's parent is always a root.
    public var parent: UInt32
    /// Channel slice: bytes from the start of the parent's pixel to this slice.
    public var parentOffset: UInt32
    /// Constants: byte offset in the file (a multiple of 64) and length.
    public var dataOffset: UInt64
    public var dataBytes: UInt64
    /// UTF-8 name in the strings section.
    public var nameOffset: UInt32
    public var nameBytes: UInt32

    public init(kind: Kind, elementType: ElementType) {
        self.kind = kind
        self.elementType = elementType
        layout = .plain
        rank = 0
        dimensions = InlineArray(repeating: 1)
        scale = 0
        zeroPoint = 0
        parent = noIndex
        parentOffset = 0
        dataOffset = 0
        dataBytes = 0
        nameOffset = 0
        nameBytes = 0
    }
}

/// How a constant's bytes are ordered (FORMAT.md, "Weight layouts").
public enum WeightLayout: UInt8, Sendable {
    /// Row-major by its dimensions.
    case plain = 0
    /// conv2D and fullyConnected: `[groups][ceil(N/16)][ceil(K/4)][16][4]` int8, N = output channels of
    /// the group, K = kh*kw*C of the group in (kh, kw, c) order; padding is zero. Its tensor's dimensions
    /// are the logical `[N_total, kh, kw, C_group]`.
    case blocked16x4 = 1
    /// depthwiseConv2D: `[kh*kw][ceil(C/16)*16]` int8; padding is zero. Logical `[kh, kw, C]`.
    case depthwise16 = 2
}

/// One operator: its kind, its slices of the operand list and its parameters.
public struct OpRecord: Sendable {
    public var kind: OpKind
    /// First entry and count in the operand list (indices of tensors), inputs then outputs.
    public var firstInput: UInt32
    public var inputCount: UInt16
    public var firstOutput: UInt32
    public var outputCount: UInt16
    public var parameters: OpParameters
    public var nameOffset: UInt32
    public var nameBytes: UInt32

    public init(kind: OpKind) {
        self.kind = kind
        firstInput = 0
        inputCount = 0
        firstOutput = 0
        outputCount = 0
        parameters = OpParameters()
        nameOffset = 0
        nameBytes = 0
    }
}

/// A range of ops with inputs and outputs (index lists in the operand list). Subgraph 0 is the model.
public struct SubgraphRecord: Sendable {
    public var firstOp: UInt32 = 0
    public var opCount: UInt32 = 0
    public var firstInput: UInt32 = 0
    public var inputCount: UInt32 = 0
    public var firstOutput: UInt32 = 0
    public var outputCount: UInt32 = 0
    public init() {}
}

/// A memory plan: where each root activation of a subgraph lies in the arena.
public struct PlanRecord: Sendable {
    public var subgraph: UInt32 = 0
    public var firstPlacement: UInt32 = 0
    public var placementCount: UInt32 = 0
    public var arenaBytes: UInt64 = 0
    /// Cap on the scratch of one thread; a kernel that needs more is not selected.
    public var scratchBytes: UInt64 = 0
    public init() {}
}

/// Arena interval of one root activation: `offset` is a multiple of 64.
public struct PlacementRecord: Sendable {
    public var tensor: UInt32
    public var offset: UInt64
    public var bytes: UInt64
    public init(tensor: UInt32, offset: UInt64, bytes: UInt64) {
        self.tensor = tensor
        self.offset = offset
        self.bytes = bytes
    }
}

/// How a picture becomes the tensor of one input: resize, then (pixel - mean) / std per channel, then
/// quantize with the input tensor's scale and zero point.
public struct PreprocessingRecord: Sendable, Equatable {
    public enum Resize: UInt8, Sendable {
        /// Whole picture, aspect kept, borders filled with `fill`.
        case letterbox = 0
        /// The centre crop of `cropFraction` of the shorter side, as ImageNet evaluation does.
        case crop = 1
        case stretch = 2
    }
    public enum Channels: UInt8, Sendable {
        case rgb = 0
        case bgr = 1
        case gray = 2
    }
    /// Index into the model's inputs.
    public var input: UInt32 = 0
    public var resize: Resize = .stretch
    public var channels: Channels = .rgb
    public var fill: UInt8 = 114
    public var cropFraction: Float = 0.875
    /// On 0...255 pixels.
    public var mean: InlineArray<4, Float> = InlineArray(repeating: 0)
    public var std: InlineArray<4, Float> = InlineArray(repeating: 255)
    public init() {}

    public static func == (a: Self, b: Self) -> Bool {
        guard a.input == b.input, a.resize == b.resize, a.channels == b.channels, a.fill == b.fill,
            a.cropFraction == b.cropFraction
        else { return false }
        for i in 0..<4 where a.mean[i] != b.mean[i] || a.std[i] != b.std[i] { return false }
        return true
    }
}
