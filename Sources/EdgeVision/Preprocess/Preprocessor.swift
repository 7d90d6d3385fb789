import EdgeFormat

/// Turns pictures into the tensor of one input: resize as the model's record says, then
/// `(pixel - mean) / std`, then the input's quantization.
///
/// The float form (calibration, float reference) and the int8 form start from the same resized 8-bit pixels,
/// so both see the same picture. After the resize each sample is one of 256 values, so normalising and
/// quantizing is one table of 256 entries per channel: exact, and the same on every machine.
///
/// Buffers are kept between pictures: from the second picture of one size on, nothing is allocated, unless
/// the picture's channels have to be converted.
public struct Preprocessor: Sendable {
    public let record: PreprocessingRecord
    /// Of the tensor, in pixels.
    public let width: Int
    public let height: Int
    /// 1 for gray models, else 3.
    public let channels: Int
    /// Where the last picture landed; nil before the first.
    public private(set) var geometry: ResizeGeometry?

    private var resampler: Resampler
    /// `[model channel][sample]`: `(sample - mean) / std`.
    private let normalized: [Float]
    /// `[model channel][sample]`: that, quantized.
    private let quantized: [Int8]

    /// - Parameters:
    ///   - scale: of the int8 input tensor: real = scale * (q - zeroPoint).
    /// - Throws: `VisionError` where the record or the sizes make no sense.
    public init(
        record: PreprocessingRecord, width: Int, height: Int, scale: Float = 1, zeroPoint: Int32 = 0
    ) throws(VisionError) {
        let channels = record.channels == .gray ? 1 : 3
        try Self.check(record, width: width, height: height, scale: scale, zeroPoint: zeroPoint)
        self.record = record
        self.width = width
        self.height = height
        self.channels = channels
        resampler = Resampler(channels: channels, fill: record.fill)
        var normalized: [Float] = []
        var quantized: [Int8] = []
        for channel in 0..<channels {
            for sample in 0..<256 {
                let real = (Float(sample) - record.mean[channel]) / record.std[channel]
                normalized.append(real)
                quantized.append(quantizeToInt8(real, scale: scale, zeroPoint: zeroPoint))
            }
        }
        self.normalized = normalized
        self.quantized = quantized
    }

    private static func check(
        _ record: PreprocessingRecord, width: Int, height: Int, scale: Float, zeroPoint: Int32
    ) throws(VisionError) {
        func refuse(_ what: String) -> VisionError {
            VisionError(
                what: what, place: "the model's preprocessing record", mend: "convert the model again")
        }
        guard (1...16384).contains(width), (1...16384).contains(height) else {
            throw refuse("an input of \(width) x \(height) pixels")
        }
        guard record.cropFraction > 0.01, record.cropFraction <= 1 else {
            throw refuse("a crop fraction of \(record.cropFraction)")
        }
        guard scale.isFinite, scale > 0, (-128...127).contains(zeroPoint) else {
            throw refuse("a scale of \(scale) and zero point of \(zeroPoint)")
        }
        for c in 0..<(record.channels == .gray ? 1 : 3) {
            guard record.mean[c].isFinite, record.std[c].isFinite, record.std[c] != 0 else {
                throw refuse("a mean of \(record.mean[c]) and std of \(record.std[c])")
            }
        }
    }

    /// The picture as 8-bit pixels of the tensor's size, `[height][width][channel]`, colours as red, green,
    /// blue whatever the model wants: what both tensor forms are made of.
    public mutating func resize(_ image: Image) -> [UInt8] {
        let geometry = ResizeGeometry(
            sourceWidth: image.width, sourceHeight: image.height, width: width, height: height,
            resize: record.resize, cropFraction: record.cropFraction)
        self.geometry = geometry
        resampler.resize(image.converted(toChannels: channels), by: geometry)
        return resampler.pixels
    }

    /// The int8 tensor, NHWC `[1][height][width][channel]`.
    ///
    /// - Precondition: `tensor` has `height * width * channels` elements.
    public mutating func quantize(_ image: Image, into tensor: UnsafeMutableBufferPointer<Int8>) {
        precondition(tensor.count == width * height * channels)
        let pixels = resize(image)
        let swaps = record.channels == .bgr
        pixels.withUnsafeBufferPointer { pixels in
            quantized.withUnsafeBufferPointer { table in
                if channels == 1 {
                    for i in pixels.indices { tensor[i] = table[Int(pixels[i])] }
                } else {
                    let (first, third) = swaps ? (2, 0) : (0, 2)
                    for i in stride(from: 0, to: pixels.count, by: 3) {
                        tensor[i] = table[Int(pixels[i + first])]
                        tensor[i + 1] = table[256 + Int(pixels[i + 1])]
                        tensor[i + 2] = table[512 + Int(pixels[i + third])]
                    }
                }
            }
        }
    }

    /// The float tensor, NCHW `[1][channel][height][width]`, as the source network takes it.
    ///
    /// - Precondition: `tensor` has `height * width * channels` elements.
    public mutating func normalize(_ image: Image, into tensor: UnsafeMutableBufferPointer<Float>) {
        precondition(tensor.count == width * height * channels)
        let pixels = resize(image)
        let plane = width * height
        for channel in 0..<channels {
            let source = record.channels == .bgr ? channels - 1 - channel : channel
            for i in 0..<plane {
                tensor[channel * plane + i] =
                    normalized[channel * 256 + Int(pixels[i * channels + source])]
            }
        }
    }

    /// `normalize(_:into:)` into a new array.
    public mutating func normalized(_ image: Image) -> [Float] {
        var tensor = [Float](repeating: 0, count: width * height * channels)
        tensor.withUnsafeMutableBufferPointer { normalize(image, into: $0) }
        return tensor
    }
}

/// FORMAT.md, "Quantize": `q = rne(clamp(real / scale, -128 - zp, 127 - zp)) + zp`. NaN becomes the zero point.
///
/// The clamp comes before the conversion, which would trap outside of Int32.
public func quantizeToInt8(_ real: Float, scale: Float, zeroPoint: Int32) -> Int8 {
    let ratio = real / scale
    if ratio.isNaN { return Int8(truncatingIfNeeded: zeroPoint) }
    let clamped = min(max(ratio, Float(-128 - zeroPoint)), Float(127 - zeroPoint))
    return Int8(truncatingIfNeeded: Int32(clamped.rounded(.toNearestOrEven)) + zeroPoint)
}
