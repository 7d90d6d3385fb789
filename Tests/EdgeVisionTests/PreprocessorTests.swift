import EdgeFormat
import EdgeVision
import Testing

@Suite struct PreprocessorTests {
    static let resizes = vectorNames { name in
        ["stretch-", "letterbox-", "crop-"].contains { name.hasPrefix($0) }
    }

    @Test func thereAreVectors() { #expect(Self.resizes.count == 22) }

    /// Bit for bit what Pillow's BILINEAR gives, in every mode, enlarging and shrinking.
    @Test(arguments: resizes) func resizesLikePillow(_ name: String) throws {
        let expected = try decodedVector(name)
        let isGray = name.hasSuffix(".pgm")
        let mode: PreprocessingRecord.Resize =
            name.hasPrefix("stretch") ? .stretch : name.hasPrefix("crop") ? .crop : .letterbox
        var preprocessor = try Preprocessor(
            record: record(mode, isGray ? .gray : .rgb), width: expected.width, height: expected.height)
        let source = try decodedVector(isGray ? "raw.pgm" : "raw.ppm")
        #expect(preprocessor.resize(source) == expected.pixels)
        // The kept buffers must not leak into the next picture.
        _ = preprocessor.resize(Image(width: 3, height: 2, channels: 1, pixels: [9, 8, 7, 6, 5, 4]))
        #expect(preprocessor.resize(source) == expected.pixels)
    }

    @Test func floatAndInt8SeeTheSamePicture() throws {
        let image = try decodedVector("raw.ppm")
        for channels in PreprocessingRecord.Channels.allCasesForTests {
            var record = record(.letterbox, channels)
            for c in 0..<4 {
                record.mean[c] = [123.675, 116.28, 103.53, 0][c]
                record.std[c] = [58.395, 57.12, 57.375, 1][c]
            }
            let (scale, zeroPoint): (Float, Int32) = (0.0187, -14)
            var preprocessor = try Preprocessor(
                record: record, width: 20, height: 18, scale: scale, zeroPoint: zeroPoint)
            let depth = preprocessor.channels
            var integers = [Int8](repeating: 99, count: 20 * 18 * depth)
            integers.withUnsafeMutableBufferPointer { preprocessor.quantize(image, into: $0) }
            let floats = preprocessor.normalized(image)
            for i in 0..<20 * 18 {
                for c in 0..<depth {
                    let expected = quantizeToInt8(floats[c * 360 + i], scale: scale, zeroPoint: zeroPoint)
                    #expect(integers[i * depth + c] == expected)
                }
            }
        }
    }

    @Test func normalisesByHand() throws {
        let image = Image(width: 1, height: 1, channels: 3, pixels: [0, 127, 255])
        var record = record(.stretch, .bgr)
        for c in 0..<4 {
            record.mean[c] = 127
            record.std[c] = 128
        }
        var preprocessor = try Preprocessor(record: record, width: 1, height: 1, scale: 0.25, zeroPoint: 3)
        #expect(preprocessor.normalized(image) == [1, 0, -0.9921875])
        var tensor = [Int8](repeating: 0, count: 3)
        tensor.withUnsafeMutableBufferPointer { preprocessor.quantize(image, into: $0) }
        #expect(tensor == [7, 3, -1])
    }

    @Test func quantizationSaturatesAndRoundsToEven() {
        #expect(quantizeToInt8(0.5, scale: 1, zeroPoint: 0) == 0)
        #expect(quantizeToInt8(1.5, scale: 1, zeroPoint: 0) == 2)
        #expect(quantizeToInt8(-2.5, scale: 1, zeroPoint: 1) == -1)
        #expect(quantizeToInt8(1e30, scale: 1e-20, zeroPoint: 5) == 127)
        #expect(quantizeToInt8(-.infinity, scale: 1, zeroPoint: 5) == -128)
        #expect(quantizeToInt8(.nan, scale: 1, zeroPoint: 5) == 5)
    }

    @Test func grayAndColourConvert() throws {
        let gray = Image(width: 2, height: 1, channels: 1, pixels: [10, 200])
        #expect(gray.converted(toChannels: 3).pixels == [10, 10, 10, 200, 200, 200])
        #expect(gray.converted(toChannels: 3).converted(toChannels: 1) == gray)
        let colour = try decodedVector("raw.ppm")
        #expect(try colour.converted(toChannels: 1).pixels == decodedVector("raw.pgm").pixels)
    }

    @Test func pointsMapBackToThePicture() {
        let geometry = ResizeGeometry(
            sourceWidth: 1280, sourceHeight: 720, width: 640, height: 640, resize: .letterbox, cropFraction: 1
        )
        #expect(geometry.resizedWidth == 640 && geometry.resizedHeight == 360 && geometry.top == -140)
        let corner = geometry.sourcePoint(x: 640, y: 500)
        #expect(corner.x == 1280 && corner.y == 720)
    }

    /// Needle-shaped pictures must neither trap nor ask for memory in proportion to the virtual picture.
    @Test(arguments: [(60000, 1), (1, 60000), (1, 1), (2, 3)])
    func extremeShapes(_ width: Int, _ height: Int) throws {
        let image = Image(
            width: width, height: height, channels: 1, pixels: [UInt8](repeating: 77, count: width * height))
        for mode in [PreprocessingRecord.Resize.stretch, .crop] {
            var preprocessor = try Preprocessor(record: record(mode), width: 32, height: 24)
            #expect(preprocessor.resize(image).allSatisfy { $0 == 77 })
        }
        var preprocessor = try Preprocessor(record: record(.letterbox), width: 32, height: 24)
        let pixels = preprocessor.resize(image)
        #expect(pixels.contains(77) && pixels.allSatisfy { $0 == 77 || $0 == 114 })
    }

    @Test func senselessRecordsAreRefused() throws {
        var zeroStd = record()
        zeroStd.std[1] = 0
        var nanMean = record()
        nanMean.mean[2] = .nan
        var noCrop = record(.crop)
        noCrop.cropFraction = 0
        for bad in [zeroStd, nanMean, noCrop] {
            #expect(throws: VisionError.self) { try Preprocessor(record: bad, width: 8, height: 8) }
        }
        #expect(throws: VisionError.self) { try Preprocessor(record: record(), width: 0, height: 8) }
        #expect(throws: VisionError.self) {
            try Preprocessor(record: record(), width: 8, height: 8, scale: 0)
        }
    }
}

extension PreprocessingRecord.Channels {
    static var allCasesForTests: [Self] { [.rgb, .bgr, .gray] }
}
