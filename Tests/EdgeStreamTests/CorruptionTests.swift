import EdgeFormat
import EdgeHost
import EdgeTestModels
import EdgeTestRandom
import EdgeVision
import Foundation
import Testing

/// Streams made of the shipped photos, damaged, through the whole pipeline.
@Suite struct CorruptionTests {
    /// JPEGs of small windows of the photos, each of another place.
    private static func photoStream(_ count: Int, width: Int, height: Int) throws -> JPEGStream {
        let photos = try ["rocket.jpg", "coffee.png", "chelsea.png"].map {
            try decodeImage(path: packageRoot.appending(path: "Models/images/\($0)").path)
        }
        var encoder = JPEGEncoder()
        var stream = JPEGStream()
        var jpeg: [UInt8] = []
        for i in 0..<count {
            let photo = photos[i % photos.count]
            let (x, y) = (i * 37 % (photo.width - width), i * 23 % (photo.height - height))
            try photo.pixels.withUnsafeBufferPointer { pixels throws(VisionError) in
                let view = PixelView(
                    format: .rgb24, width: width, height: height,
                    planes: (pixels.baseAddress! + (y * photo.width + x) * 3, nil, nil),
                    strides: (photo.width * 3, 0, 0))
                try encoder.encode(view, quality: 60 + i % 40, into: &jpeg)
            }
            stream.append(jpeg)
        }
        return stream
    }

    /// What a frame gave: its tensor, or why there is none.
    private enum Outcome: Equatable {
        case tensor([Int8])
        /// With a warning.
        case suspect([Int8])
        case damaged(String)

        var isDamaged: Bool { if case .damaged = self { true } else { false } }
        var isNamed: Bool { if case .tensor = self { false } else { true } }
    }

    /// By the position of each frame in the stream.
    private func run(_ bytes: [UInt8]) throws -> (outcomes: [(position: Int, Outcome)], dropped: UInt64) {
        var facts = VisionModels.Facts(task: "image")
        facts.resize = .stretch
        let session = try HostSession(LoadedModel(bytes: VisionModels.copy(width: 24, height: 16, facts)))
        let pipeline = try FramePipeline(
            FrameReader(ByteSource(bytes: bytes, chunk: 3000), format: .mjpeg),
            input: PictureInput(session, model: "copy"))
        var outcomes: [(Int, Outcome)] = []
        while let frame = pipeline.next() {
            outcomes.append(
                (
                    Int(frame.position),
                    frame.isDamaged
                        ? .damaged(String(decoding: frame.error, as: UTF8.self))
                        : frame.warning.isEmpty ? .tensor(Array(frame.tensor)) : .suspect(Array(frame.tensor))
                ))
            pipeline.release(frame)
        }
        try pipeline.finish()
        return (outcomes, pipeline.droppedFrames)
    }

    @Test func framesInAreFramesOut() throws {
        let stream = try Self.photoStream(120, width: 200, height: 120)
        let (outcomes, dropped) = try run(stream.bytes)
        #expect(outcomes.map(\.position) == stream.ranges.map(\.lowerBound))
        #expect(outcomes.allSatisfy { !$0.1.isDamaged } && dropped == 0)
    }

    /// One byte of the entropy coded data of 1% of the frames: as many outcomes as frames, all others as they
    /// were, and each damaged one named, unless what the byte became is a good JPEG too: the format has no
    /// checksum.
    @Test func oneByteInOnePercentOfTheFrames() throws {
        try seeded { seed, random in
            let stream = try Self.photoStream(300, width: 200, height: 120)
            let clean = try run(stream.bytes).outcomes
            var (named, unseen) = (0, 0)
            for _ in 0..<12 {
                var bytes = stream.bytes
                var damaged: Set<Int> = []
                while damaged.count < 3 {
                    let frame = Int.random(in: 0..<300, using: &random)
                    guard damaged.insert(frame).inserted else { continue }
                    let range = stream.ranges[frame]
                    let start = range.lowerBound + entropyStart(Array(bytes[range]))
                    let at = Int.random(in: start..<range.upperBound - 2, using: &random)
                    bytes[at] ^= .random(in: 1...255, using: &random)
                }
                let found = try run(bytes).outcomes
                try #require(found.count == 300, "seed \(seed)")
                for (i, outcome) in found.enumerated() {
                    #expect(outcome.position == stream.ranges[i].lowerBound, "seed \(seed), frame \(i)")
                    if !damaged.contains(i) {
                        #expect(outcome.1 == clean[i].1, "seed \(seed), frame \(i)")
                    } else if outcome.1.isNamed {
                        named += 1
                    } else {
                        unseen += 1
                        #expect(try warnings(bytes[stream.ranges[i]]) == 0, "seed \(seed), frame \(i)")
                    }
                }
            }
            print("\(named) damaged frames named, \(unseen) good JPEGs by chance")
            #expect(named > 0)
        }
    }

    private func warnings(_ jpeg: ArraySlice<UInt8>) throws -> Int {
        var decoder = JPEGDecoder()
        let buffer = PixelBuffer()
        return try jpeg.withUnsafeBytes { try decoder.decode($0, into: buffer).warnings }
    }

    /// 1% of all bytes random, scattered or in bursts: every frame whose own bytes are as they were gives its
    /// result.
    @Test func onePercentOfAllBytes() throws {
        try seeded { seed, random in
            let stream = try Self.photoStream(600, width: 24, height: 16)
            let clean = try run(stream.bytes).outcomes
            try #require(clean.count == 600)
            var untouched = 0
            for burst in [1, 1, 8, 8, 200, 200] {
                var bytes = stream.bytes
                for _ in 0..<bytes.count / 100 / burst {
                    let at = Int.random(in: 0..<bytes.count - burst, using: &random)
                    for i in at..<at + burst { bytes[i] = .random(in: 0...255, using: &random) }
                }
                let found = Dictionary(try run(bytes).outcomes.map { ($0.position, $0.1) }) { $1 }
                for (i, range) in stream.ranges.enumerated() where bytes[range] == stream.bytes[range] {
                    untouched += 1
                    #expect(found[range.lowerBound] == clean[i].1, "seed \(seed), burst \(burst), frame \(i)")
                }
            }
            print("\(untouched) untouched frames")
            #expect(untouched > 300)
        }
    }

    /// Bytes behind the data of a scan: a camera's habit where every frame has them, else damage.
    @Test func leftoverBytes() throws {
        let stream = try Self.photoStream(40, width: 64, height: 48)
        func outcomes(_ hasLeftovers: (Int) -> Bool) throws -> [Bool] {
            var changed = JPEGStream()
            for (i, range) in stream.ranges.enumerated() {
                let jpeg = Array(stream.bytes[range])
                changed.append(
                    hasLeftovers(i)
                        ? jpeg.dropLast(2) + [UInt8](repeating: 0x5A, count: 12) + [0xFF, 0xD9] : jpeg)
            }
            return try run(changed.bytes).outcomes.map(\.1.isDamaged)
        }
        #expect(try outcomes { _ in true } == [Bool](repeating: false, count: 40))
        #expect(try outcomes { $0 == 30 } == (0..<40).map { $0 == 30 })
    }
}
