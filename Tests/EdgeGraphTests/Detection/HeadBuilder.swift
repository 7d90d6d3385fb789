import EdgeGraph
import EdgeTestRandom

/// Writes small detectors: a picture of 64 x 64, levels by average pools, one convolution a map, then a head.
struct HeadBuilder {
    var graph = Graph(name: "detector")
    let picture: ValueID
    private var random: SeededGenerator
    let seed: UInt64

    init() {
        seed = UInt64.random(in: 0 ... .max)
        random = SeededGenerator(seed: seed)
        picture = graph.addValue(Value(name: "picture", shape: [1, 3, 64, 64]))
        graph.inputs = [picture]
    }

    mutating func constant(_ shape: [Int], _ values: [Float]) -> ValueID {
        graph.addValue(Value(name: "c\(graph.values.count)", constant: Tensor(shape: shape, floats: values)))
    }

    mutating func addAll(_ op: Operator, _ inputs: [ValueID]) -> [ValueID] {
        let specs = try! op.outputSpecs(inputs.map { graph[$0].spec })
        let name = "n\(graph.nodes.count)"
        let outputs = specs.enumerated().map { i, spec in
            graph.addValue(Value(name: "\(name).\(i)", shape: spec.shape, type: spec.type))
        }
        graph.nodes.append(Node(name: name, op: op, inputs: inputs, outputs: outputs))
        return outputs
    }

    mutating func add(_ op: Operator, _ inputs: ValueID...) -> ValueID { addAll(op, inputs)[0] }

    /// A map of `channels` on the level of `stride`; `bias` gives a channel's.
    mutating func map(_ channels: Int, stride: Int, bias: (Int) -> Float = { _ in 0 }) -> ValueID {
        let pooled = add(
            .averagePool(
                PoolAttributes(
                    kernel: [stride, stride], strides: [stride, stride], dilations: [1, 1],
                    padsBefore: [0, 0], padsAfter: [0, 0])), picture)
        let weights = constant(
            [channels, 3, 1, 1], random.tensor([channels * 3], in: -12...12).floats)
        let biases = constant([channels], (0..<channels).map(bias))
        return add(
            .conv(
                ConvAttributes(
                    kernel: [1, 1], strides: [1, 1], dilations: [1, 1], padsBefore: [0, 0],
                    padsAfter: [0, 0], groups: 1)), pooled, weights, biases)
    }

    func shape(_ id: ValueID) -> [Int] { graph[id].shape! }

    /// `[1, C, H, W]` to `[1, C, H * W]`.
    mutating func flat(_ id: ValueID) -> ValueID {
        add(.reshape(shape: [1, shape(id)[1], shape(id)[2] * shape(id)[3]]), id)
    }

    mutating func swap(_ id: ValueID) -> ValueID { add(.transpose(permutation: [0, 2, 1]), id) }

    mutating func concat(_ ids: [ValueID], _ axis: Int) -> ValueID { addAll(.concat(axis: axis), ids)[0] }

    mutating func slice(_ id: ValueID, axis: Int, _ range: Range<Int>) -> ValueID {
        var starts = shape(id).map { _ in 0 }
        var ends = shape(id)
        (starts[axis], ends[axis]) = (range.lowerBound, range.upperBound)
        return add(.slice(starts: starts, ends: ends, steps: starts.map { _ in 1 }), id)
    }

    mutating func binary(_ function: BinaryFunction, _ a: ValueID, _ b: ValueID) -> ValueID {
        add(.binary(function), a, b)
    }

    mutating func sigmoid(_ id: ValueID) -> ValueID { add(.unary(.sigmoid), id) }

    /// `[1, 2, P]`: centres of all cells, in cells; and `[1, P]`: their strides.
    mutating func cells(_ strides: [Int], offset: Float) -> (centers: ValueID, strides: ValueID) {
        var (x, y, s): ([Float], [Float], [Float]) = ([], [], [])
        for stride in strides {
            for row in 0..<64 / stride {
                for column in 0..<64 / stride {
                    x.append(Float(column) + offset)
                    y.append(Float(row) + offset)
                    s.append(Float(stride))
                }
            }
        }
        return (constant([1, 2, x.count], x + y), constant([1, s.count], s))
    }

    mutating func sample() -> Tensor { random.tensor([1, 3, 64, 64]) }
}

extension HeadBuilder {
    static let strides = [8, 16, 32]

