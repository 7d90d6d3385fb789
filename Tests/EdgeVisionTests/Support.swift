import EdgeFormat
import EdgeVision
import Foundation
import Testing

/// The committed vectors, made by Tools/make-vision-vectors.
let vectors = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Vectors").path

func vector(_ name: String) throws -> [UInt8] { try readFile("\(vectors)/\(name)", wanted: "a vector") }

func decodedVector(_ name: String) throws -> Image { try decodeImage(path: "\(vectors)/\(name)") }

func vectorNames(where isWanted: (String) -> Bool) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: vectors)) ?? []
    return names.filter(isWanted).sorted()
}

/// What decoding these bytes throws; nil where it works.
func decodingError(_ bytes: [UInt8], _ name: String = "picture") -> VisionError? {
    do throws(VisionError) {
        _ = try decodeImage(bytes.span, name: name)
        return nil
    } catch {
        return error
    }
}

/// SplitMix64 (Steele, Lea and Flood 2014): small, and the same everywhere.
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// A directory that is gone after the test.
func withTemporaryDirectory<R>(_ body: (String) throws -> R) throws -> R {
    let path = NSTemporaryDirectory() + "edge-vision-\(UInt64.random(in: 0 ... .max))"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try body(path)
}

func record(
    _ resize: PreprocessingRecord.Resize = .stretch, _ channels: PreprocessingRecord.Channels = .rgb
) -> PreprocessingRecord {
    var record = PreprocessingRecord()
    record.resize = resize
    record.channels = channels
    return record
}
