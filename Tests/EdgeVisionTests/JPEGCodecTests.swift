import CMallocHook
import EdgeVision
import Testing

@Suite(.enabled(if: decodesJPEG)) struct JPEGCodecTests {
    private func decode(
        _ bytes: [UInt8], into buffer: PixelBuffer, keepsPlanes: Bool = true,
        atLeast: (width: Int, height: Int)? = nil
    ) throws(VisionError) -> JPEGFacts {
        var decoder = JPEGDecoder()
        decoder.keepsPlanes = keepsPlanes
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
        defer { copy.deallocate() }
        copy.copyBytes(from: bytes)
        return try decoder.decode(UnsafeRawBufferPointer(copy), into: buffer, atLeast: atLeast)
    }

    private func pixels(_ view: PixelView) -> [UInt8] {
        let colour = PixelBuffer()
        view.copyRGB(into: colour)
        return Array(colour.frame)
    }

    /// Planes converted by ours are the pixels that libjpeg makes: the same where chroma is whole or there is
    /// none, nearly the same where it is upsampled.
    @Test(arguments: [
        ("baseline.jpg", PixelFormat.i420, 6), ("progressive.jpg", .i420, 6), ("restart.jpg", .i420, 6),
        ("half-chroma.jpg", .i422, 5), ("full-chroma.jpg", .i444, 0), ("orientation-6.jpg", .i444, 0),
        ("gray.jpg", .gray8, 0), ("cmyk.jpg", .rgb24, 0),
    ])
    func planesAreThePicture(_ name: String, _ format: PixelFormat, _ tolerance: Int) throws {
        var options = DecodeOptions()
        options.honoursOrientation = false
        let bytes = try vector(name)
        let image = try decodeImage(bytes.span, name: name, options: options).converted(toChannels: 3)
        let buffer = PixelBuffer()
        let facts = try decode(bytes, into: buffer)
        #expect(buffer.format == format)
        #expect(facts.width == image.width && facts.height == image.height && facts.denominator == 1)
        #expect(buffer.width == image.width && buffer.height == image.height)
        #expect(facts.warnings == 0 && facts.warning == nil)
        #expect(facts.orientation == (name == "orientation-6.jpg" ? .rightTop : .topLeft))
        let worst = zip(pixels(buffer.view), image.pixels).map { abs(Int($0) - Int($1)) }.max()
        #expect(worst! <= tolerance)

        let colour = PixelBuffer()
        _ = try decode(bytes, into: colour, keepsPlanes: false)
        #expect(colour.format == (name == "gray.jpg" ? .gray8 : .rgb24))
        #expect(pixels(colour.view) == image.pixels)
    }

    @Test func scaledDecodingStaysAtLeastAsLarge() throws {
        let bytes = try vector("baseline.jpg")  // 37 x 29
        let buffer = PixelBuffer()
        for (wanted, denominator, size) in [
            ((37, 29), 1, (37, 29)), ((19, 14), 1, (37, 29)), ((18, 14), 2, (19, 15)), ((9, 7), 4, (10, 8)),
            ((1, 1), 8, (5, 4)),
        ] {
            let facts = try decode(bytes, into: buffer, atLeast: (wanted.0, wanted.1))
            #expect(facts.denominator == denominator)
            #expect(facts.width == 37 && facts.height == 29)
            #expect(buffer.width == size.0 && buffer.height == size.1)
            // The same scene: near to the whole picture's mean.
            let mean = pixels(buffer.view).reduce(0) { $0 + Int($1) } / (size.0 * size.1 * 3)
            let whole = try decodedVector("baseline.jpg").pixels.reduce(0) { $0 + Int($1) } / (37 * 29 * 3)
            #expect(abs(mean - whole) <= 3)
        }
    }

    @Test func refusalsSayWhy() throws {
        let bytes = try vector("baseline.jpg")
        let buffer = PixelBuffer()
        let short = #expect(throws: VisionError.self) { try decode(Array(bytes.dropLast(100)), into: buffer) }
        #expect(short?.what == "cannot decode this JPEG (the data end early)")
        #expect(throws: VisionError.self) { try decode([], into: buffer) }
        #expect(throws: VisionError.self) { try decode([1, 2, 3], into: buffer) }
        var decoder = JPEGDecoder()
        decoder.maximumPixels = 1000
        let large = #expect(throws: VisionError.self) {
            try bytes.withUnsafeBytes { try decoder.decode($0, into: buffer) }
        }
        #expect(large?.what == "37 x 29 pixels are more than the 1000 allowed")
    }

    /// A frame with bytes gone astray is decoded, and says so.
    @Test func corruptDataAreReported() throws {
        let bytes = try vector("baseline.jpg")
        var random = SplitMix64(seed: 11)
        let buffer = PixelBuffer()
        let start = bytes.indices.first { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xDA }! + 14
        var reported = 0
        for _ in 0..<400 {
            var damaged = bytes
            let at = Int.random(in: start..<(bytes.count - 2), using: &random)
            damaged[at] ^= UInt8.random(in: 1...255, using: &random)
            do throws(VisionError) {
                let facts = try decode(damaged, into: buffer)
                #expect((facts.warnings > 0) == (facts.warning != nil))
                if let warning = facts.warning {
                    reported += 1
                    #expect(warning.contains("byte "))
                }
            } catch {
                reported += 1
                #expect(error.place.hasPrefix("JPEG, byte "))
            }
        }
        // Some changes make another valid picture.
        #expect(reported > 100, "\(reported) of 400")
    }

    /// Sixteen set bits are no Huffman code, wherever they stand: they are found where they are, also far from the
    /// end, where libjpeg-turbo's short way would not look.
    @Test func codesThatNoTableHasAreReported() throws {
        var random = SplitMix64(seed: 12)
        let picture = PixelBuffer(format: .i420, width: 640, height: 360)
        for plane in 0..<3 {
            let rows = PixelFormat.i420.rows(plane: plane, height: 360)
            for i in 0..<(stride(picture, plane) * rows) {
                picture.plane(plane)[i] = UInt8.random(in: 0...255, using: &random)
            }
        }
        var encoder = JPEGEncoder()
        var file: [UInt8] = []
        try encoder.encode(picture.view, quality: 60, into: &file)
        try #require(file.count > 50_000)
        let unit = 2 * file.count / (40 * 23)
        let buffer = PixelBuffer()
        for _ in 0..<50 {
            var damaged = file
            let at = Int.random(in: 1000..<(file.count - 10_000), using: &random)
            guard file[at - 1] != 0xFF, file[at + 11] != 0xFF else { continue }
            // A byte of set bits is followed by a zero, or it would be a marker.
            for i in 0..<12 { damaged[at + i] = i % 2 == 0 ? 0xFF : 0 }
            let warning = try #require(try decode(damaged, into: buffer).warning)
            let place = try #require(warning.split(separator: "byte ").last?.prefix { $0.isNumber })
            #expect(warning.contains("bad Huffman code"))
            // libjpeg notes how far it has come after a whole unit, of 16 x 16 pixels.
            #expect(
                ((at - unit)...(at + 150)).contains(try #require(Int(place))), "\(warning), damaged at \(at)")
        }
    }

    @Test(arguments: PixelFormat.allCases) func encodesEveryFormat(_ format: PixelFormat) throws {
        // Soft colours: what JPEG keeps.
        let picture = PixelBuffer(format: format, width: 75, height: 51)
        for plane in 0..<format.planeCount {
            let rowBytes = format.rowBytes(plane: plane, width: 75)
            for y in 0..<format.rows(plane: plane, height: 51) {
                let row = picture.plane(plane) + y * stride(picture, plane)
                for x in 0..<rowBytes { row[x] = UInt8(100 + y + x / 9) }
            }
        }
        var encoder = JPEGEncoder()
        var file: [UInt8] = [1, 2, 3]
        try encoder.encode(picture.view, quality: 95, into: &file)
        let decoded = try decodeImage(file.span, name: "encoded")
        #expect(decoded.width == 75 && decoded.height == 51)
        #expect(decoded.channels == (format == .gray8 ? 1 : 3))
        let expected = pixels(picture.view)
        let difference = zip(decoded.converted(toChannels: 3).pixels, expected).reduce(0) {
            $0 + abs(Int($1.0) - Int($1.1))
        }
        #expect(difference < expected.count * 3, "\(Double(difference) / Double(expected.count))")
    }

    private func stride(_ picture: PixelBuffer, _ plane: Int) -> Int {
        plane == 0 ? picture.strides.0 : plane == 1 ? picture.strides.1 : picture.strides.2
    }

    /// Noise at the best quality takes more than the encoder's first memory.
    @Test func encodesLargeFiles() throws {
        var random = SplitMix64(seed: 2)
        let picture = PixelBuffer(format: .rgb24, width: 400, height: 300)
        for i in picture.frame.indices { picture.frame[i] = UInt8.random(in: 0...255, using: &random) }
        var encoder = JPEGEncoder()
        var copy = encoder
        var file: [UInt8] = []
        var other: [UInt8] = []
        try encoder.encode(picture.view, quality: 100, into: &file)
        try copy.encode(picture.view, quality: 100, into: &other)
        #expect(file.count > 1 << 17 && file == other)
        #expect(try decodeImage(file.span, name: "encoded").width == 400)
        try encoder.encode(picture.view, quality: -5, into: &other)
        #expect(other.count < file.count / 10)
        let tall = PixelBuffer(format: .gray8, width: 1, height: 70_000)
        #expect(throws: VisionError.self) { try encoder.encode(tall.view, quality: 90, into: &file) }
    }

    /// What a frame allocates is libjpeg's, the same each time; our own part of it is nothing.
    @Test func framesAllocateNothingOfOurs() throws {
        try #require(edgeMallocCountIsAvailable(), "the malloc hooks need glibc and no sanitizer")
        let bytes = try vector("baseline.jpg")
        let buffer = PixelBuffer()
        var decoder = JPEGDecoder()
        func calls(_ frames: Int) throws -> Int {
            let counter = edgeMallocCounter()
            edgeMallocWatchThread(counter)
            defer { edgeMallocWatchThread(0) }
            let before = edgeMallocCount(counter)
            for _ in 0..<frames {
                _ = try bytes.withUnsafeBytes { try decoder.decode($0, into: buffer, atLeast: (18, 14)) }
            }
            return edgeMallocCount(counter) - before
        }
        _ = try calls(1)
        let one = try calls(1)
        #expect(try calls(50) == 50 * one)
        // Two headers and a picture: libjpeg asks for some ten blocks each.
        #expect(one <= 60, "\(one)")
        let address = buffer.plane(0)
        _ = try calls(1)
        #expect(buffer.plane(0) == address)
    }
}
