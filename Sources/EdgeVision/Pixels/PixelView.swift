/// A picture in someone else's memory: nothing is copied or owned. Its maker keeps the bytes alive and still
/// while it is used.
public struct PixelView: @unchecked Sendable {
    public var format: PixelFormat
    /// In pixels, at least 1.
    public var width: Int
    public var height: Int
    /// First byte of each plane; those that the format does not have are nil.
    public var planes: (UnsafePointer<UInt8>, UnsafePointer<UInt8>?, UnsafePointer<UInt8>?)
    /// Bytes from one row to the next, at least `format.rowBytes`.
    public var strides: (Int, Int, Int)
    /// Of formats with luma; others ignore it.
    public var colour: YUVColour

    /// - Precondition: sizes are positive, strides hold the rows, and the format's planes are there.
    public init(
        format: PixelFormat, width: Int, height: Int,
        planes: (UnsafePointer<UInt8>, UnsafePointer<UInt8>?, UnsafePointer<UInt8>?),
        strides: (Int, Int, Int), colour: YUVColour = .jpeg
    ) {
        precondition(width > 0 && height > 0)
        precondition(strides.0 >= format.rowBytes(plane: 0, width: width))
        if format.planeCount > 1 {
            precondition(planes.1 != nil && strides.1 >= format.rowBytes(plane: 1, width: width))
        }
        if format.planeCount > 2 {
            precondition(planes.2 != nil && strides.2 >= format.rowBytes(plane: 2, width: width))
        }
        self.format = format
        self.width = width
        self.height = height
        self.planes = planes
        self.strides = strides
        self.colour = colour
    }

    /// A raw frame: planes one after the other, rows without gaps.
    ///
    /// - Precondition: `frame` holds `format.frameBytes` bytes.
    public init(
        format: PixelFormat, width: Int, height: Int, frame: UnsafeRawBufferPointer,
        colour: YUVColour = .jpeg
    ) {
        precondition(width > 0 && height > 0)
        precondition(frame.count >= format.frameBytes(width: width, height: height))
        let base = frame.baseAddress!.assumingMemoryBound(to: UInt8.self)
        let strides = (
            format.rowBytes(plane: 0, width: width), format.rowBytes(plane: 1, width: width),
            format.rowBytes(plane: 2, width: width)
        )
        let second = base + strides.0 * height
        let third = second + strides.1 * format.rows(plane: 1, height: height)
        let count = format.planeCount
        self.init(
            format: format, width: width, height: height,
            planes: (base, count > 1 ? second : nil, count > 2 ? third : nil), strides: strides,
            colour: colour)
    }
}

extension PixelView {
    /// The picture in red, green and blue: `PixelBuffer.copyRGB`.
    public func copyRGB(into buffer: PixelBuffer) { buffer.copyRGB(from: self) }
}

extension Image {
    /// Calls `body` with a view of these pixels.
    public func withPixelView<R, E: Error>(_ body: (PixelView) throws(E) -> R) throws(E) -> R {
        try pixels.withUnsafeBufferPointer { pixels throws(E) -> R in
            try body(
                PixelView(
                    format: channels == 1 ? .gray8 : .rgb24, width: width, height: height,
                    frame: UnsafeRawBufferPointer(pixels)))
        }
    }
}
