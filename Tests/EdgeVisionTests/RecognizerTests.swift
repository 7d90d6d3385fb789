import EdgeFormat
import EdgeHost
import EdgeTestModels
import EdgeVision
import Testing

/// A recognizer over a model's bytes.
func recognizer(
    _ bytes: [UInt8], _ change: (inout RecognizerOptions) -> Void = { _ in }
) throws -> Recognizer {
    var options = RecognizerOptions()
    change(&options)
    return try Recognizer(HostSession(LoadedModel(bytes: bytes)), model: "test.edge", options: options)
}

/// What making a recognizer throws.
func refusal(_ bytes: [UInt8], _ change: (inout RecognizerOptions) -> Void = { _ in }) -> String {
    do {
        _ = try recognizer(bytes, change)
        return "nothing"
    } catch {
        return "\(error)"
    }
}

func blank(_ width: Int, _ height: Int, _ channels: Int = 1) -> Image {
    Image(
        width: width, height: height, channels: channels,
        pixels: [UInt8](repeating: 90, count: width * height * channels))
}

@Suite struct DetectionTests {
    /// Corners in an input of 16 x 16, score, class.
    private let rows: [Float] = [
        4, 6, 12, 10, 0.9, 1,
        0, 0, 16, 16, 0.5, 0,
        2, 2, 6, 6, 0.3, 70_000,
        5, 5, 7, 7, 0.24, 0,
        .nan, 1, 2, 3, 0.8, 0,
        8, 8, 4, 12, 0.7, 0,
        0, 0, 0, 0, 0, -1,
    ]

    private func model(
        _ resize: PreprocessingRecord.Resize = .stretch, labels: [String] = ["cat", "dog"]
    ) throws -> [UInt8] {
        var facts = VisionModels.Facts(task: "detect", labels: labels)
        facts.resize = resize
        return try VisionModels.constant(rows, dimensions: [1, Int32(rows.count / 6), 6], facts)
    }

    @Test func stretchedBoxesComeBack() throws {
        var recognizer = try recognizer(model())
        _ = recognizer.recognize(blank(160, 32))
        #expect(
            recognizer.result.detections == [
                Detection(class: 1, score: 0.9, box: Box(x1: 40, y1: 12, x2: 120, y2: 20)),
                Detection(class: 0, score: 0.5, box: Box(x1: 0, y1: 0, x2: 160, y2: 32)),
            ])
        #expect(recognizer.result.width == 160 && recognizer.result.height == 32)
    }

    /// 160 x 80 becomes 16 x 8 with a border of 4 rows above and below.
    @Test func letterboxedBoxesComeBackAndAreClipped() throws {
        var recognizer = try recognizer(model(.letterbox))
        _ = recognizer.recognize(blank(160, 80))
        #expect(
            recognizer.result.detections.map(\.box) == [
                Box(x1: 40, y1: 20, x2: 120, y2: 60), Box(x1: 0, y1: 0, x2: 160, y2: 80),
            ])
    }

    /// With a crop fraction of one half, 128 x 64 becomes 64 x 32, of which the middle 16 x 16 is seen.
    @Test func croppedBoxesComeBack() throws {
        var recognizer = try recognizer(model(.crop))
        _ = recognizer.recognize(blank(128, 64))
        #expect(
            recognizer.result.detections.map(\.box) == [
                Box(x1: 56, y1: 28, x2: 72, y2: 36), Box(x1: 48, y1: 16, x2: 80, y2: 48),
            ])
    }

    /// A picture decoded at a quarter of its size gives boxes of the whole one.
    @Test func scaledDecodingLeadsBack() throws {
        var recognizer = try recognizer(model(.letterbox))
        _ = blank(40, 20).withPixelView { recognizer.recognize($0, original: (width: 159, height: 80)) }
        let box = try #require(recognizer.result.detections.first).box
        #expect(box == Box(x1: 39.75, y1: 20, x2: 119.25, y2: 60))
        #expect(recognizer.result.width == 159)
    }

    /// A letterbox whose resized sides are rounded: corners of the tensor's window are the picture's.
    @Test(arguments: [(1, 1), (1, 500), (500, 1), (37, 91), (640, 427), (4000, 3)])
    func wholePicturesStayWhole(width: Int, height: Int) throws {
        for resize in [PreprocessingRecord.Resize.letterbox, .stretch] {
            let geometry = ResizeGeometry(
                sourceWidth: width, sourceHeight: height, width: 64, height: 48, resize: resize,
                cropFraction: 1)
            let window = Box(
                x1: Float(-geometry.left), y1: Float(-geometry.top),
                x2: Float(geometry.resizedWidth - geometry.left),
                y2: Float(geometry.resizedHeight - geometry.top))
            #expect(
                geometry.sourceBox(window) == Box(x1: 0, y1: 0, x2: Float(width), y2: Float(height)))
        }
    }

    @Test func leastScoreAndClasses() throws {
        func count(_ change: (inout RecognizerOptions) -> Void) throws -> [Int] {
            var recognizer = try recognizer(model(), change)
            _ = recognizer.recognize(blank(16, 16))
            return recognizer.result.detections.map(\.class)
        }
        #expect(try count { $0.minScore = 0.6 } == [1])
        #expect(try count { $0.minScore = 0 } == [1, 0, 0])
        #expect(try count { $0.classes = ["dog"] } == [1])
        #expect(try count { $0.classes = ["0"] } == [0])
        #expect(try count { $0.classes = ["0", "dog"] } == [1, 0])
        #expect(refusal(try model()) { $0.classes = ["mouse"] }.contains("has no class 'mouse'"))
        #expect(refusal(try model()) { $0.classes = ["2"] }.contains("has no class '2'"))
        // Without labels, only indices name classes.
        var unnamed = try recognizer(model(labels: [])) { $0.classes = ["1"] }
        _ = unnamed.recognize(blank(16, 16))
        #expect(unnamed.result.detections.map { unnamed.result.names[$0.class] } == ["class 1"])
    }

    /// The operator says what its output is; no metadata are needed.
    @Test func rowsOfSixAreTakenForBoxes() throws {
        let bytes = try VisionModels.constant(rows, dimensions: [1, 7, 6], VisionModels.Facts())
        #expect(try recognizer(bytes).task == .detect)
    }
}

