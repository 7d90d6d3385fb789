import EdgeHost

/// A picture in memory of its own that is used again for the next one: it grows when it must and never
/// shrinks, so that a stream of frames allocates nothing after its largest.
///
/// Not thread-safe: whoever holds it sees to it that one thread at a time uses it.
public final class PixelBuffer: @unchecked Sendable {
    public private(set) var format: PixelFormat
    public private(set) var width: Int
    public private(set) var height: Int
    public var colour: YUVColour
    /// Bytes from one row to the next of each plane.
    public private(set) var strides: (Int, Int, Int)
    private var offsets: (Int, Int, Int)
    private var memory: UnsafeMutableRawPointer
    /// Bytes of memory held.
    public private(set) var capacity: Int

    /// What `copyRGB` converted with last.
    private var conversion: PixelPass?

    private static let alignment = 64

    public init(
        format: PixelFormat = .rgb24, width: Int = 1, height: Int = 1, colour: YUVColour = .jpeg
    ) {
        self.format = format
        self.width = 0
        self.height = 0
        self.colour = colour
        strides = (0, 0, 0)
        offsets = (0, 0, 0)
        capacity = Self.alignment
        memory = .allocate(byteCount: capacity, alignment: Self.alignment)
        reshape(format: format, width: width, height: height)
    }

    deinit { memory.deallocate() }

    /// Makes it a picture of this shape, laid out as raw video: planes one after the other, rows without
    /// gaps. What its samples are is not defined: the caller writes them all.
    ///
    /// Pointers and views taken before are void.
    ///
    /// - Precondition: sizes are positive.
    public func reshape(format: PixelFormat, width: Int, height: Int) {
        let first = format.rowBytes(plane: 0, width: width)
        let second = format.planeCount > 1 ? format.rowBytes(plane: 1, width: width) : 0
        let third = format.planeCount > 2 ? format.rowBytes(plane: 2, width: width) : 0
        reshape(
            format: format, width: width, height: height, strides: (first, second, third),
            rows: (
                height, format.rows(plane: 1, height: height), format.rows(plane: 2, height: height)
            ))
    }

    /// The same with room to the right of rows and below planes, as block decoders want it.
    func reshape(
        format: PixelFormat, width: Int, height: Int, strides: (Int, Int, Int), rows: (Int, Int, Int)
    ) {
        precondition(width > 0 && height > 0)
        self.format = format
        self.width = width
        self.height = height
        self.strides = strides
        offsets = (0, strides.0 * rows.0, strides.0 * rows.0 + strides.1 * rows.1)
        let bytes = offsets.2 + strides.2 * rows.2
        if bytes > capacity {
            memory.deallocate()
            capacity = (bytes + Self.alignment - 1) / Self.alignment * Self.alignment
            memory = .allocate(byteCount: capacity, alignment: Self.alignment)
        }
    }

    /// First byte of plane `plane`.
    public func plane(_ plane: Int) -> UnsafeMutablePointer<UInt8> {
        precondition(plane >= 0 && plane < format.planeCount)
        let offset = plane == 0 ? 0 : plane == 1 ? offsets.1 : offsets.2
        return (memory + offset).assumingMemoryBound(to: UInt8.self)
    }

    /// The whole frame's bytes after `reshape(format:width:height:)`: what a reader of raw video fills.
    public var frame: UnsafeMutableRawBufferPointer {
        UnsafeMutableRawBufferPointer(
            start: memory, count: format.frameBytes(width: width, height: height))
    }

    /// Becomes a copy of `view` in red, green and blue, chroma upsampled by a triangle filter. Allocates nothing
    /// from the second picture of a shape on.
    ///
    /// - Precondition: the view is not of this buffer.
    public func copyRGB(from view: PixelView) {
        reshape(format: .rgb24, width: view.width, height: view.height)
        if view.format == .rgb24 {
            for y in 0..<height {
                (plane(0) + y * strides.0).update(from: view.planes.0 + y * view.strides.0, count: 3 * width)
            }
            return
        }
        let pass: PixelPass
        if let conversion, conversion.isUnscaled(of: view) {
            pass = conversion
        } else {
            pass = .unscaled(view, channels: 3, isa: (try? CPU.selectedISA()) ?? CPU.bestISA)
            conversion = pass
        }
        pass.run(view, into: plane(0))
    }

    /// The picture, valid until the next `reshape`.
    public var view: PixelView {
        PixelView(
            format: format, width: width, height: height,
            planes: (
                UnsafePointer(plane(0)), format.planeCount > 1 ? UnsafePointer(plane(1)) : nil,
                format.planeCount > 2 ? UnsafePointer(plane(2)) : nil
            ), strides: strides, colour: colour)
    }
}
