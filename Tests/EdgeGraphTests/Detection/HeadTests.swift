import EdgeGraph
import Foundation
import Testing

/// Heads of every family are recognised by what they compute, and the operator that replaces them finds the
/// same boxes.
@Suite struct HeadTests {
    typealias Box = (corners: [Float], score: Float, classIndex: Int)

    /// Recognises the head of a network that gives `outputs`; checks the operator's rows on a random picture
    /// against `boxes` of the float network's own outputs.
    func check(
        _ builder: HeadBuilder, _ outputs: [ValueID], family: HeadFamily? = nil,
        sourceLocation: SourceLocation = #_sourceLocation, boxes: ([Tensor]) -> [Box]
    ) throws -> RecognizedHead {
        var builder = builder
        builder.graph.outputs = outputs
        var graph = builder.graph
        simplify(&graph)
        var options = HeadOptions()
        options.family = family
        options.iouThreshold = 1
        options.maxDetections = 40
        let head = try #require(try recognizeHead(&graph, options: options), sourceLocation: sourceLocation)
        #expect(graph.outputs.count == 1)
        try graph.inferShapes()
        let picture = builder.sample()
        let expected = boxes(try Executor(builder.graph).run([picture])).sorted { $0.score > $1.score }
        let rows = try Executor(graph).run([picture])[0]
        #expect(rows.shape == [1, 40, 6])
        for i in 0..<40 {
            let row = Array(rows.floats[i * 6..<i * 6 + 6])
            // Scores that differ by a rounding may have changed places.
            let found = expected.contains { box in
                abs(box.score - row[4]) < 1e-5 && box.classIndex == Int(row[5])
                    && zip(box.corners, row).allSatisfy { abs($0 - $1) < 1e-3 * max(10, abs($0)) }
            }
            #expect(found, "row \(i) \(row), seed \(builder.seed)", sourceLocation: sourceLocation)
            #expect(abs(expected[i].score - row[4]) < 1e-5, "seed \(builder.seed)")
        }
        return head
    }

    /// Every (row, class) pair of a table whose columns are a box, perhaps objectness, and scores.
    func pairs(
        _ rows: Int, classes: Int, box: (Int) -> [Float], score: (Int, Int) -> Float, centered: Bool
    ) -> [Box] {
        (0..<rows).flatMap { row -> [Box] in
            let b = box(row)
            let corners =
                centered
                ? [b[0] - b[2] / 2, b[1] - b[3] / 2, b[0] + b[2] / 2, b[1] + b[3] / 2] : b
            return (0..<classes).map { (corners, score(row, $0), $0) }
        }
    }

    @Test(arguments: [1, 8, 16], [false, true])
    func anchorFree(bins: Int, corners: Bool) throws {
        var n = HeadBuilder()
        let table = n.anchorFree(bins: bins, classes: 5, corners: corners)
        let head = try check(n, [table]) { outputs in
            let x = outputs[0]
            let count = x.shape[2]
            return pairs(
                count, classes: 5, box: { p in (0..<4).map { x.floats[$0 * count + p] } },
                score: { p, c in x.floats[(4 + c) * count + p] }, centered: !corners)
        }
        #expect(head.family == .yolov8)
        #expect(head.attributes.boxForm == (bins == 1 ? .distances : .distributions(bins: bins)))
        #expect(head.attributes.levels.map(\.stride) == [8, 16, 32])
        #expect(head.sizes == [[8, 8], [4, 4], [2, 2]])
    }

    @Test(arguments: [1, 16])
    func endToEnd(bins: Int) throws {
        var n = HeadBuilder()
        let table = n.anchorFree(bins: bins, classes: 5, corners: true)
        let rows = n.best(50, of: table)
        let head = try check(n, [rows]) { outputs in
            pairs(
                50, classes: 1, box: { p in Array(outputs[0].floats[p * 6..<p * 6 + 4]) },
                score: { p, _ in outputs[0].floats[p * 6 + 4] }, centered: false
            ).enumerated().map { p, box in (box.corners, box.score, Int(outputs[0].floats[p * 6 + 5])) }
        }
        #expect(head.family == .yolo26)
    }

    @Test(arguments: [false, true])
    func yolox(decoded: Bool) throws {
        var n = HeadBuilder()
        let table = n.yolox(classes: 6, decoded: decoded)
        let head = try check(n, [table]) { outputs in
            let x = outputs[0].floats
            return pairs(
                outputs[0].shape[1], classes: 6,
                box: { p in
                    let b = Array(x[p * 11..<p * 11 + 4])
                    if decoded { return b }
                    let (l, first) = p < 64 ? (0, 0) : p < 80 ? (1, 64) : (2, 80)
                    let stride = HeadBuilder.strides[l]
                    let (row, column) = ((p - first) / (64 / stride), (p - first) % (64 / stride))
                    let s = Float(stride)
                    return [
                        (b[0] + Float(column)) * s, (b[1] + Float(row)) * s, exp(b[2]) * s,
                        exp(b[3]) * s,
                    ]
                }, score: { p, c in x[p * 11 + 4] * x[p * 11 + 5 + c] }, centered: true)
        }
        #expect(head.family == .yolox)
        #expect(head.attributes.hasObjectness)
    }

