import EdgeFormat

/// Where a picture lands in the tensor: it is resized to `resizedWidth` x `resizedHeight`, and the tensor is
/// the window of that which starts at (`left`, `top`). A negative start is a letterbox's border, a positive
/// one a crop. Only the pixels of the window are ever computed.
public struct ResizeGeometry: Sendable, Equatable {
    public private(set) var sourceWidth: Int
    public private(set) var sourceHeight: Int
    /// Of the tensor.
    public let width: Int
    public let height: Int
    public let resizedWidth: Int
    public let resizedHeight: Int
    public let left: Int
    public let top: Int

    /// - Precondition: all sizes are positive and `cropFraction` is within 0...1, above 0.
    public init(
        sourceWidth: Int, sourceHeight: Int, width: Int, height: Int, resize: PreprocessingRecord.Resize,
        cropFraction: Float
    ) {
        self.sourceWidth = sourceWidth
        self.sourceHeight = sourceHeight
        self.width = width
        self.height = height
        switch resize {
        case .stretch:
            resizedWidth = width
            resizedHeight = height
            left = 0
            top = 0
        case .letterbox:
            let scale = min(
                Double(width) / Double(sourceWidth), Double(height) / Double(sourceHeight))
            resizedWidth = max(1, Int((Double(sourceWidth) * scale).rounded(.toNearestOrEven)))
            resizedHeight = max(1, Int((Double(sourceHeight) * scale).rounded(.toNearestOrEven)))
            left = -((width - resizedWidth) / 2)
            top = -((height - resizedHeight) / 2)
        case .crop:
            // As ImageNet evaluation does: the shorter side becomes floor(size / cropFraction), the longer
            // follows in proportion, rounded down; the window is the centre, half pixels to even.
            let wideSide = Int64(Double(width) / Double(cropFraction))
            let highSide = Int64(Double(height) / Double(cropFraction))
            let (columns, rows) = (Int64(sourceWidth), Int64(sourceHeight))
            let isTall = wideSide * rows >= highSide * columns
            resizedWidth = axisLength(isTall ? wideSide : highSide * columns / rows)
            resizedHeight = axisLength(isTall ? wideSide * rows / columns : highSide)
            left = Int((Double(resizedWidth - width) / 2).rounded(.toNearestOrEven))
            top = Int((Double(resizedHeight - height) / 2).rounded(.toNearestOrEven))
        }
    }

    /// The same window over another size of the same picture: where the picture was decoded at a fraction of
    /// its size, this leads back to the whole one.
    public func of(originalWidth: Int, height originalHeight: Int) -> ResizeGeometry {
        var geometry = self
        geometry.sourceWidth = originalWidth
        geometry.sourceHeight = originalHeight
        return geometry
    }

    /// A point of the tensor (pixels, fractional) in the pixels of the source picture, not clipped to it.
    public func sourcePoint(x: Float, y: Float) -> (x: Float, y: Float) {
        (
            (x + Float(left)) * Float(sourceWidth) / Float(resizedWidth),
            (y + Float(top)) * Float(sourceHeight) / Float(resizedHeight)
        )
    }
}

/// Fits an `Int` of 32 bits too; only needles of more than 65,536 to 1 are ever cut.
private func axisLength(_ length: Int64) -> Int { Int(min(length, 1 << 30)) }
