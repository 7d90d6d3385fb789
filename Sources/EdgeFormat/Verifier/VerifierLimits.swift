/// Counts above which a file is refused, so that verification takes bounded time and memory whatever the
/// bytes say (FORMAT.md, "Limits").
public enum VerifierLimits {
    public static var sections: Int { 64 }
    /// Bytes of the structural part, which is copied at load.
    public static var structuralBytes: Int { 1 << 26 }
    /// Records of one section other than operands.
    public static var records: Int { 1 << 16 }
    public static var operands: Int { 1 << 20 }
    /// Largest stored stride of a record.
    public static var strideBytes: Int { 1024 }
    /// One dimension of a tensor.
    public static var dimension: Int32 { 1 << 28 }
    public static var activationElements: Int { 1 << 30 }
    /// Windows of one root that ops write separately.
    public static var partsPerRoot: UInt32 { 1024 }
    /// Each dimension of a window: kernel, stride, dilation, padding.
    public static var window: Int32 { 1 << 15 }
    /// Phases of a transposed convolution: the product of its strides.
    public static var phases: Int { 1 << 12 }
    /// Pixels of one averaging window stay below this: 255 times as much fits an int32 accumulator.
    public static var averagedPixels: Int { 1 << 23 }
    /// Height and width of a resize's input and output.
    public static var resizedSize: Int32 { 1 << 14 }
    /// Weight of a whole pixel along one axis of a linear resize.
    public static var resizeWeight: Int32 { 128 }
    /// Levels of a detect op.
    public static var levels: Int32 { 8 }
    /// Anchors of one pixel, and anchors of all pixels of all levels.
    public static var pixelAnchors: Int32 { 1 << 10 }
    public static var anchors: Int { 1 << 24 }
    public static var classes: Int32 { 1 << 16 }
    /// Bins of one side of a box.
    public static var bins: Int32 { 1 << 8 }
    /// Rows that a detect op gives, and (anchor, class) pairs that it chooses them from.
    public static var detections: Int32 { 1 << 10 }
    public static var candidates: Int32 { 1 << 12 }
    /// Tokens that a query of an attention op attends to, and elements of one of its heads.
    public static var keys: Int32 { 1 << 15 }
    public static var headDepth: Int32 { 1 << 13 }
    /// Ops may share constants, but together read at most this many times the weights section.
    public static var weightReads: Int { 64 }
    /// Largest factor between two quantization scales: 2^64.
    public static var scaleFactor: Float { 0x1p64 }
}
