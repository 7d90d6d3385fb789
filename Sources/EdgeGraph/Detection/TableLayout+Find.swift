extension HeadTail {
    /// Every way to see the network's outputs as one table of anchors, with the number of its columns.
    func layouts() -> [(layout: TableLayout, rows: Int, columns: Int)] {
        let shapes = graph.outputs.map { graph[$0].shape ?? [] }
        let isFlat = shapes.allSatisfy { $0.count == 3 && $0[0] == 1 && $0[1] > 0 && $0[2] > 0 }
        if shapes.count == 1, isFlat {
            let (a, b) = (shapes[0][1], shapes[0][2])
            return [(.joined(transposed: a < b), max(a, b), min(a, b))]
        }
        if shapes.count == levels.count, shapes.allSatisfy({ $0.count == 5 }),
            Set(shapes.map(\.[4])).count == 1
        {
            return [(.perLevel, shapes.reduce(0) { $0 + $1.dropLast().reduce(1, *) }, shapes[0][4])]
        }
        guard isFlat, shapes.count == 2 || shapes.count == 2 * levels.count else { return [] }
        // Boxes and scores by their last dimension, each in the order of their rows.
        let widths = Set(shapes.map(\.[2]))
        let rows = shapes.reduce(0) { $0 + $1[1] } / 2
        func positions(_ width: Int) -> [Int] {
            let found = shapes.indices.filter { shapes[$0][2] == width }
            return found.sorted { shapes[$0][1] > shapes[$1][1] }
        }
        var found: [(TableLayout, Int, Int)] = []
        if widths.count == 2 {
            for width in widths.sorted() where width % 4 == 0 {
                let other = widths.first { $0 != width }!
                guard positions(width).count == positions(other).count else { continue }
                found.append(
                    (.separate(boxes: positions(width), scores: positions(other)), rows, width + other))
            }
        } else if widths.count == 1, shapes.count == 2 {
            found = [
                (.separate(boxes: [0], scores: [1]), rows, 2 * shapes[0][2]),
                (.separate(boxes: [1], scores: [0]), rows, 2 * shapes[0][2]),
            ]
        }
        return found
    }

    /// Whether the network's only output has rows of six numbers.
    var mayGiveRows: Bool {
        guard graph.outputs.count == 1, let shape = graph[graph.outputs[0]].shape else { return false }
        return shape.count == 3 && shape[0] == 1 && shape[2] == 6 && shape[1] <= 1024
    }
}