    /// Distances or distributions over them and logits, joined over the levels: `[1, n, P]` each.
    private mutating func branches(_ numbers: Int, _ classes: Int) -> (boxes: ValueID, scores: ValueID) {
        var (boxes, scores): ([ValueID], [ValueID]) = ([], [])
        for stride in Self.strides {
            boxes.append(flat(map(numbers, stride: stride) { _ in 2 }))
            scores.append(flat(map(classes, stride: stride) { _ in -2 }))
        }
        return (concat(boxes, 2), concat(scores, 2))
    }

    /// The mean distances of distributions.
    private mutating func expectation(_ logits: ValueID, bins: Int) -> ValueID {
        let count = shape(logits)[2]
        let split = add(.reshape(shape: [1, 4, bins, count]), logits)
        let share = add(.softmax(axis: 1), add(.transpose(permutation: [0, 2, 1, 3]), split))
        let weights = constant([1, bins, 1, 1], (0..<bins).map(Float.init))
        let mean = add(
            .conv(
                ConvAttributes(
                    kernel: [1, 1], strides: [1, 1], dilations: [1, 1], padsBefore: [0, 0],
                    padsAfter: [0, 0], groups: 1)), share, weights)
        return add(.reshape(shape: [1, 4, count]), mean)
    }

    /// YOLOv8 (bins 1: YOLO26): `[1, 4 + C, P]`, centre and size, or corners.
    mutating func anchorFree(bins: Int, classes: Int, corners: Bool) -> ValueID {
        let (maps, logits) = branches(4 * bins, classes)
        let distances = bins == 1 ? maps : expectation(maps, bins: bins)
        let (centers, strides) = cells(Self.strides, offset: 0.5)
        let low = binary(.subtract, centers, slice(distances, axis: 1, 0..<2))
        let high = binary(.add, centers, slice(distances, axis: 1, 2..<4))
        var parts = [low, high]
        if !corners {
            let half = constant([1], [0.5])
            parts = [binary(.multiply, binary(.add, low, high), half), binary(.subtract, high, low)]
        }
        return concat([binary(.multiply, concat(parts, 1), strides), sigmoid(logits)], 1)
    }

    /// The best `count` (anchor, class) pairs of `[1, 4 + C, P]` as rows, as YOLOv10 picks them.
    mutating func best(_ count: Int, of table: ValueID) -> ValueID {
        let classes = shape(table)[1] - 4
        let rows = swap(table)
        let scores = slice(rows, axis: 2, 4..<4 + classes)
        let largest = add(.reduce(.max, axes: [2], keepDimensions: false), scores)
        let anchors = addAll(.topK(axis: 1, k: count, largest: true), [largest])[1]
        let column = add(.reshape(shape: [1, count, 1]), anchors)
        let picked = add(.gatherElements(axis: 1), scores, add(.expand(shape: [1, count, classes]), column))
        let pairs = addAll(
            .topK(axis: 1, k: count, largest: true),
            [add(.reshape(shape: [1, count * classes]), picked)])
        let number = graph.addValue(
            Value(name: "classes", constant: Tensor(shape: [], integers: [Int64(classes)])))
        let which = add(
            .gather(axis: 0), add(.reshape(shape: [count]), anchors), binary(.divide, pairs[1], number))
        let boxes = add(
            .gatherElements(axis: 1), slice(rows, axis: 2, 0..<4),
            add(.expand(shape: [1, count, 4]), add(.reshape(shape: [1, count, 1]), which)))
        let labels = add(.cast(.float), binary(.modulo, pairs[1], number))
        return concat(
            [
                boxes, add(.reshape(shape: [1, count, 1]), pairs[0]),
                add(.reshape(shape: [1, count, 1]), labels),
            ], 2)
    }

    /// YOLOX: `[1, P, 5 + C]`.
    mutating func yolox(classes: Int, decoded: Bool) -> ValueID {
        var levels: [ValueID] = []
        for stride in Self.strides {
            let boxes = map(4, stride: stride) { $0 < 2 ? 0 : 0.5 }
            let objects = sigmoid(map(1, stride: stride))
            levels.append(flat(concat([boxes, objects, sigmoid(map(classes, stride: stride))], 1)))
        }
        let table = concat(levels, 2)
        guard decoded else { return swap(table) }
        let (corners, strides) = cells(Self.strides, offset: 0)
        let centers = binary(.multiply, binary(.add, slice(table, axis: 1, 0..<2), corners), strides)
        let sizes = binary(.multiply, add(.unary(.exp), slice(table, axis: 1, 2..<4)), strides)
        return swap(concat([centers, sizes, slice(table, axis: 1, 4..<5 + classes)], 1))
    }

