import EdgeTestRandom
import EdgeVision
import Foundation
import Testing

/// Frames of concatenated JPEGs: borders, what stands between, damage.
@Suite struct MJPEGReaderTests {
    static let kinds = ["baseline", "progressive", "restart", "gray", "full-chroma", "orientation-6"]

    /// `count` frames of all kinds.
    private func stream(_ count: Int, before: (Int) -> [UInt8] = { _ in [] }) throws -> JPEGStream {
        let jpegs = try Self.kinds.map(jpegVector)
        var stream = JPEGStream()
        for i in 0..<count { stream.append(jpegs[i % jpegs.count], before: before(i)) }
        return stream
    }

    @Test(arguments: [1, 2, 7, 4096, .max])
    func findsEveryFrame(chunk: Int) throws {
        let stream = try stream(12)
        #expect(try frames(stream.bytes, chunk: chunk) == stream.expected)
    }

    @Test func passesOverWhatStandsBetween() throws {
        let headers = { (i: Int) in
            Array("\r\n--frame\r\nContent-Type: image/jpeg\r\nContent-Length: \(i)\r\n\r\n".utf8)
        }
        for before in [
            headers, { _ in [UInt8](repeating: 0, count: 13) },
            { _ in Array("00dc".utf8) + [0x10, 0x27, 0, 0] },
            { _ in [0xFF, 0xFF] },
        ] {
            let stream = try stream(12, before: before)
            #expect(try frames(stream.bytes, format: .mjpeg) == stream.expected)
            #expect(try frames(stream.bytes + [0, 0, 0xFF], format: .mjpeg, chunk: 3) == stream.expected)
            #expect(try frames(stream.bytes) == stream.expected)
        }
    }

    /// A stream joined in the middle begins with the rest of a frame: no frame of its own.
    @Test func joinsInTheMiddle() throws {
        let stream = try stream(6)
        for start in stride(from: 1, to: stream.ranges[0].upperBound, by: 5) {
            let found = try frames(Array(stream.bytes[start...]), format: .mjpeg)
            let whole = found.filter { $0.damage == nil }
            #expect(whole.count == 5 && found.count <= 6, "from byte \(start)")
        }
    }

    /// An end-of-image marker within a segment is not the frame's.
    @Test func thumbnailsAreNoFrames() throws {
        let picture = try jpegVector("baseline")
        let thumbnail = try jpegVector("gray")
        func segment(_ marker: UInt8, _ content: [UInt8]) -> [UInt8] {
            [0xFF, marker, UInt8((content.count + 2) >> 8), UInt8((content.count + 2) & 255)] + content
        }
        let exif = segment(0xE1, Array("Exif\0\0II*\0".utf8) + [UInt8](repeating: 7, count: 60) + thumbnail)
        let comment = segment(0xFE, [0xFF, 0xD9, 0xFF, 0xD8, 0xFF, 0x00])
        let two = segment(0xED, Array("Photoshop 3.0\0".utf8) + thumbnail + [1, 2, 3] + thumbnail)
        var stream = JPEGStream()
        for extra in [exif, comment, two, exif + comment] {
            stream.append(Array(picture[..<2]) + extra + picture[2...])
            stream.append(picture)
        }
        #expect(try frames(stream.bytes) == stream.expected)
        #expect(try frames(stream.bytes, chunk: 5) == stream.expected)
    }

