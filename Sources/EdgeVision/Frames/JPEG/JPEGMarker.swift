/// The second byte of a JPEG marker (ITU-T T.81, table B.1).
enum JPEGMarker {
    static let stuffing: UInt8 = 0x00
    static let huffmanTables: UInt8 = 0xC4
    static let arithmeticConditioning: UInt8 = 0xCC
    static let restarts: ClosedRange<UInt8> = 0xD0...0xD7
    static let startOfImage: UInt8 = 0xD8
    static let endOfImage: UInt8 = 0xD9
    static let startOfScan: UInt8 = 0xDA
    static let quantizationTables: UInt8 = 0xDB
    static let numberOfLines: UInt8 = 0xDC
    static let restartInterval: UInt8 = 0xDD
    static let applications: ClosedRange<UInt8> = 0xE0...0xEF
    static let comment: UInt8 = 0xFE
    static let fill: UInt8 = 0xFF

    /// Baseline, extended, progressive, lossless, differential, arithmetic.
    static func isStartOfFrame(_ marker: UInt8) -> Bool {
        0xC0...0xCF ~= marker && marker != huffmanTables && marker != 0xC8 && marker != arithmeticConditioning
    }

    /// Whether a segment of this kind may stand in a header before the first scan, with a length of its own.
    static func isHeaderSegment(_ marker: UInt8) -> Bool {
        switch marker {
        case huffmanTables, arithmeticConditioning, startOfScan, quantizationTables, restartInterval, comment:
            true
        default: applications ~= marker || isStartOfFrame(marker)
        }
    }

    /// Whether the bytes begin as a JPEG does: start of image, and then a marker that may follow it. Entropy
    /// coded data have no such four bytes: a byte FF in them is followed by 00 or a restart marker.
    ///
    /// - Precondition: `bytes` has at least `offset + 4`.
    static func begins(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> Bool {
        bytes[offset] == fill && bytes[offset + 1] == startOfImage && bytes[offset + 2] == fill
            && (isHeaderSegment(bytes[offset + 3]) || bytes[offset + 3] == fill)
            && bytes[offset + 3] != startOfScan
    }
}
