/// CRC-32 (polynomial 0x04C11DB7 reflected, as in zlib and PNG), which scripts can recompute.
public struct CRC32: Sendable {
    private var state: UInt32 = 0xFFFF_FFFF

    public init() {}

    public var value: UInt32 { ~state }

    public mutating func update(_ bytes: UnsafeRawBufferPointer) {
        for byte in bytes {
            state ^= UInt32(byte)
            for _ in 0..<8 { state = (state &>> 1) ^ (0xEDB8_8320 & (0 &- (state & 1))) }
        }
    }
}
