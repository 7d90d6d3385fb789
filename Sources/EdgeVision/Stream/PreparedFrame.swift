/// A frame on its way from the thread that decodes to the one that runs the model, with memory of its own.
/// One thread at a time has it.
public final class PreparedFrame: @unchecked Sendable {
    /// From 0, as the frames stand in the stream, those left out and lost included.
    public internal(set) var number: UInt64 = 0
    /// Offset of its first byte in the source.
    public internal(set) var position: UInt64 = 0
    /// When its last bytes had arrived, in nanoseconds of the monotonic clock.
    public internal(set) var arrival: UInt64 = 0
    /// The same by the calendar's clock, in milliseconds since 1970.
    public internal(set) var unixMilliseconds: Int64 = 0
    /// Frames that were dropped since the one before, because newer ones had come.
    public internal(set) var dropped: UInt64 = 0
    /// Why there is no picture, as text; empty where there is one.
    public internal(set) var error: [UInt8] = []
    /// What may be wrong with the picture, as text; empty where nothing is.
    public internal(set) var warning: [UInt8] = []

    /// Milliseconds.
    public internal(set) var decodeTime = 0.0
    public internal(set) var preprocessTime = 0.0

    /// The model's input, packed.
    public let tensor: UnsafeMutableBufferPointer<Int8>
    /// Where the picture landed in it.
    public internal(set) var geometry: ResizeGeometry?
    /// The picture in colour, where the pipeline was asked to keep it.
    public let picture = PixelBuffer()

    init(tensorCount: Int) {
        tensor = .allocate(capacity: tensorCount)
        tensor.initialize(repeating: 0)
        error.reserveCapacity(256)
    }

    deinit { tensor.deallocate() }

    public var isDamaged: Bool { !error.isEmpty }
}
