/// Channels of a map, in the order in which the operator wants them.
struct MapChannels {
    var map: ValueID
    var channels: [Int]

    init(_ map: ValueID, _ channels: some Sequence<Int>) {
        self.map = map
        self.channels = Array(channels)
    }
}

/// The maps of one level by what they hold.
struct HeadLevel {
    var boxes: MapChannels
    var scores: MapChannels
    var objects: MapChannels?
    var anchors = 1
}

/// What a head might be: a guess that `HeadTrial` puts to the test.
struct HeadProposal {
    var family: HeadFamily
    var levels: [HeadLevel]
    var attributes: DetectAttributes
    var reading: OutputReading
}

/// How the outputs of a network hold what its head found.
struct OutputReading: Equatable {
    enum Boxes: Equatable {
        /// Corners, or centre and size, in pixels times `scale`.
        case corners, centerSize
        /// What the maps hold.
        case raw
    }
    enum Scores: Equatable { case probabilities, logits }

    /// True: rows of corners, score, class. False: a table of anchors with a column for each number.
    var isRows = false
    var boxes = Boxes.corners
    var scores = Scores.probabilities
    /// Scores stand before boxes.
    var scoresFirst = false
    /// Of raw boxes: more numbers that follow each, such as keypoints, and are left out.
    var numbersAfterBox = 0
    /// Boxes are in shares of the picture's width and height.
    var isNormalized = false

    var description: String {
        if isRows { return "end to end" }
        switch boxes {
        case .raw: return "raw boxes, decoded here"
        case .corners, .centerSize: return "decoded boxes"
        }
    }
}

/// The outputs of a network as one table: a row for each anchor, boxes, objectness and scores in known columns.
struct OutputTable {
    var rows: Int
    var columns: Int
    var values: [Float]
    var boxColumns: Range<Int>
    var objectColumn: Int?
    var scoreColumns: Range<Int>

    subscript(row: Int, column: Int) -> Float { values[row * columns + column] }
}

/// Where the numbers of a table lie in a network's outputs.
enum TableLayout {
    /// One output `[1, rows, columns]`, or transposed.
    case joined(transposed: Bool)
    /// Outputs of their own, for all levels or one after the other; both `[1, rows, n]`.
    case separate(boxes: [Int], scores: [Int])
    /// One output a level: `[1, A, H, W, n]`, with the columns last.
    case perLevel

    func table(_ outputs: [Tensor]) -> (rows: Int, columns: Int, values: [Float])? {
        switch self {
        case .joined(let transposed):
            let x = outputs[0]
            let (a, b) = (x.shape[1], x.shape[2])
            if !transposed { return (a, b, x.floats) }
            var values = x.floats
            for i in 0..<a {
                for j in 0..<b { values[j * a + i] = x.floats[i * b + j] }
            }
            return (b, a, values)
        case .separate(let boxes, let scores):
            let left = boxes.flatMap { outputs[$0].floats }
            let right = scores.flatMap { outputs[$0].floats }
            let (n, m) = (outputs[boxes[0]].shape.last!, outputs[scores[0]].shape.last!)
            guard n > 0, m > 0, left.count / n == right.count / m else { return nil }
            var values: [Float] = []
            for row in 0..<left.count / n {
                values += left[row * n..<(row + 1) * n]
                values += right[row * m..<(row + 1) * m]
            }
            return (left.count / n, n + m, values)
        case .perLevel:
            let columns = outputs[0].shape.last!
            let values = outputs.flatMap(\.floats)
            return (values.count / columns, columns, values)
        }
    }
}
