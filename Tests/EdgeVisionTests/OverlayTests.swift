import EdgeHost
import EdgeTestModels
import EdgeVision
import Testing

@Suite struct OverlayTests {
    private func canvas(_ width: Int, _ height: Int) -> PixelBuffer {
        let buffer = PixelBuffer(format: .rgb24, width: width, height: height)
        buffer.frame.copyBytes(from: [UInt8](repeating: 90, count: buffer.frame.count))
        return buffer
    }

    private func pixel(_ buffer: PixelBuffer, _ x: Int, _ y: Int) -> [UInt8] {
        Array(buffer.frame[y * buffer.strides.0 + 3 * x..<y * buffer.strides.0 + 3 * x + 3])
    }

    private func bytes(_ colour: Colour) -> [UInt8] { [colour.red, colour.green, colour.blue] }

    private func result(_ width: Int, _ height: Int, _ rows: [Float]) throws -> RecognitionResult {
        var recognizer = try recognizer(
            VisionModels.constant(
                width: Int32(width), height: Int32(height), rows, dimensions: [1, Int32(rows.count / 6), 6],
                VisionModels.Facts(task: "detect", labels: ["cat", "dog", "Größe (Ü)"])))
        _ = recognizer.recognize(blank(width, height))
        return recognizer.result
    }

    @Test func framesLieInsideTheirBoxes() throws {
        let found = try result(200, 150, [40, 60, 120, 110, 0.9, 1])
        let buffer = canvas(200, 150)
        var overlay = Overlay()
        overlay.draw(found, onto: buffer)
        let colour = bytes(Colour.ofClass(1))
        for (x, y) in [(40, 60), (119, 60), (40, 109), (119, 109), (80, 61), (41, 85), (118, 85)] {
            #expect(pixel(buffer, x, y) == colour, "\(x), \(y)")
        }
        // Within, and far around, nothing is touched; just outside there is a darker rim.
        for (x, y) in [(80, 85), (45, 65), (20, 100), (150, 120), (0, 0)] {
            #expect(pixel(buffer, x, y) == [90, 90, 90], "\(x), \(y)")
        }
        #expect(pixel(buffer, 80, 110)[0] < 70)
    }

    /// A picture of another size than the result's is drawn on at its own scale.
    @Test func resultsAreScaledToThePicture() throws {
        let found = try result(200, 150, [40, 60, 120, 110, 0.9, 1])
        let buffer = canvas(400, 300)
        var overlay = Overlay()
        overlay.draw(found, onto: buffer)
        #expect(pixel(buffer, 80, 200) == bytes(Colour.ofClass(1)))
        #expect(pixel(buffer, 239, 200) == bytes(Colour.ofClass(1)))
    }

    /// Boxes that reach beyond, of one pixel, at corners: all sizes of pictures, and no byte outside.
    @Test func everythingIsCutAtTheEdges() throws {
        for (width, height) in [(1, 1), (2, 300), (300, 2), (31, 17)] {
            var found = RecognitionResult(
                task: .detect, names: ClassNames(labels: ["a long name of a class"]))
            for box in [
                Box(x1: -50, y1: -50, x2: 500, y2: 500), Box(x1: 0, y1: 0, x2: 0, y2: 0),
                Box(x1: Float(width) - 1, y1: Float(height) - 1, x2: Float(width), y2: Float(height)),
                Box(x1: 1e30, y1: -1e30, x2: 1e30, y2: 1e30), Box(x1: 5, y1: 5, x2: 3, y2: 3),
                Box(x1: 0.4, y1: 0.4, x2: 0.6, y2: 0.6),
            ] {
                found.detections.append(Detection(class: 0, score: 0.5, box: box, track: 7))
            }
            // Rows of a larger memory, whose gaps must stay as they are.
            var overlay = Overlay()
            let buffer = canvas(width, height)
            let guardBytes = buffer.capacity - buffer.frame.count
            let end = UnsafeMutableRawBufferPointer(
                start: buffer.frame.baseAddress! + buffer.frame.count, count: guardBytes)
            for i in end.indices { end[i] = 0xA5 }
            overlay.draw(found, onto: buffer)
            overlay.draw(line: "12.5 fps".utf8, onto: buffer)
            #expect(end.allSatisfy { $0 == 0xA5 })
        }
    }

    @Test func keypointsAnywhere() {
        var found = RecognitionResult(task: .pose)
        found.keypoints = [
            Keypoint(x: -1e30, y: 1e30), Keypoint(x: 10, y: 10), Keypoint(x: 3e38, y: 0),
            Keypoint(x: 20, y: 5, score: 0.1),
        ]
        let image = Overlay().drawnCopy(found, on: blank(32, 32))
        #expect(image.channels == 3)
    }

    /// Any first twenty classes can be told apart, and names read on their ground.
    @Test func coloursDiffer() {
        for a in 0..<20 {
            for b in 0..<a {
                let (x, y) = (bytes(.ofClass(a)), bytes(.ofClass(b)))
                let distance = zip(x, y).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
                #expect(distance >= 40, "classes \(a) and \(b)")
            }
        }
        #expect(Colour.white.textColour == .black && Colour(0, 0, 200).textColour == .white)
        _ = [Int.min, -1, Int.max].map { Colour.ofClass($0) }
    }

