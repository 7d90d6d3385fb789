import EdgeVision
import Testing

@Suite struct ResultTests {
    @Test func tiesComeInIndexOrder() {
        let decoder = ClassificationDecoder(labels: ["zero", "one"], top: 4)
        let output: [Int8] = [3, 9, 9, -4, 3, 9]
        let classes = output.withUnsafeBufferPointer { decoder.decode($0, scale: 0.5, zeroPoint: -1) }
        #expect(classes.map(\.index) == [1, 2, 5, 0])
        #expect(classes.map(\.label) == ["one", "class 2", "class 5", "zero"])
        let floats: [Float] = [1, 2, 2, .nan, -.infinity]
        #expect(floats.withUnsafeBufferPointer { decoder.decode($0) }.map(\.index) == [1, 2, 0, 3])
    }

    @Test func scoresAreASoftmax() throws {
        let decoder = ClassificationDecoder(top: 3)
        let output: [Int8] = [0, 2, 4]
        let classes = output.withUnsafeBufferPointer { decoder.decode($0, scale: 0.5, zeroPoint: 10) }
        // exp(0), exp(-1), exp(-2) over their sum.
        #expect(abs(classes[0].score - 0.665241) < 1e-6)
        #expect(abs(classes[1].score - 0.244728) < 1e-6)
        #expect(abs(classes[2].score - 0.090031) < 1e-6)
    }

    @Test func probabilitiesAreTakenAsTheyAre() {
        let decoder = ClassificationDecoder(top: 1, outputsAreProbabilities: true)
        let output: [Float] = [0.25, 0.75]
        #expect(output.withUnsafeBufferPointer { decoder.decode($0) }.first?.score == 0.75)
    }

    @Test func strangeOutputsGiveFiniteScores() {
        let decoder = ClassificationDecoder(top: 9)
        for output: [Float] in [[.infinity, .infinity, 1], [.nan, .nan], [-.infinity], []] {
            let classes = output.withUnsafeBufferPointer { decoder.decode($0) }
            #expect(classes.count == output.count)
            #expect(classes.allSatisfy { (0...1).contains($0.score) })
        }
        #expect(ClassificationDecoder(top: 0).decode([Float](repeating: 1, count: 3)).isEmpty)
    }

    @Test func labelFiles() throws {
        try withTemporaryDirectory { directory in
            let path = directory + "/labels.txt"
            try writeFile(path, [UInt8]("tench\r\ngoldfish\n\ngréat white\n\n".utf8))
            #expect(try readLabels(path: path) == ["tench", "goldfish", "", "gréat white"])
            try writeFile(path, [0xFF, 0xFE, 0x00])
            #expect(throws: VisionError.self) { try readLabels(path: path) }
            try writeFile(path, [0x0A, 0x0A])
            #expect(throws: VisionError.self) { try readLabels(path: path) }
            let missing = try #require(throws: VisionError.self) { try readLabels(path: directory + "/no") }
            #expect(missing.place == directory + "/no" && missing.mend.contains("one class name a line"))
        }
    }
}

extension ClassificationDecoder {
    fileprivate func decode(_ output: [Float]) -> [Classification] {
        output.withUnsafeBufferPointer { decode($0) }
    }
}
