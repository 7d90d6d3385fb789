import EdgeFormat
import EdgeHost
import EdgeRuntime

/// Puts pictures into a model's input.
public struct PictureInput {
    private var preprocessor: Preprocessor
    private var tensor: [Int8]

    /// - Parameter model: what errors call the model.
    /// - Throws: `VisionError` where the model does not take one picture.
    public init(_ session: HostSession, model: String) throws(VisionError) {
        func refuse(_ what: String, _ mend: String) -> VisionError {
            VisionError(what: what, place: model, mend: mend)
        }
        let count = session.loaded.inputNames.count
        guard count == 1 else {
            throw refuse("has \(count) inputs, not one", "use a model that takes one picture")
        }
        let input = session.input(0)
        let channels = input.channels
        guard input.elementType == .int8, input.rank == 4, input.dimensions[0] == 1,
            channels == 1 || channels == 3
        else {
            let shape = session.loaded.model.view.tensor(session.loaded.model.view.input(0)).shapeText
            throw refuse(
                "its input of \(input.elementType) \(shape) is no picture",
                "use a model that takes one picture of 1 or 3 channels")
        }
        guard let record = session.loaded.preprocessing() else {
            throw refuse(
                "does not say how a picture becomes its input", "convert it again with --mean and --std")
        }
        preprocessor = try Preprocessor(
            record: record, width: Int(input.dimensions[2]), height: Int(input.dimensions[1]),
            scale: input.scale, zeroPoint: input.zeroPoint)
        guard preprocessor.channels == channels else {
            throw refuse(
                "its input has \(channels) channels, its preprocessing \(preprocessor.channels)",
                "convert it again with --channels")
        }
        tensor = [Int8](repeating: 0, count: input.count)
    }

    /// Where the last picture landed in the tensor.
    public var geometry: ResizeGeometry? { preprocessor.geometry }

    /// The packed int8 tensor of a picture, NHWC.
    public mutating func quantize(_ image: Image) -> [Int8] {
        tensor.withUnsafeMutableBufferPointer { preprocessor.quantize(image, into: $0) }
        return tensor
    }

    /// Elements of the tensor.
    public var count: Int { tensor.count }

    /// The packed int8 tensor of a picture into memory of the caller, `count` elements.
    ///
    /// - Returns: where the picture landed.
    public mutating func quantize(
        _ view: PixelView, into tensor: UnsafeMutableBufferPointer<Int8>
    ) -> ResizeGeometry {
        preprocessor.quantize(Image(copying: view), into: tensor)
        return preprocessor.geometry!
    }

    /// The size that a picture of `width` x `height` pixels is resized to: one that is decoded at a fraction
    /// of its size need not be larger.
    public func resizedSize(width: Int, height: Int) -> (width: Int, height: Int) {
        let geometry = ResizeGeometry(
            sourceWidth: width, sourceHeight: height, width: preprocessor.width, height: preprocessor.height,
            resize: preprocessor.record.resize, cropFraction: preprocessor.record.cropFraction)
        return (geometry.resizedWidth, geometry.resizedHeight)
    }

    /// Resizes, normalises and quantizes a picture into the session's input.
    public mutating func load(_ image: Image, into session: HostSession) {
        tensor.withUnsafeMutableBufferPointer { preprocessor.quantize(image, into: $0) }
        tensor.withUnsafeBytes { session.input(0).fill(fromPacked: $0) }
    }

    /// The same for pixels in someone else's memory.
    public mutating func load(_ view: PixelView, into session: HostSession) {
        load(Image(copying: view), into: session)
    }
}

extension Image {
    init(copying view: PixelView) {
        let converted = PixelBuffer()
        var view = view
        if view.format != .rgb24 && view.format != .gray8 {
            view.copyRGB(into: converted)
            view = converted.view
        }
        let rowBytes = view.format.rowBytes(plane: 0, width: view.width)
        var pixels: [UInt8] = []
        for y in 0..<view.height {
            pixels += UnsafeBufferPointer(start: view.planes.0 + y * view.strides.0, count: rowBytes)
        }
        self.init(
            width: view.width, height: view.height, channels: view.format == .gray8 ? 1 : 3, pixels: pixels)
    }
}
