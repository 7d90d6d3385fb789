import EdgeFormat
import EdgeHost
import EdgeKernels

/// Turns pictures into the tensor of one input: resize as the model's record says, then
/// `(pixel - mean) / std`, then the input's quantization.
///
/// The float form (calibration, float reference) and the int8 form start from the same resized 8-bit pixels,
/// so both see the same picture. After the resize each sample is one of 256 values, so normalising and
/// quantizing is one table of 256 entries per channel: exact, and the same on every machine.
///
/// Buffers are kept between pictures: from the second picture of one shape on, `quantize` allocates nothing.
/// Every instruction set makes the same bytes.
public struct Preprocessor: Sendable {
    public let record: PreprocessingRecord
    /// Of the tensor, in pixels.
    public let width: Int
    public let height: Int
    /// 1 for gray models, else 3.
    public let channels: Int
    /// Where the last picture landed; nil before the first.
    public private(set) var geometry: ResizeGeometry?

    private let isa: ISA
    /// The pass to the int8 tensor, and the one to resized pixels.
    private var quantizing: PixelPass?
    private var resizing: PixelPass?
    /// `[model channel][sample]`: `(sample - mean) / std`.
    private let normalized: [Float]
    /// `[model channel][sample]`: that, quantized.
    private let quantized: [Int8]

    /// - Parameters:
    ///   - scale: of the int8 input tensor: real = scale * (q - zeroPoint).
    ///   - isa: nil for the environment's `EDGE_ISA` where this CPU has it, or else the best of this CPU.
    /// - Throws: `VisionError` where the record or the sizes make no sense.
    public init(
        record: PreprocessingRecord, width: Int, height: Int, scale: Float = 1, zeroPoint: Int32 = 0,
        isa: ISA? = nil
    ) throws(VisionError) {
        let channels = record.channels == .gray ? 1 : 3
        try Self.check(record, width: width, height: height, scale: scale, zeroPoint: zeroPoint)
        self.record = record
        self.width = width
        self.height = height
        self.channels = channels
        self.isa = isa ?? (try? CPU.selectedISA()) ?? CPU.bestISA
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
    public mutating func resize(_ image: Image) -> [UInt8] { image.withPixelView { resize($0) } }

    /// The same of a picture in memory.
    public mutating func resize(_ view: PixelView) -> [UInt8] {
        let shape = shape(of: view)
        let pass: PixelPass
        if let kept = reusable(&resizing, shape) {
            pass = kept
        } else {
            let table = (0..<channels * 256).map { UInt8(truncatingIfNeeded: $0) }
            pass = PixelPass(
                shape, channels: channels, swaps: false, fill: record.fill, table: table, isa: isa)
            resizing = pass
        }
        let count = width * height * channels
        return [UInt8](unsafeUninitializedCapacity: count) { pixels, initialized in
            pass.run(view, into: pixels.baseAddress!)
            initialized = count
        }
    }

    /// The int8 tensor, NHWC `[1][height][width][channel]`.
    ///
    /// - Precondition: `tensor` has `height * width * channels` elements.
    public mutating func quantize(_ image: Image, into tensor: UnsafeMutableBufferPointer<Int8>) {
        image.withPixelView { quantize($0, into: tensor) }
    }

    /// The same of a picture in memory, of any format: converted to red, green, blue (or to gray) after the
    /// resize, at the tensor's size.
    ///
    /// - Precondition: `tensor` has `height * width * channels` elements.
    public mutating func quantize(_ view: PixelView, into tensor: UnsafeMutableBufferPointer<Int8>) {
        precondition(tensor.count == width * height * channels)
        let shape = shape(of: view)
        let pass: PixelPass
        if let kept = reusable(&quantizing, shape) {
            pass = kept
        } else {
            pass = PixelPass(
                shape, channels: channels, swaps: record.channels == .bgr, fill: record.fill,
                table: quantized.map { UInt8(bitPattern: $0) }, isa: isa)
            quantizing = pass
        }
        tensor.withMemoryRebound(to: UInt8.self) { pass.run(view, into: $0.baseAddress!) }
    }

    /// Where a picture of this size lands.
    private mutating func shape(of view: PixelView) -> PixelPass.Shape {
        let geometry: ResizeGeometry
        if let last = self.geometry, last.sourceWidth == view.width, last.sourceHeight == view.height {
            geometry = last
        } else {
            geometry = ResizeGeometry(
                sourceWidth: view.width, sourceHeight: view.height, width: width, height: height,
                resize: record.resize, cropFraction: record.cropFraction)
            self.geometry = geometry
        }
        return PixelPass.Shape(format: view.format, colour: view.colour, geometry: geometry)
    }

    /// The pass where it fits and belongs to this value alone: copies of a preprocessor share nothing that
    /// changes.
    private func reusable(_ pass: inout PixelPass?, _ shape: PixelPass.Shape) -> PixelPass? {
        guard isKnownUniquelyReferenced(&pass), pass?.shape == shape else { return nil }
        return pass
    }

    /// The float tensor, NCHW `[1][channel][height][width]`, as the source network takes it.
    ///
    /// - Precondition: `tensor` has `height * width * channels` elements.
    public mutating func normalize(_ image: Image, into tensor: UnsafeMutableBufferPointer<Float>) {
        image.withPixelView { normalize($0, into: tensor) }
    }

    /// The same of a picture in memory.
    public mutating func normalize(_ view: PixelView, into tensor: UnsafeMutableBufferPointer<Float>) {
        precondition(tensor.count == width * height * channels)
        let pixels = resize(view)
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
