/// A CRC-32C function: `(crc so far, bytes, count) -> crc`, started from 0. The runtime hands in one that
/// uses the processor's instruction; `portableCRC32C` is its exact twin.
public typealias ChecksumFunction = @Sendable @convention(c) (UInt32, UnsafeRawPointer, Int) -> UInt32

/// CRC-32C (Castagnoli polynomial 0x1EDC6F41, reflected, initial value and final XOR 0xFFFFFFFF; RFC 3720
/// appendix B.4), four bits at a time from a 16-entry table.
public func portableCRC32C(_ seed: UInt32, _ bytes: UnsafeRawPointer, _ count: Int) -> UInt32 {
    var crc = ~seed
    for i in 0..<count {
        crc ^= UInt32(bytes.load(fromByteOffset: i, as: UInt8.self))
        crc = nibbleTable[Int(crc & 15)] ^ (crc &>> 4)
        crc = nibbleTable[Int(crc & 15)] ^ (crc &>> 4)
    }
    return ~crc
}

private let nibbleTable: InlineArray<16, UInt32> = [
    0x0000_0000, 0x105E_C76F, 0x20BD_8EDE, 0x30E3_49B1, 0x417B_1DBC, 0x5125_DAD3, 0x61C6_9362, 0x7198_540D,
    0x82F6_3B78, 0x92A8_FC17, 0xA24B_B5A6, 0xB215_72C9, 0xC38D_26C4, 0xD3D3_E1AB, 0xE330_A81A, 0xF36E_6F75,
]
