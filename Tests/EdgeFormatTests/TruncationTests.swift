import EdgeFormat
import EdgeTestModels
import Testing

@Suite struct TruncationTests {
    /// Every proper prefix of every sample is refused, with one line that says where.
    @Test(arguments: try SampleModels.all())
    func everyPrefix(sample: SampleModel) {
        for count in 0..<sample.bytes.count {
            let error = #expect(throws: FormatError.self) {
                try Verifier.verify(Array(sample.bytes[..<count]))
            }
            guard let error else { continue }
            #expect(!error.description.contains("\n") && error.description.contains("at byte"))
        }
    }

    /// The same, with the header's length and the checksums made to agree with the shorter file: what is
    /// missing must be noticed by what needs it.
    @Test func everyPrefixResealed() throws {
        let bytes = try SampleModels.residual().bytes
        for count in 64..<bytes.count {
            var editor = FileEditor(Array(bytes[..<count]))
            editor.set(UInt64(count), at: 16)
            let shortened = editor.sealed()
            #expect(throws: FormatError.self) { try Verifier.verify(shortened) }
        }
    }

    @Test func trailingBytes() throws {
        let bytes = try SampleModels.conv().bytes
        #expect(throws: FormatError.self) { try Verifier.verify(bytes + [0]) }
    }

    /// Any single flipped bit is noticed by a checksum or a check.
    @Test func everyFlippedBit() throws {
        let bytes = try SampleModels.dequantizing().bytes
        for i in bytes.indices {
            var changed = bytes
            changed[i] ^= 1 << UInt8(i % 8)
            #expect(throws: FormatError.self, "byte \(i)") { try Verifier.verify(changed) }
        }
    }
}