    /// One byte of the entropy coded data changed, to any value: as many frames as before, the neighbours as
    /// they were, this one found from its start.
    @Test func oneDamagedByteCostsOneFrame() throws {
        try seeded { seed, random in
            let jpegs = try Self.kinds.map(jpegVector)
            for _ in 0..<3000 {
                var stream = JPEGStream()
                for _ in 0..<5 { stream.append(jpegs.randomElement(using: &random)!) }
                let expected = stream.expected
                let range = stream.ranges[2]
                let start = entropyStart(Array(stream.bytes[range]))
                let at = range.lowerBound + .random(in: start..<range.count - 2, using: &random)
                // Values that look like markers more often than chance has them.
                let old = stream.bytes[at]
                let marker: [UInt8] = [0xFF, 0xD9, 0xD8, 0xDA, 0xC4, 0xDB, 0xE1, 0xFE, 0x00]
                stream.bytes[at] =
                    Bool.random(using: &random)
                    ? marker.randomElement(using: &random)! : .random(in: 0...255, using: &random)
                let found = try frames(stream.bytes)
                let place: Comment = "seed \(seed), byte \(at): \(old) became \(stream.bytes[at])"
                #expect(found.count == 5, place)
                guard found.count == 5 else { continue }
                for i in [0, 1, 3, 4] { #expect(found[i] == expected[i], place) }
                switch found[2] {
                case .jpeg(let position, _): #expect(position == UInt64(range.lowerBound), place)
                case .damaged(let damage): #expect(damage.frame == UInt64(range.lowerBound), place)
                default: Issue.record("not a JPEG")
                }
            }
        }
    }

    /// Any byte of a frame changed: the frames before and behind it are found.
    @Test func damagedHeadersCostOneFrame() throws {
        try seeded { seed, random in
            let jpegs = try Self.kinds.map(jpegVector)
            for _ in 0..<3000 {
                var stream = JPEGStream()
                for _ in 0..<5 { stream.append(jpegs.randomElement(using: &random)!) }
                let expected = stream.expected
                let at = Int.random(in: stream.ranges[2], using: &random)
                stream.bytes[at] = .random(in: 0...255, using: &random)
                let found = try frames(stream.bytes)
                let place: Comment = "seed \(seed), byte \(at) became \(stream.bytes[at])"
                for i in [0, 1, 3, 4] { #expect(found.contains(expected[i]), place) }
                #expect(found.count <= 6, place)
            }
        }
    }

    /// One byte in a hundred is random: every frame whose bytes are as they were is found.
    @Test func untouchedFramesSurvive() throws {
        try seeded { seed, random in
            let jpegs = try Self.kinds.map(jpegVector)
            var (survivors, total) = (0, 0)
            for round in 0..<40 {
                var stream = JPEGStream()
                for _ in 0..<300 { stream.append(jpegs.randomElement(using: &random)!) }
                let expected = stream.expected
                let original = stream.bytes
                // A hundredth of all bytes, in ever shorter runs, so that some frames are spared.
                let run = [1, 4, 64, 1000][round % 4]
                for _ in 0..<stream.bytes.count / 100 / run {
                    let at = Int.random(in: 0..<stream.bytes.count, using: &random)
                    for i in at..<min(at + run, stream.bytes.count) {
                        stream.bytes[i] = .random(in: 0...255, using: &random)
                    }
                }
                let found = try frames(stream.bytes, format: .mjpeg)
                var at = 0
                for (range, frame) in zip(stream.ranges, expected)
                where stream.bytes[range] == original[range] {
                    total += 1
                    while at < found.count, found[at] != frame { at += 1 }
                    #expect(
                        at < found.count, "seed \(seed), round \(round): frame at byte \(range.lowerBound)")
                    if at < found.count { survivors += 1 } else { at = 0 }
                }
            }
            #expect(survivors == total && total > 1000, "seed \(seed): \(survivors) of \(total)")
            print("\(total) untouched frames, \(survivors) found")
        }
    }

    @Test func noiseIsNoFrame() throws {
        try seeded { seed, random in
            for _ in 0..<300 {
                let bytes = (0..<Int.random(in: 4...5000, using: &random)).map { _ in
                    Bool.random(using: &random)
                        ? UInt8.random(in: 0...255, using: &random)
                        : [0xFF, 0xD8, 0xD9, 0xDA, 0xE0, 0x00].randomElement(using: &random)!
                }
                _ = try frames(bytes, format: .mjpeg, limit: 2000, chunk: 100)
            }
        }
    }

    @Test func cutShort() throws {
        let jpeg = try jpegVector("baseline")
        for count in stride(from: 4, to: jpeg.count, by: 9) {
            let found = try frames(jpeg + jpeg[..<count])
            #expect(found.count == 2)
            #expect(found.last?.damage?.reason == .cutShort, "after \(count) bytes")
            #expect(found.last?.damage?.frame == UInt64(jpeg.count))
        }
    }

    @Test func namesWhatIsWrong() throws {
        let jpeg = try jpegVector("baseline")
        func damage(_ bytes: [UInt8]) throws -> FrameDamage.Reason? {
            try frames(jpeg + bytes + jpeg).compactMap(\.damage).first?.reason
        }
        let tables = try #require(jpeg.indices.first { jpeg[$0] == 0xFF && jpeg[$0 + 1] == 0xDB })
        var broken = jpeg
        broken[tables + 3] += 1
        #expect(try damage(broken) == .segmentLength(0xDB))
        broken = jpeg
        broken[tables] = 0
        #expect(try damage(broken) == .notAMarker)
        broken = jpeg
        broken[tables + 1] = 0x02
        #expect(try damage(broken) == .unexpectedMarker(0x02))
        broken = jpeg
        broken[0] = 0xFE
        #expect(try damage(broken) == .startOfImage)
        #expect(try damage(Array(jpeg.dropLast(2))) == .noEndOfImage)
        #expect(try damage(Array(jpeg[..<tables]) + [0xFF, 0xD9]) == .noScan)
        // A comment whose length covers the rest of its frame and the next one's beginning.
        let length = jpeg.count + 40
        let comment: [UInt8] = [0xFF, 0xFE, UInt8(length >> 8), UInt8(length & 255)]
        #expect(try damage(Array(jpeg[..<2]) + comment + jpeg[2...]) == .swallowedFrame(0xFE))
        let large = try jpegVector("full-chroma")
        try #require(large.count > jpeg.count + 10)
        let small = try frames(jpeg + large + jpeg, limit: jpeg.count + 10)
        #expect(small.count == 3)
        #expect(small[1].damage?.reason == .tooLarge(limit: jpeg.count + 10))
        #expect(
            "\(FrameDamage(frame: 0, position: 9, reason: .unexpectedMarker(2)))"
                == "marker FF02 inside the header at byte 9")
    }
}