@Suite struct SegmentationTests {
    private func facts(_ resize: PreprocessingRecord.Resize) -> VisionModels.Facts {
        var facts = VisionModels.Facts(task: "segment", labels: ["red", "green", "blue"])
        facts.resize = resize
        return facts
    }

    /// Left half green, right half blue; equal channels are the first class.
    private func halves(_ width: Int, _ height: Int) -> Image {
        var pixels: [UInt8] = []
        for y in 0..<height {
            for x in 0..<width { pixels += y == 0 ? [7, 7, 7] : x < width / 2 ? [0, 200, 3] : [9, 0, 255] }
        }
        return Image(width: width, height: height, channels: 3, pixels: pixels)
    }

    @Test func largestChannelOfEachPixel() throws {
        var recognizer = try recognizer(VisionModels.copy(width: 8, height: 4, facts(.stretch)))
        _ = recognizer.recognize(halves(8, 4))
        let map = recognizer.result.segmentation
        #expect(map.width == 8 && map.height == 4)
        let row: [UInt8] = [1, 1, 1, 1, 2, 2, 2, 2]
        #expect(map.classes == [UInt8](repeating: 0, count: 8) + row + row + row)
        #expect(map.pixelCounts.prefix(4) == [8, 12, 12, 0])
        var runs: [UInt8] = []
        map.appendRuns(to: &runs)
        #expect(
            String(decoding: runs, as: UTF8.self) == "[0, 8, 1, 4, 2, 4, 1, 4, 2, 4, 1, 4, 2, 4]")
    }

    /// Each pixel of a larger picture has the class of the nearest cell, borders left aside.
    @Test func mapsHaveThePicturesSize() throws {
        var recognizer = try recognizer(VisionModels.copy(width: 8, height: 8, facts(.letterbox)))
        _ = recognizer.recognize(halves(80, 40))
        let map = recognizer.result.segmentation
        #expect(map.width == 80 && map.height == 40)
        #expect(map.pixelCounts[1] == 1600 && map.pixelCounts[2] == 1600)
        #expect(map.classes[79] == 2 && map.classes[0] == 1)
        // A smaller one afterwards, and the first again.
        _ = recognizer.recognize(halves(4, 3))
        #expect(recognizer.result.segmentation.classes.count == 12)
        _ = recognizer.recognize(halves(80, 40))
        #expect(recognizer.result.segmentation.classes == map.classes)
    }

    @Test func whatACropLeavesOutIsUnseen() throws {
        var recognizer = try recognizer(VisionModels.copy(width: 8, height: 8, facts(.crop)))
        _ = recognizer.recognize(halves(64, 32))
        let map = recognizer.result.segmentation
        #expect(map.pixelCounts[Int(Segmentation.unseen)] == 64 * 32 - 16 * 16)
        #expect(map.classes[16 * 64 + 32] == 2 && map.classes[16 * 64 + 31] == 1)
        #expect(map.classes[0] == Segmentation.unseen)
    }

    /// One channel: probabilities are parted at one half, logits at 0.
    @Test func oneChannelIsAThreshold() throws {
        var facts = facts(.stretch)
        facts.labels = []
        facts.channels = .gray
        let picture = Image(width: 4, height: 1, channels: 1, pixels: [0, 127, 129, 255])
        var shares = try recognizer(
            VisionModels.copy(width: 4, height: 1, scale: 1 / 255, facts))
        _ = shares.recognize(picture)
        #expect(shares.result.segmentation.classes == [0, 0, 1, 1])
        // The pixel 100 is the logit 0, which is no more likely than not.
        var logits = try recognizer(
            VisionModels.copy(width: 4, height: 1, scale: 0.1, zeroPoint: -28, facts))
        _ = logits.recognize(Image(width: 4, height: 1, channels: 1, pixels: [0, 100, 101, 255]))
        #expect(logits.result.segmentation.classes == [0, 0, 1, 1])
        #expect(logits.result.names[1] == "class 1")
    }

    @Test func flatMapsHaveNoChannels() throws {
        let values: [Float] = [-1, 0.5, .nan, 3, 0, -2]
        var recognizer = try recognizer(
            VisionModels.constant(values, dimensions: [1, 2, 3], VisionModels.Facts(task: "segment")))
        _ = recognizer.recognize(blank(3, 2))
        #expect(recognizer.result.segmentation.classes == [0, 1, 0, 1, 0, 0])
    }
}

