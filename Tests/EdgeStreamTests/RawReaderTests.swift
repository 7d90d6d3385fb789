import EdgeTestRandom
import EdgeVision
import Foundation
import Testing

/// Y4M, PNG and raw frames.
@Suite struct RawReaderTests {
    private func noise(_ count: Int, _ random: inout SeededGenerator) -> [UInt8] {
        (0..<count).map { _ in .random(in: 0...255, using: &random) }
    }

    // MARK: Raw

    @Test(arguments: PixelFormat.allCases, [(1, 1), (5, 3), (16, 8)])
    func rawFrames(format: PixelFormat, size: (Int, Int)) throws {
        try seeded { _, random in
            let count = format.frameBytes(width: size.0, height: size.1)
            let bytes = noise(count * 5 + count / 2, &random)
            let found = try frames(
                bytes, format: .raw(format, width: size.0, height: size.1), chunk: 13)
            #expect(found.count == (count > 1 ? 6 : 5))
            for i in 0..<5 {
                #expect(
                    found[i]
                        == .pixels(
                            position: UInt64(i * count), format, width: size.0, height: size.1,
                            Array(bytes[i * count..<(i + 1) * count])))
            }
            if count > 1 {
                #expect(found[5].damage?.reason == .cutShort)
                #expect(found[5].damage?.position == UInt64(bytes.count))
            }
        }
    }

    @Test func impossibleRawSizes() {
        for (width, height) in [(0, 1), (1, 0), (-1, 5), (65536, 1), (65535, 65535), (20000, 20000)] {
            #expect(throws: VisionError.self) {
                _ = try frames([0], format: .raw(.rgb24, width: width, height: height))
            }
        }
    }

    // MARK: Y4M

    static let kinds: [(name: String, format: PixelFormat, extra: Int)] = [
        ("", .i420, 0), ("C420jpeg", .i420, 0), ("C420mpeg2", .i420, 0), ("C420paldv", .i420, 0),
        ("C420", .i420, 0), ("C422", .i422, 0), ("C444", .i444, 0), ("Cmono", .gray8, 0),
        ("C444alpha", .i444, 1),
    ]

    private struct Clip {
        var bytes: [UInt8] = []
        var ranges: [Range<Int>] = []
        var expected: [Found] = []
    }

    private func clip(
        _ kind: (name: String, format: PixelFormat, extra: Int), _ width: Int, _ height: Int, count: Int = 4,
        parameters: String = "", _ random: inout SeededGenerator
    ) -> Clip {
        var clip = Clip()
        clip.bytes = Array("YUV4MPEG2 W\(width) H\(height) F25:1 Ip A1:1 \(kind.name) XYSCSS=X\n".utf8)
        for _ in 0..<count {
            let begin = clip.bytes.count
            let planes = noise(kind.format.frameBytes(width: width, height: height), &random)
            clip.bytes += Array("FRAME\(parameters)\n".utf8) + planes
            clip.bytes += noise(kind.extra * width * height, &random)
            clip.ranges.append(begin..<clip.bytes.count)
            clip.expected.append(
                .pixels(
                    position: UInt64(begin), kind.format, width: width, height: height, planes))
        }
        return clip
    }

    @Test(arguments: kinds.indices, ["", " Ip", " XFOO=bar Itp"])
    func y4mFrames(kind: Int, parameters: String) throws {
        try seeded { (_, random) throws in
            for (width, height) in [(1, 1), (7, 5), (32, 16)] {
                let clip = clip(Self.kinds[kind], width, height, parameters: parameters, &random)
                #expect(try frames(clip.bytes) == clip.expected)
                #expect(try frames(clip.bytes, chunk: 1) == clip.expected)
            }
        }
    }

    /// A header between frames begins another size and format.
    @Test func y4mChangesItsFormat() throws {
        try seeded { (_, random) throws in
            var bytes: [UInt8] = []
            var expected: [Found] = []
            for (i, kind) in Self.kinds.enumerated() {
                let clip = clip(kind, 3 + i, 9 - i, &random)
                for case .pixels(let position, let format, let width, let height, let planes) in clip.expected
                {
                    expected.append(
                        .pixels(
                            position: position + UInt64(bytes.count), format, width: width, height: height,
                            planes))
                }
                bytes += clip.bytes
            }
            #expect(try frames(bytes) == expected)
            #expect(try frames(bytes, chunk: 11) == expected)
        }
    }

    @Test func y4mColour() throws {
        for (text, range) in [
            ("", YUVColour.Range.limited), (" XCOLORRANGE=FULL", .full), (" XCOLORRANGE=LIMITED", .limited),
        ] {
            let bytes = Array("YUV4MPEG2 W2 H2 Cmono\(text)\nFRAME\nabcd".utf8)
            var reader = try FrameReader(ByteSource(bytes: bytes))
            guard case .frame(let frame) = try reader.next(), case .pixels(let view) = frame.content else {
                Issue.record("no frame")
                return
            }
            #expect(view.colour == YUVColour(.bt601, range))
        }
    }

    @Test(arguments: [
        ("YUV4MPEG2 W0 H2\n", StreamHeaderFault.width, 10),
        ("YUV4MPEG2 W2 H65536\n", .height, 13),
        ("YUV4MPEG2 W2 H2x\n", .height, 13),
        ("YUV4MPEG2 W2 H2 C420p10\n", .chroma, 16),
        ("YUV4MPEG2 W2\n", .missingHeight, 0),
        ("YUV4MPEG2 H2\n", .missingWidth, 0),
        ("YUV4MPEG2\n", .missingWidth, 0),
        ("YUV4MPEG2xW2 H2\n", .spacing, 9),
        ("YUV4MPEG2 W65535 H65535 C444\n", .tooLarge, 0),
        ("YUV4MPEG2 W65535 H65535 C444alpha\n", .tooLarge, 0),
        ("YUV4MPEG2 W2 H\u{1}\n", .text, 0),
    ])
    func y4mHeaderFaults(header: String, fault: StreamHeaderFault, offset: UInt64) throws {
        let good = Array("YUV4MPEG2 W2 H2 Cmono\nFRAME\nabcd".utf8)
        let found = try frames(Array(header.utf8) + good)
        #expect(found.count == 2)
        #expect(found[0].damage?.reason == .streamHeader(fault))
        #expect(found[0].damage?.position == offset)
        // In the middle of a stream too.
        let second = try frames(good + Array(header.utf8) + good)
        #expect(second.count == 3)
        #expect(second[1].damage?.position == offset + UInt64(good.count))
    }

    @Test func y4mDamagedFrameHeaderCostsOneFrame() throws {
        try seeded { seed, random in
            for parameters in ["", " Ip"] {
                let clip = clip(Self.kinds[0], 32, 16, count: 6, parameters: parameters, &random)
                for frame in 0..<6 {
                    for at in 0..<6 {
                        var bytes = clip.bytes
                        let place = clip.ranges[frame].lowerBound + at
                        bytes[place] = .random(in: 0...255, using: &random)
                        // A newline, too: with a field behind it the header is good, but too short.
                        if at == 5, Bool.random(using: &random) { bytes[place] = 0x0A }
                        guard bytes[place] != clip.bytes[place] else { continue }
                        // Nothing before the first frame tells how long its header is.
                        if frame == 0, at == 5, bytes[place] == 0x0A { continue }
                        let found = try frames(bytes)
                        let comment: Comment = "seed \(seed), frame \(frame), byte \(at): \(bytes[place])"
                        #expect(found.count == 6, comment)
                        for i in 0..<6 where i != frame { #expect(found.contains(clip.expected[i]), comment) }
                    }
                }
            }
        }
    }

    /// Missing bytes too cost the frames they touch, no more.
    @Test func y4mLostBytes() throws {
        try seeded { seed, random in
            let clip = clip(Self.kinds[0], 32, 16, count: 8, &random)
            for _ in 0..<200 {
                let at = Int.random(in: clip.ranges[2], using: &random)
                let lost = Int.random(in: 1...500, using: &random)
                var bytes = clip.bytes
                bytes.removeSubrange(at..<at + lost)
                let found = try frames(bytes)
                for i in [0, 1, 5, 6, 7] {
                    guard case .pixels(_, _, _, _, let planes) = clip.expected[i] else { continue }
                    let isFound = found.contains {
                        if case .pixels(_, _, _, _, planes) = $0 { true } else { false }
                    }
                    #expect(isFound, "seed \(seed): \(lost) bytes lost at \(at), frame \(i)")
                }
            }
        }
    }

    @Test func y4mCutShort() throws {
        try seeded { _, random in
            let clip = clip(Self.kinds[0], 6, 4, count: 2, &random)
            for count in clip.ranges[1].lowerBound + 1..<clip.bytes.count {
                let found = try frames(Array(clip.bytes[..<count]))
                #expect(found.count == 2 && found[0] == clip.expected[0])
                #expect(found[1].damage?.reason == .cutShort, "\(count)")
            }
        }
    }

    @Test func y4mUntouchedFramesSurvive() throws {
        try seeded { seed, random in
            var (survivors, total) = (0, 0)
            for _ in 0..<200 {
                let clip = clip(Self.kinds[0], 5, 4, count: 100, &random)
                let first = clip.ranges[0].lowerBound
                var bytes = clip.bytes
                for _ in 0..<bytes.count / 100 {
                    bytes[.random(in: first..<bytes.count, using: &random)] = .random(
                        in: 0...255, using: &random)
                }
                let found = try frames(bytes)
                for (range, frame) in zip(clip.ranges, clip.expected)
                where bytes[range] == clip.bytes[range] {
                    total += 1
                    if found.contains(frame) { survivors += 1 }
                }
            }
            #expect(survivors == total && total > 1000, "seed \(seed): \(survivors) of \(total)")
            print("\(total) untouched frames, \(survivors) found")
        }
    }

    // MARK: PNG

    @Test func pngFrames() throws {
        let names = ["alpha", "colour", "gray", "one-bit", "palette"]
        let pictures = try names.map { try file("Tests/EdgeVisionTests/Vectors/\($0).png") }
        var bytes: [UInt8] = []
        var expected: [Found] = []
        for picture in pictures {
            expected.append(.png(position: UInt64(bytes.count), picture))
            bytes += picture
        }
        #expect(try frames(bytes) == expected)
        #expect(try frames(bytes, chunk: 3) == expected)
        // A damaged length of a chunk.
        var broken = bytes
        broken[pictures[0].count + 8] = 0x7F
        let found = try frames(broken)
        #expect(found.count == 5 && found[1].damage != nil)
        for i in [0, 2, 3, 4] { #expect(found[i] == expected[i]) }
    }

    // MARK: Telling the format

    @Test func tellsContainers() {
        for (bytes, what) in [
            ([0, 0, 0, 0x18] + Array("ftypmp42".utf8), "MP4"),
            ([0x1A, 0x45, 0xDF, 0xA3] + [UInt8](repeating: 0, count: 9), "Matroska"),
            ([0, 0, 0, 1, 0x67, 0x42, 0, 0x1E, 0, 0, 0, 0], "H.264"),
            (Array("hello, world".utf8), "neither MJPEG"),
            ([], "holds no frame (0 bytes)"), ([0xFF, 0xD8], "holds no frame (2 bytes)"),
        ] as [([UInt8], String)] {
            let error = #expect(throws: VisionError.self) { _ = try frames(bytes) }
            #expect(error?.description.contains(what) == true, "\(String(describing: error))")
        }
    }
}