    /// Letters are drawn the same everywhere: coverage comes from exactly rounded operations.
    @Test func picturesStayTheSame() throws {
        let found = try result(
            320, 240,
            [40, 60, 120, 110, 0.9, 1, 100, 5, 319, 239, 0.62, 2, 0, 0, 50, 40, 0.31, 0])
        var overlay = Overlay()
        let buffer = canvas(320, 240)
        overlay.draw(found, onto: buffer)
        overlay.draw(line: "ABCDEFGHIJKLMNOPQRSTUVWXYZ".utf8, onto: buffer)
        #expect(checksum(buffer) == 3_838_208_889)
        // The letters of another size between do not change what comes after.
        let large = canvas(1280, 960)
        overlay.draw(found, onto: large)
        #expect(checksum(large) == 2_260_915_704)
        let again = canvas(320, 240)
        overlay.draw(found, onto: again)
        overlay.draw(line: "ABCDEFGHIJKLMNOPQRSTUVWXYZ".utf8, onto: again)
        #expect(checksum(again) == checksum(buffer))
    }

    @Test func textOfAnyBytes() {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SplitMix64(seed: seed)
        var overlay = Overlay()
        let buffer = canvas(200, 60)
        for _ in 0..<200 {
            let text = (0..<20).map { _ in UInt8.random(in: 0...255, using: &random) }
            overlay.draw(line: text, onto: buffer)
        }
        #expect(buffer.frame.contains { $0 != 90 }, "seed \(seed)")
    }

    private func checksum(_ buffer: PixelBuffer) -> UInt32 {
        var crc = CRC32()
        crc.update(UnsafeRawBufferPointer(buffer.frame))
        return crc.value
    }

    @Test func masksAreTranslucentAndBackgroundIsNot() throws {
        var recognizer = try recognizer(
            VisionModels.copy(
                width: 8, height: 8,
                VisionModels.Facts(task: "segment", labels: ["background", "thing", "other"])))
        let halves = (0..<4096).flatMap { $0 % 64 < 32 ? [200, 0, 0] : [0, 200, 0] as [UInt8] }
        let picture = Image(width: 64, height: 64, channels: 3, pixels: halves)
        _ = recognizer.recognize(picture)
        let drawn = Overlay().drawnCopy(recognizer.result, on: picture)
        // Below the legend: background as it was, the other half mixed with the colour of class 1.
        let row = 60 * 64 * 3
        #expect(Array(drawn.pixels[row + 15..<row + 18]) == [200, 0, 0])
        let mixed = Array(drawn.pixels[row + 3 * 50..<row + 3 * 50 + 3])
        #expect(mixed != [0, 200, 0] && mixed != bytes(.ofClass(1)))
    }

    /// Sixteen pixels at once give what one by one gives: rows cut at every length.
    @Test func masksOfAnyWidth() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SplitMix64(seed: seed)
        var facts = VisionModels.Facts(task: "segment", labels: ["a", "b", "c"])
        facts.resize = .stretch
        for width in 1...70 {
            var recognizer = try recognizer(VisionModels.copy(width: Int32(width), height: 3, facts))
            var pixels: [UInt8] = []
            var colour: [UInt8] = [200, 0, 0]
            for _ in 0..<3 * width {
                if Int.random(in: 0..<20, using: &random) == 0 { colour.shuffle(using: &random) }
                pixels += colour
            }
            let picture = Image(width: width, height: 3, channels: 3, pixels: pixels)
            _ = recognizer.recognize(picture)
            let map = recognizer.result.segmentation.classes
            var overlay = Overlay()
            overlay.maskOpacity = 0.5
            let drawn = overlay.drawn(recognizer.result, on: picture)
            // The legend covers what is left of it: the last pixels of the last row, where it does not reach.
            guard width > 60 else { continue }
            for x in 56..<width {
                let at = 2 * width + x
                let isBorder = x + 1 < width && map[at + 1] != map[at]
                let alpha = isBorder ? 192 : 128
                for (c, over) in bytes(.ofClass(Int(map[at]))).enumerated() {
                    let under = Int(pixels[3 * at + c])
                    let mixed = (under * (256 - alpha) + Int(over) * alpha + 128) >> 8
                    #expect(drawn.pixels[3 * at + c] == UInt8(mixed), "seed \(seed), \(x) of \(width)")
                }
            }
        }
    }

    // MARK: Files

    @Test func encodedPicturesComeBack() throws {
        for channels in [1, 3] {
            let image = Image(
                width: 37, height: 23, channels: channels,
                pixels: (0..<37 * 23 * channels).map { UInt8(truncatingIfNeeded: $0 * 7 ^ $0 >> 3) })
            try withTemporaryDirectory { directory in
                for bytes in [try encodePNG(image, name: "x.png"), encodePPM(image)] {
                    try writeFile(bytes, path: directory + "/x")
                    #expect(try decodeImage(path: directory + "/x") == image)
                }
            }
        }
    }
}

extension Overlay {
    /// `drawn` of a copy, for one picture.
    fileprivate func drawnCopy(_ result: RecognitionResult, on image: Image) -> Image {
        var overlay = self
        return overlay.drawn(result, on: image)
    }
}
