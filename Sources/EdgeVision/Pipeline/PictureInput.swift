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
            scale: input.scale, zeroPoint: input.zeroPoint, isa: session.isa)
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
        preprocessor.quantize(view, into: tensor)
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
        image.withPixelView { load($0, into: session) }
    }

    /// The same of a picture in memory, without allocating from the second one of a shape on.
    public mutating func load(_ view: PixelView, into session: HostSession) {
        let input = session.input(0)
        if input.isContiguous {
            preprocessor.quantize(
                view,
                into: UnsafeMutableBufferPointer(
                    start: input.base.assumingMemoryBound(to: Int8.self), count: tensor.count))
            return
        }
        tensor.withUnsafeMutableBufferPointer { preprocessor.quantize(view, into: $0) }
        tensor.withUnsafeBytes { input.fill(fromPacked: $0) }
    }
}
