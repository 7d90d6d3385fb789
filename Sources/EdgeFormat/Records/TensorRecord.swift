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
    /// A view is either a reshape (offset 0, same element count) or a window (consecutive channels of
    /// consecutive pixels). A view's parent is always a root.
    public var parent: UInt32
    /// Window: bytes from the parent's first element to the window's.
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