    @Test func nanodet() throws {
        var n = HeadBuilder()
        let outputs = n.nanodet(bins: 8, classes: 5)
        let head = try check(n, outputs) { outputs in
            (0..<3).flatMap { l -> [Box] in
                let stride = HeadBuilder.strides[l]
                let size = 64 / stride
                let (scores, logits) = (outputs[l], outputs[3 + l])
                return pairs(
                    size * size, classes: 5,
                    box: { p in
                        let d = (0..<4).map { side -> Float in
                            let e = (0..<8).map { exp(logits.floats[p * 32 + side * 8 + $0]) }
                            return e.enumerated().reduce(0) { $0 + Float($1.offset) * $1.element }
                                / e.reduce(0, +)
                        }
                        let (x, y) = (Float(p % size) + 0.5, Float(p / size) + 0.5)
                        return [x - d[0], y - d[1], x + d[2], y + d[3]].map { $0 * Float(stride) }
                    }, score: { p, c in scores.floats[p * 5 + c] }, centered: false)
            }
        }
        #expect(head.family == .nanodet)
        #expect(head.attributes.boxForm == .distributions(bins: 8))
    }

    @Test(arguments: [false, true])
    func anchored(exponential: Bool) throws {
        var n = HeadBuilder()
        let anchors: [[Float]] = [[4, 5, 8, 15], [15, 30, 31, 22], [29, 59, 58, 45]]
        let table = n.anchored(classes: 4, anchors: anchors, exponential: exponential)
        let head = try check(n, [table]) { outputs in
            let x = outputs[0].floats
            return pairs(
                outputs[0].shape[1], classes: 4, box: { p in Array(x[p * 9..<p * 9 + 4]) },
                score: { p, c in x[p * 9 + 4] * x[p * 9 + 5 + c] }, centered: true)
        }
        #expect(head.family == (exponential ? .yolov3 : .yolov5))
        #expect(head.attributes.levels.map(\.anchorSizes) == anchors)
    }

    @Test func ssd() throws {
        var n = HeadBuilder()
        let anchors = [2, 3, 1]
        var priors: [Float] = []
        for (l, stride) in HeadBuilder.strides.enumerated() {
            for row in 0..<64 / stride {
                for column in 0..<64 / stride {
                    for a in 0..<anchors[l] {
                        let step = Float(stride)
                        priors += [
                            (Float(column) + 0.5) * step, (Float(row) + 0.5) * step, step * Float(a + 1),
                            step * 1.5,
                        ]
                    }
                }
            }
        }
        let outputs = n.ssd(classes: 4, anchors: anchors, priors: priors)
        let head = try check(n, outputs) { outputs in
            pairs(
                priors.count / 4, classes: 3,
                box: { p in outputs[1].floats[p * 4..<p * 4 + 4].map { $0 * 64 } },
                score: { p, c in outputs[0].floats[p * 4 + c + 1] }, centered: false)
        }
        #expect(head.family == .ssd)
        #expect(head.attributes.resultClasses == 3)
        guard case .priors(let boxes, let center, let size) = head.attributes.boxForm else {
            Issue.record("no priors")
            return
        }
        #expect(center == 0.1 && size == 0.2)
        #expect(zip(boxes, priors).allSatisfy { abs($0 - $1) < 1e-3 })
    }

    // MARK: What is no head

    @Test func otherNetworksStay() throws {
        var n = HeadBuilder()
        n.graph.outputs = [n.add(.softmax(axis: 1), n.map(84, stride: 8))]
        var graph = n.graph
        #expect(try recognizeHead(&graph) == nil)
        #expect(graph.nodes.count == n.graph.nodes.count)
    }

    /// A head whose boxes are decoded in another way is none that is known.
    @Test func wrongDecodingIsRefused() throws {
        var n = HeadBuilder()
        let table = n.anchorFree(bins: 1, classes: 5, corners: true)
        n.graph.outputs = [n.binary(.multiply, table, n.constant([1], [1.25]))]
        var graph = n.graph
        simplify(&graph)
        #expect(try recognizeHead(&graph) == nil)
    }

    @Test func askedForAndNotThere() throws {
        var n = HeadBuilder()
        n.graph.outputs = [n.anchorFree(bins: 1, classes: 5, corners: true)]
        var graph = n.graph
        simplify(&graph)
        var options = HeadOptions()
        options.family = .yolox
        #expect(throws: HeadError.self) { try recognizeHead(&graph, options: options) }
    }
}
