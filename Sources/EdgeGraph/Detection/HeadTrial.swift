import Foundation

/// Puts a proposal to the test: made-up maps with a few planted objects go through the network's own tail and
/// through the operator, and both must find the same.
struct HeadTrial {
    let tail: HeadTail
    private var random = SplitMix64(seed: 2026)

    init(_ tail: HeadTail) { self.tail = tail }

    /// An object in the maps.
    private struct Planted {
        var level: Int
        var anchor: Int
        var pixel: Int
        var classIndex: Int
        var score: Double
        /// What the score map holds of it.
        var logit: Float
        var box: [Float]
    }

    private static let count = 24

    /// Whether the network's outputs are what the proposal says.
    mutating func accepts(_ proposal: HeadProposal, _ layout: TableLayout?) -> Bool {
        var contents = tail.maps.map { map in
            Tensor(shape: tail.shape(map), floats: Array(repeating: 0, count: tail.shape(map).reduce(1, *)))
        }
        let planted = plant(proposal, in: &contents)
        guard !planted.isEmpty, let expected = operatorRows(proposal, contents, planted),
            let outputs = tail.run(contents)
        else { return false }
        if proposal.reading.isRows {
            guard outputs.count == 1, outputs[0].shape.count == 3, outputs[0].shape[2] == 6,
                outputs[0].shape[1] >= planted.count
            else { return false }
            return planted.indices.allSatisfy { i in
                Self.isEqual(Array(outputs[0].floats[i * 6..<i * 6 + 6]), expected[i])
            }
        }
        guard let layout, let table = columns(of: layout, outputs, proposal) else { return false }
        return planted.indices.allSatisfy { i in
            finds(planted[i], expected[i], in: table, proposal)
        }
    }

    // MARK: Maps

    private mutating func plant(_ proposal: HeadProposal, in contents: inout [Tensor]) -> [Planted] {
        let isSoftmax = proposal.attributes.scoreForm == .softmax
        for level in proposal.levels {
            fill(level.scores, &contents) { channel in
                isSoftmax && channel % proposal.attributes.classes == 0 ? 8 : -12
            }
            if let objects = level.objects { fill(objects, &contents) { _ in -12 } }
        }
        var planted: [Planted] = []
        var taken: Set<[Int]> = []
        for i in 0..<Self.count {
            let l = i % proposal.levels.count
            let level = proposal.levels[l]
            let plane = tail.shape(level.boxes.map)[2...].reduce(1, *)
            let anchor = random.below(level.anchors)
            let pixel = random.below(plane)
            guard taken.insert([l, anchor, pixel]).inserted else { continue }
            let classes = proposal.attributes.resultClasses
            let classIndex = random.below(classes)
            var score = 0.9 - 0.6 * Double(i) / Double(Self.count)
            let wanted = score
            var logit = Self.logit(score)
            if let objects = level.objects {
                let objectness = 0.95
                set(objects, anchor, pixel, Self.logit(objectness), &contents)
                logit = Self.logit(score / objectness)
                score = wanted
            }
            let channel = anchor * proposal.attributes.classes + classIndex + (isSoftmax ? 1 : 0)
            if isSoftmax { set(level.scores, anchor * proposal.attributes.classes, pixel, 0, &contents) }
            set(level.scores, channel, pixel, logit, &contents)
            let n = proposal.attributes.boxChannels
            let box = (0..<n).map { j in
                let value = boxNumber(proposal.attributes.boxForm, j)
                set(level.boxes, anchor * n + j, pixel, value, &contents)
                return value
            }
            planted.append(
                Planted(
                    level: l, anchor: anchor, pixel: pixel, classIndex: classIndex, score: score,
                    logit: logit, box: box))
        }
        return planted
    }

    private mutating func boxNumber(_ form: DetectAttributes.BoxForm, _ j: Int) -> Float {
        switch form {
        case .distances: random.uniform(0.5, 6)
        case .distributions: random.uniform(-3, 3)
        case .centers: j < 2 ? random.uniform(-0.5, 1.5) : random.uniform(-1, 1.5)
        case .anchors, .exponentialAnchors: random.uniform(-2, 2)
        case .priors: random.uniform(-1, 1)
        case .offsets: j < 2 ? random.uniform(-8, 8) : random.uniform(4, 60)
        }
    }

    private func fill(_ part: MapChannels, _ contents: inout [Tensor], _ value: (Int) -> Float) {
        let map = tail.maps.firstIndex(of: part.map)!
        let plane = tail.shape(part.map)[2...].reduce(1, *)
        for (position, channel) in part.channels.enumerated() {
            for p in 0..<plane { contents[map].floats[channel * plane + p] = value(position) }
        }
    }

