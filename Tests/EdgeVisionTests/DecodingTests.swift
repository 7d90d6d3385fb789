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
