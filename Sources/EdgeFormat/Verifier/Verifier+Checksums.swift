extension Verifier {
    /// CRC-32C of the structural part with the checksum's own four bytes taken as zero.
    func verifyRecordsChecksum() throws(FormatError) {
        let field = FileLayout.Header.recordsChecksum
        let base = model.records.baseAddress.unsafelyUnwrapped
        var crc = functions.checksum(0, base, field)
        crc = withUnsafeBytes(of: UInt32(0)) { functions.checksum(crc, $0.baseAddress.unsafelyUnwrapped, 4) }
        crc = functions.checksum(crc, base + field + 4, model.records.count - field - 4)
        guard crc == model.header.recordsChecksum else {
            throw FormatError(
                .checksumMismatch, offset: UInt64(wide: field), subject: "header",
                field: "checksum of the records",
                rule: "does not match them")
        }
    }

    /// CRC-32C of everything after the structural part.
    func verifyWeightsChecksum() throws(FormatError) {
        let crc =
            model.weights.count == 0
            ? 0 : functions.checksum(0, model.weights.baseAddress.unsafelyUnwrapped, model.weights.count)
        guard crc == model.header.weightsChecksum else {
            throw FormatError(
                .checksumMismatch, offset: UInt64(wide: FileLayout.Header.weightsChecksum), subject: "header",
                field: "checksum of the weights", rule: "does not match them")
        }
    }
}
