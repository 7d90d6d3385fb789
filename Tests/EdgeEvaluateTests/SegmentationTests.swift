import EdgeEvaluate
import EdgeVision
import Foundation
import Testing

@Suite struct SegmentationTests {
    @Test func confusionCounts() {
        var matrix = ConfusionMatrix(classes: 3)
        for (truth, given) in [(0, 0), (0, 0), (0, 1), (1, 1), (1, nil)] as [(Int, Int?)] {
            matrix.add(truth: truth, given: given)
        }
        #expect(matrix.intersectionOverUnion(0) == 2.0 / 3)
        #expect(matrix.intersectionOverUnion(1) == 1.0 / 3)
        #expect(matrix.intersectionOverUnion(2) == nil)
        #expect(matrix.meanIntersectionOverUnion == 0.5)
        #expect(matrix.pixelAccuracy == 0.6)
        let half = matrix
        matrix.add(half)
        #expect(matrix.pixelAccuracy == 0.6)
        #expect(matrix.count(truth: 1, given: nil) == 2)
        #expect(ConfusionMatrix(classes: 2).meanIntersectionOverUnion == 0)
    }

    /// A network of 2 x 2 cells of scores for three classes, on a picture of 4 x 4.
    @Test func cellsCoverThePicture() throws {
        try withFolder { (folder) throws in
            let masks: [UInt8] = [
                0, 0, 1, 1,
                0, 2, 1, 1,
                2, 2, 255, 255,
                2, 2, 255, 0,
            ]
            try folder.write("images/a.pgm", width: 4, height: 4, [UInt8](repeating: 0, count: 16))
            try folder.write("images/without.pgm", width: 4, height: 4, [UInt8](repeating: 0, count: 16))
            try folder.write("masks/a.pgm", width: 4, height: 4, masks)
            let pictures = try MaskedPictures(images: folder.path("images"), masks: folder.path("masks"))
            #expect(pictures.items.count == 1)
            // Cells: 0, 1, 2 and a tie of 0 and 2.
            let values: [Float] = [1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 1]
            let network = PretendNetwork(side: 8) { _ in OutputTensor(shape: [1, 2, 2, 3], values: values) }
            let matrix = try SegmentationEvaluation(pictures).confusion(of: network, workers: 2)
            #expect(matrix.classes == 3)
            #expect(matrix.count(truth: 0, given: 0) == 4)
            #expect(matrix.count(truth: 1, given: 1) == 4)
            #expect(matrix.count(truth: 2, given: 2) == 4)
            #expect(matrix.count(truth: 2, given: 0) == 1)
            #expect(matrix.pixelAccuracy == 12.0 / 13)

            let thrown = try #require(throws: EvaluationError.self) {
                try SegmentationEvaluation(pictures, ignoredLabel: 254).confusion(of: network, workers: 1)
            }
            #expect("\(thrown)".contains("masks/a.pgm: class 255 at (2, 2)"), "\(thrown)")
        }
    }

    @Test func oneChannelIsYesOrNo() throws {
        try withFolder { (folder) throws in
            try folder.write("images/a.pgm", width: 2, height: 1, [0, 0])
            try folder.write("masks/a.pgm", width: 2, height: 1, [0, 1])
            let pictures = try MaskedPictures(images: folder.path("images"), masks: folder.path("masks"))
            func accuracy(_ values: [Float], _ threshold: Float, given: Float? = nil) throws -> Double {
                let network = PretendNetwork { _ in
                    OutputTensor(shape: [1, 1, 2, 1], values: values, threshold: threshold)
                }
                return try SegmentationEvaluation(pictures, threshold: given)
                    .confusion(of: network, workers: 1).pixelAccuracy
            }
            #expect(try accuracy([0.4, 0.6], 0.5) == 1)
            #expect(try accuracy([0.4, 0.6], 0) == 0.5)
            #expect(try accuracy([0.4, 0.6], 0, given: 0.5) == 1)
        }
    }

    /// What lies outside of a centre crop counts as missed.
    @Test func unseenPixelsAreMissed() throws {
        try withFolder { (folder) throws in
            try folder.write("images/a.pgm", width: 4, height: 2, [UInt8](repeating: 0, count: 8))
            try folder.write("masks/a.pgm", width: 4, height: 2, [UInt8](repeating: 1, count: 8))
            let pictures = try MaskedPictures(images: folder.path("images"), masks: folder.path("masks"))
            let network = PretendNetwork(resize: .crop) { _ in
                OutputTensor(shape: [1, 1, 1, 2], values: [0, 1])
            }
            let matrix = try SegmentationEvaluation(pictures).confusion(of: network, workers: 1)
            #expect(matrix.count(truth: 1, given: 1) == 4)
            #expect(matrix.count(truth: 1, given: nil) == 4)
        }
    }

    @Test func masksNeedPicturesOfTheirSize() throws {
        try withFolder { (folder) throws in
            try folder.write("masks/a.pgm", width: 2, height: 1, [0, 1])
            try folder.write("images/b.pgm", width: 1, height: 1, [0])
            #expect(throws: EvaluationError.self) {
                try MaskedPictures(images: folder.path("images"), masks: folder.path("masks"))
            }
            try folder.write("images/a.pgm", width: 1, height: 1, [0])
            let pictures = try MaskedPictures(images: folder.path("images"), masks: folder.path("masks"))
            let network = PretendNetwork { _ in OutputTensor(shape: [1, 1, 1, 2], values: [0, 1]) }
            let thrown = try #require(throws: EvaluationError.self) {
                try SegmentationEvaluation(pictures).confusion(of: network, workers: 1)
            }
            #expect("\(thrown)".contains("is 2 x 1 pixels, its picture 1 x 1"))
        }
    }

    // MARK: Mask files

    /// A palette of 2 bits a pixel, 5 x 2: its entries, not its colours.
    private static let palette = """
        iVBORw0KGgoAAAANSUhEUgAAAAUAAAACAgMAAADtBP7OAAAADFBMVEUAAADIAAAAyAAJCQlIXA2+AAAADklEQVR42mOQbmD4zwAABI\
        sBm9oo2B8AAAAASUVORK5CYII=
        """
    /// Gray of 1 bit, 3 x 1.
    private static let bits = """
        iVBORw0KGgoAAAANSUhEUgAAAAMAAAABAQAAAAAzmykZAAAACklEQVR42mNIAAAAYgBhHBADfwAAAABJRU5ErkJggg==
        """
    private static let colour = """
        iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR42mNgZGIGAAAOAAfpkjfUAAAAAElFTkSuQmCC
        """
    private static let deepGray = """
        iVBORw0KGgoAAAANSUhEUgAAAAEAAAABEAAAAABq7kcWAAAAC0lEQVR42mNgZAIAAAcABOXtlM8AAAAASUVORK5CYII=
        """

    @Test func masksHoldIndices() throws {
        try withFolder { (folder) throws in
            func decode(_ text: String) throws -> Image {
                let bytes = try #require(Data(base64Encoded: text))
                return try decodeClassMap(path: folder.write("mask.png", [UInt8](bytes)))
            }
            let palette = try decode(Self.palette)
            #expect(palette.width == 5)
            #expect(palette.pixels == [0, 1, 2, 3, 2, 3, 3, 3, 3, 0])
            #expect(try decode(Self.bits).pixels == [0, 1, 1])
            for text in [Self.colour, Self.deepGray] {
                let thrown = try #require(throws: VisionError.self) { try decode(text) }
                #expect("\(thrown)".contains("class indices"), "\(thrown)")
            }
            let ppm = try folder.write("mask.ppm", Array("P6\n1 1\n255\n".utf8) + [1, 2, 3])
            #expect(throws: VisionError.self) { try decodeClassMap(path: ppm) }
            // Every cut of a mask is refused or whole.
            let bytes = [UInt8](try #require(Data(base64Encoded: Self.palette)))
            for count in 1..<bytes.count {
                let path = try folder.write("cut.png", Array(bytes[..<count]))
                #expect(throws: VisionError.self) { try decodeClassMap(path: path) }
            }
        }
    }
}
