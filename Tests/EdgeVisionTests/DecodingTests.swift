import EdgeVision
import Testing

@Suite struct DecodingTests {
    static let stored = vectorNames { name in vectorNames { $0.hasPrefix(name + ".expected.") }.count == 1 }

    @Test func everyFormatHasVectors() {
        for ending in [".jpg", ".png", ".bmp", ".ppm", ".pgm"] {
            #expect(Self.stored.contains { $0.hasSuffix(ending) }, "no vector for \(ending)")
        }
    }

    /// The oracle is Pillow; libjpeg's integer transform leaves no room for a difference.
    @Test(arguments: stored) func decodesLikePillow(_ name: String) throws {
        let expectedName = try #require(vectorNames { $0.hasPrefix(name + ".expected.") }.first)
        let image = try decodedVector(name)
        let expected = try decodedVector(expectedName)
        #expect(image.width == expected.width && image.height == expected.height)
        #expect(image.channels == expected.channels)
        #expect(image.pixels == expected.pixels)
    }

    @Test func readsPPMByHand() throws {
        let bytes = [UInt8]("P6 2 1\n# two pixels\n255\n".utf8) + [1, 2, 3, 0, 128, 255]
        let image = try decodeImage(bytes.span, name: "by hand")
        #expect(image == Image(width: 2, height: 1, channels: 3, pixels: [1, 2, 3, 0, 128, 255]))
        let scaled = try decodeImage([UInt8]("P2 3 1 4 0 2 4 ".utf8).span, name: "by hand")
        #expect(scaled == Image(width: 3, height: 1, channels: 1, pixels: [0, 128, 255]))
    }

    @Test func orientationCanBeIgnored() throws {
        var options = DecodeOptions()
        options.honoursOrientation = false
        let bytes = try vector("orientation-6.jpg")
        let lying = try decodeImage(bytes.span, name: "photo", options: options)
        let upright = try decodeImage(bytes.span, name: "photo")
        #expect(lying.width == upright.height && lying.height == upright.width)
    }

    @Test func allOrientationsShowTheSameScene() throws {
        let reference = try decodedVector("orientation-1.jpg")
        for n in 2...8 {
            let image = try decodedVector("orientation-\(n).jpg")
            #expect(image.width == reference.width && image.height == reference.height)
            let worst = zip(image.pixels, reference.pixels).map { abs(Int($0) - Int($1)) }.max() ?? 255
            #expect(worst <= 8, "orientation \(n) differs by \(worst)")
        }
    }

    /// Pillow writes big-endian Exif; cameras mostly write little-endian.
    @Test func littleEndianExif() throws {
        let plain = try vector("full-chroma.jpg")
        let tiff: [UInt8] =
            [0x49, 0x49, 42, 0, 8, 0, 0, 0] + [2, 0]  // two entries from byte 8
            + [0x0F, 1, 2, 0, 1, 0, 0, 0, 0, 0, 0, 0]  // a maker's name
            + [0x12, 1, 3, 0, 1, 0, 0, 0, 8, 0, 0, 0]  // orientation 8
            + [0, 0, 0, 0]
        let contents = Array("Exif".utf8) + [0, 0] + tiff
        let segment = [0xFF, 0xE1, 0, UInt8(contents.count + 2)] + contents
        let tagged = Array(plain[..<2]) + segment + Array(plain[2...])
        let turned = try decodeImage(tagged.span, name: "photo")
        let upright = try decodeImage(plain.span, name: "photo")
        #expect(turned.width == upright.height && turned.height == upright.width)
        // Row 0 is the left side, column 0 the bottom: the stored top left corner shows at the bottom left.
        let corner = (turned.height - 1) * turned.width * 3
        #expect(Array(turned.pixels[corner..<corner + 3]) == Array(upright.pixels[..<3]))
    }

    @Test func scaledDecodingKeepsTheSideAsked() throws {
        var options = DecodeOptions()
        options.minimumSide = 7
        let bytes = try vector("baseline.jpg")
        let image = try decodeImage(bytes.span, name: "photo", options: options)
        #expect(image.width == 10 && image.height == 8)
        options.minimumSide = 29
        #expect(try decodeImage(bytes.span, name: "photo", options: options).width == 37)
    }

    @Test func contentDecidesNotTheName() throws {
        try withTemporaryDirectory { directory in
            let path = directory + "/photo.png"
            try writeFile(path, vector("baseline.jpg"))
            #expect(try decodeImage(path: path) == decodedVector("baseline.jpg"))
        }
    }
}
