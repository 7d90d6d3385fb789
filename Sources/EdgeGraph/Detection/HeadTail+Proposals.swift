import Foundation

/// Guesses, the likelier first; each is tried, so that a wrong one costs time only.
extension HeadTail {
    typealias Guess = (proposal: HeadProposal, layout: TableLayout?)

    func guesses(_ family: HeadFamily?) -> [Guess] {
        let counts = Set(levels.map(\.count))
        guard counts.count == 1, let perLevel = counts.first else { return [] }
        switch perLevel {
        case 1: return nanodet() + anchored(family)
        case 2: return anchorFree() + blazeFace() + priors()
        case 3: return yolox()
        default: return []
        }
    }

    /// Pixels between the cells of a level: the quotient of the sizes where it is whole, or the power of two
    /// next to it where the picture's size is no multiple.
    private func cellSize(_ level: Int) -> Float {
        let shape = shape(levels[level][0])
        if inputHeight % shape[2] == 0, inputHeight / shape[2] == inputWidth / max(shape[3], 1) {
            return Float(inputHeight / shape[2])
        }
        return Float(exp2(log2(Double(inputWidth) / Double(shape[3])).rounded()))
    }

    private func geometry(offset: Float) -> [DetectAttributes.Level] {
        levels.indices.map { DetectAttributes.Level(stride: cellSize($0), centerOffset: offset) }
    }

    private func whole(_ map: ValueID) -> MapChannels { MapChannels(map, 0..<channels(map)) }

    // MARK: Two maps a level

    /// YOLOv8 and after: boxes and scores from branches of their own.
    private func anchorFree() -> [Guess] {
        var found: [Guess] = []
        for (b, s) in [(0, 1), (1, 0)] {
            let boxes = Set(levels.map { channels($0[b]) })
            let classes = Set(levels.map { channels($0[s]) })
            guard boxes.count == 1, classes.count == 1, let n = boxes.first, let c = classes.first,
                n % 4 == 0, n / 4 <= 64
            else { continue }
            let form: DetectAttributes.BoxForm = n == 4 ? .distances : .distributions(bins: n / 4)
            let attributes = DetectAttributes(boxForm: form, classes: c, levels: geometry(offset: 0.5))
            let parts = levels.map { HeadLevel(boxes: whole($0[b]), scores: whole($0[s])) }
            if mayGiveRows {
                var reading = OutputReading()
                reading.isRows = true
                found.append(
                    (
                        HeadProposal(
                            family: .yolo26, levels: parts, attributes: attributes, reading: reading), nil
                    ))
            }
            for (layout, _, columns) in layouts() where columns == 4 + c {
                for boxes in [OutputReading.Boxes.centerSize, .corners] {
                    for isNormalized in [false, true] {
                        var reading = OutputReading()
                        reading.boxes = boxes
                        reading.isNormalized = isNormalized
                        found.append(
                            (
                                HeadProposal(
                                    family: isOneToOne ? .yolo26 : .yolov8, levels: parts,
                                    attributes: attributes, reading: reading), layout
                            ))
                    }
                }
            }
        }
        return found
    }

    /// Whether the names say that the branch was trained to give each object once.
    private var isOneToOne: Bool {
        maps.contains { graph[$0].name.contains("one2one") }
    }

    /// BlazeFace: two anchors a pixel, six on the smaller plane, which thus counts as three levels.
    private func blazeFace() -> [Guess] {
        let numbers = 16
        var found: [Guess] = []
        for (b, s) in [(0, 1), (1, 0)] {
            var parts: [HeadLevel] = []
            var cells: [DetectAttributes.Level] = []
            for (maps, level) in zip(levels, geometry(offset: 0.5)) {
                let anchors = channels(maps[s])
                guard channels(maps[b]) == anchors * numbers, anchors % 2 == 0 else { break }
                for first in stride(from: 0, to: anchors, by: 2) {
                    let boxes = (first..<first + 2).flatMap { $0 * numbers..<$0 * numbers + 4 }
                    parts.append(
                        HeadLevel(
                            boxes: MapChannels(maps[b], boxes),
                            scores: MapChannels(maps[s], first..<first + 2), anchors: 2))
                    cells.append(level)
                    cells[cells.count - 1].anchors = 2
                }
            }
            guard Set(parts.map(\.boxes.map)).count == levels.count else { continue }
            let attributes = DetectAttributes(boxForm: .offsets, classes: 1, levels: cells)
            for (layout, _, columns) in layouts() where columns == numbers + 1 {
                found.append(
                    (
                        HeadProposal(
                            family: .blazeface, levels: parts, attributes: attributes,
                            reading: OutputReading(
                                boxes: .raw, scores: .logits, numbersAfterBox: numbers - 4)), layout
                    ))
            }
        }
        return found
    }

