import EdgeFormat
import Testing

/// Check values of CRC-32C: RFC 3720, appendix B.4.
@Suite struct ChecksumTests {
    @Test func ascendingBytes() {
        let bytes = (0..<32).map { UInt8($0) }
        #expect(bytes.withUnsafeBytes { portableCRC32C(0, $0.baseAddress!, 32) } == 0x46DD_794E)
    }

    @Test func zeros() {
        let bytes = [UInt8](repeating: 0, count: 32)
        #expect(bytes.withUnsafeBytes { portableCRC32C(0, $0.baseAddress!, 32) } == 0x8A91_36AA)
    }

    @Test func pieces() {
        let bytes = (0..<32).map { UInt8($0) }
        let first = bytes.withUnsafeBytes { portableCRC32C(0, $0.baseAddress!, 13) }
        let whole = bytes.withUnsafeBytes { portableCRC32C(first, $0.baseAddress! + 13, 19) }
        #expect(whole == 0x46DD_794E)
    }
}
