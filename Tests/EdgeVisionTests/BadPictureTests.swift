import EdgeVision
import Foundation
import Testing

func writeFile(_ path: String, _ bytes: [UInt8]) throws {
    try Data(bytes).write(to: URL(filePath: path))
}

/// Any byte string either decodes or gives an error that names the file and the place.
@Suite struct BadPictureTests {
    static let pictures = [
        "baseline.jpg", "progressive.jpg", "gray.jpg", "restart.jpg", "orientation-6.jpg", "colour.png",
        "palette.png", "alpha.png", "colour.bmp", "palette.bmp", "565-top-down.bmp", "raw.ppm", "plain.pgm",
    ]

    @Test func emptyFile() throws {
        try withTemporaryDirectory { directory in
            let path = directory + "/photo.jpg"
            try writeFile(path, [])
            let error = try #require(throws: VisionError.self) { try decodeImage(path: path) }
            #expect(error.description == "\(path): is empty (0 bytes); give a JPEG, PNG, BMP or PPM picture")
        }
    }

    @Test func directoryAndMissingFile() throws {
        try withTemporaryDirectory { directory in
            let folder = try #require(throws: VisionError.self) { try decodeImage(path: directory) }
            #expect(folder.what == "is a directory" && folder.place == directory)
            let missing = try #require(throws: VisionError.self) {
                try decodeImage(path: directory + "/none")
            }
            #expect(missing.what.hasPrefix("cannot open (") && missing.place == directory + "/none")
        }
    }

    @Test func textFile() throws {
        let error = try #require(decodingError([UInt8]("Hello, this is text.\n".utf8), "note.jpg"))
        #expect(error.what == "is not a known picture" && error.place == "note.jpg, byte 0")
    }

    @Test(arguments: pictures) func truncated(_ name: String) throws {
        let whole = try vector(name)
        for count in stride(from: 0, to: whole.count, by: 50) {
            let error = decodingError(Array(whole[..<count]), name)
            #expect(error != nil, "\(name) cut to \(count) of \(whole.count) bytes decodes")
            #expect(error?.place.hasPrefix(name) == true)
        }
        // The last two bytes of a JPEG are its end marker; of the others, data that are needed.
        #expect(decodingError(Array(whole.dropLast(2)), name) != nil)
    }

    /// Nothing to compare with: the point is that no byte string traps, hangs or over-reads, so run this
    /// under AddressSanitizer too. Errors must be complete.
    @Test(arguments: pictures) func mutated(_ name: String) throws {
        let seed: UInt64 = 20_261_121
        var random = SplitMix64(seed: seed)
        let whole = try vector(name)
        var decoded = 0
        for round in 0..<5000 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = .random(in: 0...255, using: &random)
            }
            var options = DecodeOptions()
            options.maximumPixels = 1 << 20
            do throws(VisionError) {
                let image = try decodeImage(bytes.span, name: name, options: options)
                #expect(image.pixels.count == image.width * image.height * image.channels)
                decoded += 1
            } catch {
                let isComplete = !error.what.isEmpty && error.place.hasPrefix(name) && !error.mend.isEmpty
                #expect(isComplete, "seed \(seed), round \(round): \(error)")
            }
        }
        // Neither all nor none: a mutation of pixels alone is still a picture, one of a header is not.
        #expect(decoded < 5000, "seed \(seed)")
    }

    @Test func decompressionBombs() throws {
        // A JPEG whose frame header says 65500 x 65500.
        var jpeg = try vector("baseline.jpg")
        let frame = try #require(jpeg.indices.dropLast(9).first { jpeg[$0] == 0xFF && jpeg[$0 + 1] == 0xC0 })
        jpeg.replaceSubrange(frame + 5..<frame + 9, with: [0xFF, 0xDC, 0xFF, 0xDC])
        // A PNG of that size, its chunk's CRC made right.
        var png = try vector("colour.png")
        png.replaceSubrange(16..<24, with: [0, 0, 0xFF, 0xDC, 0, 0, 0xFF, 0xDC])
        let crc = pngCRC(png[12..<29])
        png.replaceSubrange(29..<33, with: (0..<4).map { UInt8(truncatingIfNeeded: crc >> (24 - 8 * $0)) })
        var bmp = try vector("colour.bmp")
        bmp.replaceSubrange(18..<26, with: [0xDC, 0xFF, 0, 0, 0xDC, 0xFF, 0, 0])
        let ppm = [UInt8]("P6 65500 65500 255\n".utf8)
        for (bytes, name) in [(jpeg, "JPEG"), (png, "PNG"), (bmp, "BMP"), (ppm, "PPM")] {
            let error = try #require(decodingError(bytes, name))
            #expect(error.what == "65500 x 65500 pixels are more than the 100000000 allowed", "\(name)")
        }
    }

    /// libjpeg would only warn, and paint the rest gray.
    @Test func damagedScan() throws {
        var jpeg = try vector("baseline.jpg")
        let scan = try #require(jpeg.indices.dropLast().first { jpeg[$0] == 0xFF && jpeg[$0 + 1] == 0xDA })
        jpeg.insert(contentsOf: [0xFF, 0xD9], at: (scan + jpeg.count) / 2)
        let error = try #require(decodingError(jpeg))
        #expect(error.what.contains("premature end"), "\(error)")
    }

    @Test func runLengthBitmapIsRefusedByName() throws {
        var bmp = try vector("palette.bmp")
        bmp[30] = 1
        let error = try #require(decodingError(bmp))
        #expect(error.what.contains("compression 1"))
    }
}

/// PNG specification, annex D.
private func pngCRC(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    var crc: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
        crc ^= UInt32(byte)
        for _ in 0..<8 { crc = crc & 1 == 1 ? 0xEDB8_8320 ^ (crc >> 1) : crc >> 1 }
    }
    return ~crc
}