    /// SSD: several boxes a pixel, exclusive classes.
    private func priors() -> [Guess] {
        var found: [Guess] = []
        for (b, s) in [(0, 1), (1, 0)] {
            var parts: [HeadLevel] = []
            var classes: Set<Int> = []
            for maps in levels where channels(maps[b]) % 4 == 0 {
                let anchors = channels(maps[b]) / 4
                guard channels(maps[s]) % anchors == 0 else { break }
                classes.insert(channels(maps[s]) / anchors)
                parts.append(HeadLevel(boxes: whole(maps[b]), scores: whole(maps[s]), anchors: anchors))
            }
            guard parts.count == levels.count, classes.count == 1, let c = classes.first, c >= 2 else {
                continue
            }
            let total = parts.reduce(0) { $0 + $1.anchors * shape($1.boxes.map)[2...].reduce(1, *) }
            let isFace = parts.map(\.anchors) == [3, 2, 2, 3] && c == 2
            for (layout, rows, columns) in layouts() where rows == total && columns == 4 + c {
                var attributes = DetectAttributes(
                    boxForm: .distances, scoreForm: .softmax, classes: c,
                    levels: zip(parts, geometry(offset: 0.5)).map { part, level in
                        var level = level
                        level.anchors = part.anchors
                        return level
                    })
                for reading in [OutputReading.Boxes.corners, .centerSize] {
                    guard let (form, isNormalized) = probePriors(parts, layout, c, reading) else { continue }
                    attributes.boxForm = form
                    found.append(
                        (
                            HeadProposal(
                                family: isFace ? .face : .ssd, levels: parts, attributes: attributes,
                                reading: OutputReading(boxes: reading, isNormalized: isNormalized)), layout
                        ))
                }
                if isFace {
                    attributes.boxForm = .priors(boxes: facePriors(), centerVariance: 0.1, sizeVariance: 0.2)
                    found.append(
                        (
                            HeadProposal(
                                family: .face, levels: parts, attributes: attributes,
                                reading: OutputReading(boxes: .raw)), layout
                        ))
                }
            }
        }
        return found
    }

    /// Reads priors and variances off the decoded boxes of maps that hold zeros, then ones.
    private func probePriors(
        _ parts: [HeadLevel], _ layout: TableLayout, _ classes: Int, _ reading: OutputReading.Boxes
    ) -> (DetectAttributes.BoxForm, isNormalized: Bool)? {
        func boxes(_ value: Float) -> [Float]? {
            let contents = maps.map { map in
                let isBoxes = parts.contains { $0.boxes.map == map }
                return Tensor(
                    shape: shape(map),
                    floats: Array(repeating: isBoxes ? value : 0, count: shape(map).reduce(1, *)))
            }
            guard let outputs = run(contents), let (rows, columns, values) = layout.table(outputs),
                columns == 4 + classes
            else { return nil }
            return (0..<rows).flatMap { row -> [Float] in
                let v = values[row * columns..<row * columns + 4].map { $0 }
                return reading == .centerSize
                    ? v : [(v[0] + v[2]) / 2, (v[1] + v[3]) / 2, v[2] - v[0], v[3] - v[1]]
            }
        }
        guard var priors = boxes(0), let moved = boxes(1) else { return nil }
        guard
            let widest = Swift.stride(from: 0, to: priors.count, by: 4).max(by: {
                priors[$0 + 2] < priors[$1 + 2]
            }),
            priors[widest + 2] > 0
        else { return nil }
        let center = (moved[widest] - priors[widest]) / priors[widest + 2]
        let size = log(moved[widest + 2] / priors[widest + 2])
        guard center > 0, center.isFinite, size > 0, size.isFinite else { return nil }
        let isNormalized = priors.allSatisfy { abs($0) < 4 }
        if isNormalized {
            for i in priors.indices { priors[i] *= Float(i % 2 == 0 ? inputWidth : inputHeight) }
        }
        func rounded(_ x: Float) -> Float { (x * 1000).rounded() / 1000 }
        return (
            .priors(boxes: priors, centerVariance: rounded(center), sizeVariance: rounded(size)), isNormalized
        )
    }