    /// NanoDet: scores and distributions of each level, transposed, six outputs.
    mutating func nanodet(bins: Int, classes: Int) -> [ValueID] {
        var (scores, boxes): ([ValueID], [ValueID]) = ([], [])
        for stride in Self.strides {
            let parts = addAll(
                .split(axis: 1, sizes: [classes, 4 * bins]), [map(classes + 4 * bins, stride: stride)])
            scores.append(swap(flat(sigmoid(parts[0]))))
            boxes.append(swap(flat(parts[1])))
        }
        return scores + boxes
    }

    /// YOLOv5 (`exponential`: YOLOv3): `[1, P, 5 + C]`, decoded.
    mutating func anchored(classes: Int, anchors: [[Float]], exponential: Bool) -> ValueID {
        var levels: [ValueID] = []
        for (l, stride) in Self.strides.enumerated() {
            let count = anchors[l].count / 2
            let size = 64 / stride
            let columns = 5 + classes
            let raw = map(count * columns, stride: stride)
            let split = add(.reshape(shape: [1, count, columns, size, size]), raw)
            let last = add(.transpose(permutation: [0, 1, 3, 4, 2]), split)
            let y = sigmoid(last)
            func part(_ id: ValueID, _ range: Range<Int>) -> ValueID { slice(id, axis: 4, range) }
            var grid: [Float] = []
            for row in 0..<size { for column in 0..<size { grid += [Float(column), Float(row)] } }
            let cells = constant([1, 1, size, size, 2], exponential ? grid : grid.map { $0 - 0.5 })
            let step = constant([1], [Float(stride)])
            let two = constant([1], [2])
            let offsets = exponential ? part(y, 0..<2) : binary(.multiply, part(y, 0..<2), two)
            let centers = binary(.multiply, binary(.add, offsets, cells), step)
            let sizes = constant([1, count, 1, 1, 2], anchors[l])
            let factor: ValueID
            if exponential {
                factor = add(.unary(.exp), part(last, 2..<4))
            } else {
                let doubled = binary(.multiply, part(y, 2..<4), two)
                factor = binary(.multiply, doubled, doubled)
            }
            let row = concat([centers, binary(.multiply, factor, sizes), part(y, 4..<columns)], 4)
            levels.append(add(.reshape(shape: [1, count * size * size, columns]), row))
        }
        return concat(levels, 1)
    }

    /// SSD: scores by softmax, and corners in shares of the picture; `priors` in pixels.
    mutating func ssd(classes: Int, anchors: [Int], priors: [Float]) -> [ValueID] {
        var (scores, boxes): ([ValueID], [ValueID]) = ([], [])
        for (l, stride) in Self.strides.enumerated() {
            let count = (64 / stride) * (64 / stride) * anchors[l]
            for (numbers, isBoxes) in [(4, true), (classes, false)] {
                let last = add(
                    .transpose(permutation: [0, 2, 3, 1]), map(anchors[l] * numbers, stride: stride))
                let rows = add(.reshape(shape: [1, count, numbers]), last)
                if isBoxes { boxes.append(rows) } else { scores.append(rows) }
            }
        }
        let offsets = concat(boxes, 1)
        let total = priors.count / 4
        func columns(_ first: Int) -> ValueID {
            constant(
                [1, total, 2], (0..<total).flatMap { i in (0..<2).map { priors[i * 4 + first + $0] / 64 } })
        }
        let (centers, sizes) = (columns(0), columns(2))
        let moved = binary(.multiply, slice(offsets, axis: 2, 0..<2), constant([1], [0.1]))
        let center = binary(.add, binary(.multiply, moved, sizes), centers)
        let scaled = binary(.multiply, slice(offsets, axis: 2, 2..<4), constant([1], [0.2]))
        let half = binary(
            .multiply, binary(.multiply, add(.unary(.exp), scaled), sizes), constant([1], [0.5]))
        let corners = concat([binary(.subtract, center, half), binary(.add, center, half)], 2)
        return [add(.softmax(axis: 2), concat(scores, 1)), corners]
    }
}
