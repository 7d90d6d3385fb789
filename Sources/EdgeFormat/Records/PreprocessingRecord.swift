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
