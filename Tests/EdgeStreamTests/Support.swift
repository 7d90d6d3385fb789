import EdgeTestRandom
import EdgeVision
import Foundation
import Testing

/// The folder of the package.
let packageRoot = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

func file(_ path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: packageRoot.appending(path: path)))
}

/// A JPEG of the decoder's vectors: "baseline", "progressive", "restart", "gray", "full-chroma",
/// "orientation-6" (whose Exif segment has no thumbnail).
func jpegVector(_ name: String) throws -> [UInt8] { try file("Tests/EdgeVisionTests/Vectors/\(name).jpg") }

/// What a reader found, with the bytes copied.
enum Found: Equatable {
    case jpeg(position: UInt64, [UInt8])
    case png(position: UInt64, [UInt8])
    case pixels(position: UInt64, PixelFormat, width: Int, height: Int, [UInt8])
    case damaged(FrameDamage)

    init(_ frame: SourceFrame) {
        switch frame.content {
        case .jpeg(let bytes): self = .jpeg(position: frame.position, [UInt8](bytes))
        case .png(let bytes): self = .png(position: frame.position, [UInt8](bytes))
        case .pixels(let view):
            let count = view.format.frameBytes(width: view.width, height: view.height)
            self = .pixels(
                position: frame.position, view.format, width: view.width, height: view.height,
                [UInt8](UnsafeRawBufferPointer(start: view.planes.0, count: count)))
        }
    }

    var damage: FrameDamage? {
        if case .damaged(let damage) = self { damage } else { nil }
    }
}

/// Everything in a stream. Frames must be numbered from 0.
func frames(
    _ bytes: [UInt8], format: StreamFormat? = nil, limit: Int = ByteSource.standardLimit,
    chunk: Int = .max
) throws -> [Found] {
    var reader = try FrameReader(
        ByteSource(bytes: bytes, limit: limit, chunk: chunk), format: format)
    var found: [Found] = []
    while true {
        switch try reader.next() {
        case .frame(let frame):
            #expect(frame.number == UInt64(found.count))
            found.append(Found(frame))
        case .damaged(let damage):
            #expect(damage.number == UInt64(found.count))
            found.append(.damaged(damage))
        case .end: return found
        }
    }
}

/// Several JPEGs and where each stands.
struct JPEGStream {
    var bytes: [UInt8] = []
    var ranges: [Range<Int>] = []

    mutating func append(_ jpeg: [UInt8], before: [UInt8] = []) {
        bytes += before
        ranges.append(bytes.count..<bytes.count + jpeg.count)
        bytes += jpeg
    }

    /// What a reader must find in it.
    var expected: [Found] {
        ranges.map { .jpeg(position: UInt64($0.lowerBound), Array(bytes[$0])) }
    }
}

/// Where the entropy coded data of a JPEG of one scan begin.
func entropyStart(_ jpeg: [UInt8]) -> Int {
    var offset = 2
    while jpeg[offset + 1] != 0xDA { offset += 2 + Int(jpeg[offset + 2]) << 8 + Int(jpeg[offset + 3]) }
    return offset + 2 + Int(jpeg[offset + 2]) << 8 + Int(jpeg[offset + 3])
}

/// A seed that the test's messages print.
func seeded(_ body: (UInt64, inout SeededGenerator) throws -> Void) throws {
    let seed =
        ProcessInfo.processInfo.environment["EDGE_TEST_SEED"].flatMap { UInt64($0) }
        ?? UInt64.random(in: 0 ... .max)
    print("seed \(seed)")
    var random = SeededGenerator(seed: seed)
    try body(seed, &random)
}