@Suite struct PoseTests {
    @Test func pointsOfOneObject() throws {
        let values: [Float] = [4, 8, 0.5, 16, 12, 1.5, .infinity, 0, 1, -4, 8, 0.2]
        var recognizer = try recognizer(
            VisionModels.constant(values, dimensions: [1, 4, 3], VisionModels.Facts(task: "pose")))
        _ = recognizer.recognize(blank(160, 80))
        #expect(
            recognizer.result.keypoints == [
                Keypoint(x: 40, y: 40, score: 0.5), Keypoint(x: 160, y: 80, score: 1),
                Keypoint(x: 0, y: 0, score: 0), Keypoint(x: -40, y: 40, score: 0.2),
            ])
        #expect(recognizer.result.keypointsPerObject == 4 && recognizer.result.detections.isEmpty)
    }

    @Test func columnsAsTheMetadataSay() throws {
        var facts = VisionModels.Facts(task: "pose")
        facts.metadata.append(("keypoints", "y,x,score,unit"))
        var recognizer = try recognizer(
            VisionModels.constant([0.5, 0.25, 0.75, 1, 0, 0.1], dimensions: [1, 1, 2, 3], facts))
        _ = recognizer.recognize(blank(160, 160))
        #expect(
            recognizer.result.keypoints == [
                Keypoint(x: 40, y: 80, score: 0.75), Keypoint(x: 0, y: 160, score: 0.1),
            ])
        #expect(KeypointLayout("x,y")?.columns == 2 && KeypointLayout("x,y,-,unit")?.columns == 3)
        for text in ["", "x", "x,y,z", "x,x,y", "unit", "x,,y", "unit,x,y"] {
            #expect(KeypointLayout(text) == nil, "\(text)")
        }
    }

    @Test func pointsBehindBoxes() throws {
        let rows: [Float] = [
            2, 2, 8, 8, 0.1, 0, 1, 1, 1, 2, 2, 1,
            0, 0, 16, 8, 0.75, 0, 4, 6, 0.9, 8, 8, 0.1,
        ]
        var recognizer = try recognizer(
            VisionModels.constant(rows, dimensions: [1, 2, 12], VisionModels.Facts(task: "pose")))
        _ = recognizer.recognize(blank(32, 32))
        #expect(recognizer.result.detections.map(\.box) == [Box(x1: 0, y1: 0, x2: 32, y2: 16)])
        #expect(
            recognizer.result.keypoints == [
                Keypoint(x: 8, y: 12, score: 0.9), Keypoint(x: 16, y: 16, score: 0.1),
            ])
    }
}

@Suite struct PictureOutputTests {
    @Test func theCopyingModelGivesThePictureBack() throws {
        for channels in [PreprocessingRecord.Channels.rgb, .bgr, .gray] {
            var facts = VisionModels.Facts(task: "image")
            facts.resize = .stretch
            facts.channels = channels
            var recognizer = try recognizer(VisionModels.copy(width: 5, height: 3, scale: 1 / 255, facts))
            let depth = channels == .gray ? 1 : 3
            let picture = Image(
                width: 5, height: 3, channels: depth,
                pixels: (0..<15 * depth).map { UInt8(truncatingIfNeeded: $0 * 37) })
            _ = recognizer.recognize(picture)
            #expect(recognizer.result.picture.image == picture)
        }
    }