    private func set(
        _ part: MapChannels, _ position: Int, _ pixel: Int, _ value: Float, _ contents: inout [Tensor]
    ) {
        let map = tail.maps.firstIndex(of: part.map)!
        let plane = tail.shape(part.map)[2...].reduce(1, *)
        contents[map].floats[part.channels[position] * plane + pixel] = value
    }

    // MARK: The operator

    /// The rows that the operator gives, where it finds what was planted.
    private func operatorRows(
        _ proposal: HeadProposal, _ contents: [Tensor], _ planted: [Planted]
    ) -> [[Float]]? {
        var attributes = proposal.attributes
        attributes.maxDetections = planted.count + 8
        attributes.candidates = planted.count + 64
        attributes.minScore = 0.2
        attributes.iouThreshold = 1
        var inputs: [Tensor] = []
        for level in proposal.levels {
            for part in [level.boxes, level.scores, level.objects].compactMap({ $0 }) {
                let map = contents[tail.maps.firstIndex(of: part.map)!]
                let plane = map.shape[2] * map.shape[3]
                var floats: [Float] = []
                floats.reserveCapacity(part.channels.count * plane)
                for channel in part.channels { floats += map.floats[channel * plane..<(channel + 1) * plane] }
                inputs.append(
                    Tensor(shape: [1, part.channels.count, map.shape[2], map.shape[3]], floats: floats))
            }
        }
        guard let output = try? evaluate(.detect(attributes), inputs: inputs).first else { return nil }
        let rows = planted.indices.map { Array(output.floats[$0 * 6..<$0 * 6 + 6]) }
        let finds = zip(rows, planted).allSatisfy { row, object in
            Int(row[5]) == object.classIndex && abs(Double(row[4]) - object.score) < 1e-3
        }
        return finds && output.floats[planted.count * 6 + 4] == 0 ? rows : nil
    }

    // MARK: The network's outputs

    private func columns(
        of layout: TableLayout, _ outputs: [Tensor], _ proposal: HeadProposal
    ) -> OutputTable? {
        let a = proposal.attributes
        let boxes = proposal.reading.boxes == .raw ? a.boxChannels + proposal.reading.numbersAfterBox : 4
        let object = a.hasObjectness ? 1 : 0
        guard let (rows, columns, values) = layout.table(outputs), columns == boxes + object + a.classes
        else {
            return nil
        }
        return OutputTable(
            rows: rows, columns: columns, values: values,
            boxColumns: proposal.reading.scoresFirst
                ? a.classes..<columns : 0..<boxes - proposal.reading.numbersAfterBox,
            objectColumn: a.hasObjectness ? boxes : nil,
            scoreColumns: proposal.reading.scoresFirst ? 0..<a.classes : boxes + object..<columns)
    }

    /// The row whose score is the planted one's holds its box.
    private func finds(
        _ object: Planted, _ expected: [Float], in table: OutputTable, _ proposal: HeadProposal
    ) -> Bool {
        let reading = proposal.reading
        let isLogit = reading.scores == .logits
        let background = proposal.attributes.scoreForm == .softmax ? 1 : 0
        let column = table.scoreColumns.lowerBound + object.classIndex + background
        let wanted = isLogit ? Double(object.logit) : object.score
        var best = -1
        var leastError = Double.infinity
        for row in 0..<table.rows {
            var value = Double(table[row, column])
            if !isLogit, let objectness = table.objectColumn { value *= Double(table[row, objectness]) }
            if abs(value - wanted) < leastError {
                leastError = abs(value - wanted)
                best = row
            }
        }
        guard best >= 0, leastError < 1e-3 else { return false }
        let numbers = table.boxColumns.map { table[best, $0] }
        switch reading.boxes {
        case .raw:
            return zip(numbers, object.box).allSatisfy { Self.isClose($0, $1) }
        case .corners, .centerSize:
            var box = numbers
            if reading.boxes == .centerSize {
                box = [
                    numbers[0] - numbers[2] / 2, numbers[1] - numbers[3] / 2,
                    numbers[0] + numbers[2] / 2, numbers[1] + numbers[3] / 2,
                ]
            }
            if reading.isNormalized {
                for i in 0..<4 { box[i] *= Float(i % 2 == 0 ? tail.inputWidth : tail.inputHeight) }
            }
            return zip(box, expected).allSatisfy { Self.isClose($0, $1) }
        }
    }

    private static func isEqual(_ a: [Float], _ b: [Float]) -> Bool {
        a[5] == b[5] && abs(a[4] - b[4]) < 1e-3 && zip(a[..<4], b[..<4]).allSatisfy { isClose($0, $1) }
    }

    private static func isClose(_ a: Float, _ b: Float) -> Bool { abs(a - b) <= 0.01 + 1e-3 * abs(b) }

    private static func logit(_ p: Double) -> Float { Float(log(p / (1 - p))) }
}
