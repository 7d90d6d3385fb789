import CMallocHook
import EdgeFormat
import EdgeHost
import EdgeTestModels
import EdgeVision
import Testing

/// From the second picture of a size on, nothing between pixels and results asks for memory.
@Suite(.serialized) struct RecognizerAllocationTests {
    private static func models() throws -> [(String, [UInt8])] {
        var rows: [Float] = []
        for i in 0..<20 { rows += [Float(i), 0, Float(i) + 4, 9, 0.9, Float(i % 5)] }
        var poses: [Float] = []
        for _ in 0..<3 { poses += [1, 1, 14, 14, 0.9, 0, 3, 4, 0.9, 5, 6, 0.8] }
        return [
            (
                "classify",
                try VisionModels.constant(
                    (0..<50).map { Float($0 * 7 % 11) }, dimensions: [1, 50], VisionModels.Facts())
            ),
            (
                "detect",
                try VisionModels.constant(
                    rows, dimensions: [1, 20, 6], VisionModels.Facts(task: "detect", labels: ["cat", "dog"]))
            ),
            (
                "segment",
                try VisionModels.copy(width: 16, height: 16, VisionModels.Facts(task: "segment"))
            ),
            (
                "embed",
                try VisionModels.constant(
                    (0..<64).map { Float($0) }, dimensions: [1, 64], VisionModels.Facts(task: "embed"))
            ),
            ("image", try VisionModels.copy(width: 16, height: 16, VisionModels.Facts(task: "image"))),
            (
                "pose",
                try VisionModels.constant(poses, dimensions: [1, 3, 12], VisionModels.Facts(task: "pose"))
            ),
        ]
    }

    @Test func recognizingDrawingAndPrintingAllocateNothing() throws {
        try #require(edgeMallocCountIsAvailable(), "the malloc hooks need glibc and no sanitizer")
        for (name, bytes) in try Self.models() {
            var gallery = Gallery(model: "", dimension: 64)
            for i in 0..<9 { gallery.add("name \(i)", (0..<64).map { Float($0 * i % 7) }) }
            var recognizer = try recognizer(bytes) { $0.gallery = name == "embed" ? gallery : nil }
            var overlay = Overlay()
            var line: [UInt8] = []
            let canvas = PixelBuffer(format: .rgb24, width: 64, height: 48)
            canvas.frame.copyBytes(from: [UInt8](repeating: 90, count: canvas.frame.count))
            let view = canvas.view
            func frame() {
                _ = recognizer.recognize(view)
                overlay.draw(recognizer.result, onto: canvas)
                line.removeAll(keepingCapacity: true)
                recognizer.appendJSON(to: &line)
            }
            for _ in 0..<2 { frame() }
            let counter = edgeMallocCounter()
            edgeMallocWatchThread(counter)
            let before = edgeMallocCount(counter)
            for _ in 0..<200 { frame() }
            let calls = edgeMallocCount(counter) - before
            edgeMallocWatchThread(0)
            #expect(calls == 0, "\(name): \(calls) allocations in 200 pictures")
        }
    }
}