    @Test func bordersAreCutOff() throws {
        var recognizer = try recognizer(
            VisionModels.copy(width: 8, height: 8, VisionModels.Facts(task: "image")))
        _ = recognizer.recognize(blank(16, 8, 3))
        #expect(recognizer.result.picture.image == blank(8, 4, 3))
    }
}

@Suite struct EmbeddingTests {
    private func model(_ values: [Float]) throws -> [UInt8] {
        var facts = VisionModels.Facts(task: "embed")
        facts.metadata.append(("name", "net"))
        return try VisionModels.constant(values, dimensions: [1, Int32(values.count)], facts)
    }

    @Test func haveLengthOne() throws {
        for (values, expected) in [
            ([3, 0, -4], [0.6, 0, -0.8]), ([0, 0], [0, 0]), ([1e30, 0], [1, 0]), ([.nan, 1], [0, 0]),
            ([.infinity, 1], [0, 0]),
        ] as [([Float], [Float])] {
            var recognizer = try recognizer(model(values))
            _ = recognizer.recognize(blank(4, 4))
            #expect(recognizer.result.embedding == expected)
        }
    }

    @Test func theBestSampleOfEachNameCounts() throws {
        var gallery = Gallery(model: "net", dimension: 2)
        gallery.add("Ada", [0, 5])
        gallery.add("Bob", [-1, 0])
        gallery.add("Ada", [4, 3])
        gallery.add("Cy", [0.8, 0.6])
        #expect(gallery.names == ["Ada", "Bob", "Cy"] && gallery.sampleCount == 4)
        var recognizer = try recognizer(model([2, 0])) {
            $0.gallery = gallery
            $0.top = 2
        }
        _ = recognizer.recognize(blank(4, 4))
        // Ada and Cy are equally like: the one that came first leads.
        #expect(recognizer.result.matches.map(\.name) == ["Ada", "Cy"])
        #expect(recognizer.result.matches.map(\.score) == [0.8, 0.8])
    }

    @Test func galleriesOfOtherModelsAreRefused() throws {
        for gallery in [Gallery(model: "other", dimension: 2), Gallery(model: "net", dimension: 3)] {
            #expect(
                refusal(try model([2, 0])) { $0.gallery = gallery }.contains("cannot be compared"))
        }
    }
}

@Suite struct TaskTests {
    private func task(_ dimensions: [Int32], _ stored: String? = nil) throws -> VisionTask {
        let count = Int(dimensions.reduce(1, *))
        let bytes = try VisionModels.constant(
            [Float](repeating: 0.1, count: count), dimensions: dimensions, VisionModels.Facts(task: stored))
        return try recognizer(bytes).task
    }

    @Test func shapesSuggestTasks() throws {
        #expect(try task([1, 10]) == .classify)
        #expect(try task([1, 1, 1, 10]) == .classify)
        #expect(try task([1, 30, 6]) == .detect)
        #expect(try task([1, 8, 8, 3]) == .segment)
        #expect(try task([1, 4, 4]) == .segment)
        #expect(try task([1, 4, 5, 3], "image") == .image)
        #expect(try task([1, 10], "embed") == .embed)
        #expect(try task([1, 17, 3], "pose") == .pose)
        #expect(try task([1, 2, 57], "pose") == .pose)
    }

    @Test func whatDoesNotSuitIsRefused() throws {
        func words(_ dimensions: [Int32], _ stored: String?) throws -> String {
            let count = Int(dimensions.reduce(1, *))
            return refusal(
                try VisionModels.constant(
                    [Float](repeating: 0.1, count: count), dimensions: dimensions,
                    VisionModels.Facts(task: stored)))
        }
        for (dimensions, task) in [
            ([1, 4, 5, 3], "classify"), ([1, 4, 5], "detect"), ([1, 7], "segment"),
            ([1, 3, 3, 255], "segment"), ([1, 4, 4, 3], "embed"), ([1, 4, 4, 2], "image"), ([1, 9], "pose"),
            ([1, 5, 4], "pose"),
        ] as [([Int32], String)] {
            #expect(try words(dimensions, task).contains("does not suit the task \(task)"), "\(dimensions)")
        }
        #expect(try words([1, 7], "fly").contains("its task 'fly' is not known"))
        for list in [[2, 3, 2, 2, 2], [1, 300, 85], [1, 85, 300], [1, 30, 7]] as [[Int32]] {
            #expect(try words(list, nil).contains("could mean anything"), "\(list)")
        }
    }

    @Test func theCallerHasTheLastWord() throws {
        let bytes = try VisionModels.constant(
            [1, 2, 3], dimensions: [1, 3], VisionModels.Facts(task: "classify"))
        #expect(try recognizer(bytes) { $0.task = .embed }.task == .embed)
    }
}