    /// The priors of Ultra-Light-Fast-Generic-Face-Detector: squares about the cells' centres.
    private func facePriors() -> [Float] {
        let sizes: [[Float]] = [[10, 16, 24], [32, 48], [64, 96], [128, 192, 256]]
        var boxes: [Float] = []
        let (width, height) = (Float(inputWidth), Float(inputHeight))
        for (l, maps) in levels.enumerated() {
            let plane = shape(maps[0])
            let step = Float(8 << l)
            for y in 0..<plane[2] {
                for x in 0..<plane[3] {
                    for size in sizes[l] {
                        boxes += [
                            min((Float(x) + 0.5) * step, width), min((Float(y) + 0.5) * step, height),
                            min(size, width), min(size, height),
                        ]
                    }
                }
            }
        }
        return boxes
    }

    // MARK: Three maps a level

    /// YOLOX: boxes, objectness and classes.
    private func yolox() -> [Guess] {
        var found: [Guess] = []
        for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
            let (b, o, s) = (order[0], order[1], order[2])
            guard levels.allSatisfy({ channels($0[b]) == 4 && channels($0[o]) == 1 }),
                Set(levels.map { channels($0[s]) }).count == 1
            else { continue }
            let classes = channels(levels[0][s])
            let attributes = DetectAttributes(
                boxForm: .centers, classes: classes, levels: geometry(offset: 0), hasObjectness: true)
            let parts = levels.map {
                HeadLevel(boxes: whole($0[b]), scores: whole($0[s]), objects: whole($0[o]))
            }
            for (layout, _, columns) in layouts() where columns == 5 + classes {
                for reading in [
                    OutputReading(boxes: .raw), OutputReading(boxes: .raw, scores: .logits),
                    OutputReading(boxes: .centerSize), OutputReading(boxes: .corners),
                ] {
                    found.append(
                        (
                            HeadProposal(
                                family: .yolox, levels: parts, attributes: attributes, reading: reading),
                            layout
                        ))
                }
            }
        }
        return found
    }

    // MARK: One map a level

    /// Scores and distributions out of one convolution.
    private func nanodet() -> [Guess] {
        var found: [Guess] = []
        guard Set(levels.map { channels($0[0]) }).count == 1 else { return [] }
        let n = channels(levels[0][0])
        for (layout, _, columns) in layouts() where columns == n {
            let isJoined = if case .joined = layout { true } else { false }
            for bins in [8, 17, 16, 32] + Array(2...7) + Array(9...15) where n > 4 * bins {
                let classes = n - 4 * bins
                if case .separate(let boxes, _) = layout, graph[graph.outputs[boxes[0]]].shape![2] != 4 * bins
                {
                    continue
                }
                // Its second version counts cells from their corners, and gives one table.
                let attributes = DetectAttributes(
                    boxForm: .distributions(bins: bins), classes: classes,
                    levels: geometry(offset: isJoined ? 0 : 0.5))
                let parts = levels.map {
                    HeadLevel(
                        boxes: MapChannels($0[0], classes..<n), scores: MapChannels($0[0], 0..<classes))
                }
                for scores in [OutputReading.Scores.probabilities, .logits] {
                    let reading = OutputReading(boxes: .raw, scores: scores, scoresFirst: isJoined)
                    // Logits beside raw boxes in one table: nothing tells where one ends.
                    if isJoined, scores == .logits, bins != 8 { continue }
                    found.append(
                        (
                            HeadProposal(
                                family: .nanodet, levels: parts, attributes: attributes, reading: reading),
                            layout
                        ))
                }
            }
        }
        return found
    }

    /// YOLOv3 to YOLOv7: for each anchor its box, objectness and classes.
    private func anchored(_ family: HeadFamily?) -> [Guess] {
        var found: [Guess] = []
        for (layout, _, columns) in layouts() where columns > 5 {
            let classes = columns - 5
            let counts = Set(levels.map { channels($0[0]) })
            guard counts.count == 1, let n = counts.first, n % columns == 0 else { continue }
            let anchors = n / columns
            let parts = levels.map { maps in
                func channels(_ range: Range<Int>) -> MapChannels {
                    MapChannels(maps[0], (0..<anchors).flatMap { a in range.map { a * columns + $0 } })
                }
                return HeadLevel(
                    boxes: channels(0..<4), scores: channels(5..<columns), objects: channels(4..<5),
                    anchors: anchors)
            }
            var attributes = DetectAttributes(
                boxForm: .anchors, classes: classes, levels: geometry(offset: 0), hasObjectness: true)
            for l in levels.indices { attributes.levels[l].anchors = anchors }
            for (form, name) in [
                (DetectAttributes.BoxForm.anchors, HeadFamily.yolov5), (.exponentialAnchors, .yolov3),
            ] {
                attributes.boxForm = form
                if let sizes = probeAnchors(parts, layout, columns) {
                    for l in levels.indices { attributes.levels[l].anchorSizes = sizes[l] }
                    found.append(
                        (
                            HeadProposal(
                                family: name, levels: parts, attributes: attributes,
                                reading: OutputReading(boxes: .centerSize)), layout
                        ))
                }
                // Raw maps do not tell their anchors: only where one says which network it is.
                guard family == name, let sizes = Self.usualAnchors(name, levels: levels.count), anchors == 3
                else { continue }
                for l in levels.indices { attributes.levels[l].anchorSizes = sizes[l] }
                for scores in [OutputReading.Scores.logits, .probabilities] {
                    found.append(
                        (
                            HeadProposal(
                                family: name, levels: parts, attributes: attributes,
                                reading: OutputReading(boxes: .raw, scores: scores)), layout
                        ))
                }
            }
        }
        return found
    }

    /// Width and height of each anchor off the decoded boxes of maps that hold zeros.
    private func probeAnchors(_ parts: [HeadLevel], _ layout: TableLayout, _ columns: Int) -> [[Float]]? {
        var contents = maps.map { map in
            Tensor(shape: shape(map), floats: Array(repeating: 0, count: shape(map).reduce(1, *)))
        }
        // Objectness tells whose row it is.
        var marks: [(level: Int, anchor: Int, objectness: Float)] = []
        let count = parts.reduce(0) { $0 + $1.anchors }
        for (l, part) in parts.enumerated() {
            let map = maps.firstIndex(of: part.boxes.map)!
            let plane = shape(part.boxes.map)[2...].reduce(1, *)
            for a in 0..<part.anchors {
                let p = 0.6 + 0.35 * Double(marks.count) / Double(count)
                contents[map].floats[part.objects!.channels[a] * plane] = Float(log(p / (1 - p)))
                marks.append((l, a, Float(p)))
            }
        }
        guard let outputs = run(contents), let (rows, width, values) = layout.table(outputs), width == columns
        else { return nil }
        var sizes = parts.map { [Float](repeating: 0, count: 2 * $0.anchors) }
        for mark in marks {
            let row = (0..<rows).min {
                abs(values[$0 * columns + 4] - mark.objectness)
                    < abs(values[$1 * columns + 4] - mark.objectness)
            }
            guard let row, abs(values[row * columns + 4] - mark.objectness) < 1e-3 else { return nil }
            for axis in 0..<2 {
                let size = values[row * columns + 2 + axis]
                guard size > 0, size.isFinite else { return nil }
                sizes[mark.level][2 * mark.anchor + axis] = (size * 100).rounded() / 100
            }
        }
        return sizes
    }

    /// The anchors of the networks trained on COCO, where a file does not hold them.
    private static func usualAnchors(_ family: HeadFamily, levels: Int) -> [[Float]]? {
        guard levels == 3 else { return nil }
        switch family {
        case .yolov5, .yolov3:
            return [
                [10, 13, 16, 30, 33, 23], [30, 61, 62, 45, 59, 119], [116, 90, 156, 198, 373, 326],
            ]
        default: return nil
        }
    }
}
