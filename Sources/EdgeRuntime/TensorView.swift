import EdgeFormat
import EdgeKernels

/// The bytes of one tensor in the arena or in the file, valid as long as the session (or the file).
///
/// Elements lie row-major by `dimensions`, but consecutive pixels (the last dimension) are `pixelStride`
/// bytes apart, which is more than a pixel's own bytes where the tensor is a channel slice of another.
public struct TensorView: @unchecked Sendable {
    public var base: UnsafeMutableRawPointer
    public var elementType: ElementType
    /// 0...6
    public var rank: Int
    public var dimensions: InlineArray<6, Int32>
    /// real = scale * (q - zeroPoint); 0 where not quantized.
    public var scale: Float
    public var zeroPoint: Int32
    /// Bytes from one pixel to the next.
    public var pixelStride: Int

    init(_ record: TensorRecord, base: UnsafeMutableRawPointer, pixelStride: Int) {
        self.base = base
        elementType = record.elementType
        rank = Int(record.rank)
        dimensions = record.dimensions
        scale = record.scale
        zeroPoint = record.zeroPoint
        self.pixelStride = pixelStride
    }

    /// The last dimension; 1 for a scalar.
    public var channels: Int { rank == 0 ? 1 : Int(dimensions[rank - 1]) }

    /// Product of all dimensions but the last.
    public var pixels: Int {
        var count = 1
        for axis in 0..<max(rank - 1, 0) { count *= Int(dimensions[axis]) }
        return count
    }

    public var count: Int { pixels * channels }

    /// Bytes of one pixel's elements.
    public var pixelBytes: Int { channels * elementType.bits / 8 }

    /// Whether the elements lie in one piece.
    public var isContiguous: Bool { pixels == 1 || pixelStride == pixelBytes }

    /// All bytes of a contiguous tensor.
    public var bytes: UnsafeMutableRawBufferPointer {
        precondition(isContiguous, "a channel slice does not lie in one piece")
        return UnsafeMutableRawBufferPointer(start: base, count: pixels * pixelBytes)
    }

    /// Copies all elements, in order and without gaps. `destination` holds `pixels * pixelBytes` bytes.
    public func copyPacked(to destination: UnsafeMutableRawBufferPointer) {
        precondition(destination.count >= pixels * pixelBytes, "destination is too small")
        guard let start = destination.baseAddress else { return }
        for pixel in 0..<pixels {
            (start + pixel * pixelBytes).copyMemory(from: base + pixel * pixelStride, byteCount: pixelBytes)
        }
    }

    // MARK: For the kernels

    /// `[1, H, W, C]` as it is; any other shape as one row of pixels.
    var image: ImageView {
        let isPicture = rank == 4 && dimensions[0] == 1
        return ImageView(
            base: base.assumingMemoryBound(to: Int8.self), height: isPicture ? Int(dimensions[1]) : 1,
            width: isPicture ? Int(dimensions[2]) : pixels, channels: channels, pixelStride: pixelStride)
    }

    func elements<Element>(_ type: Element.Type) -> UnsafeMutablePointer<Element> {
        base.assumingMemoryBound(to: type)
    }

    /// `pixelStride` in elements.
    var elementStride: Int { pixelStride / (elementType.bits / 8) }
}
