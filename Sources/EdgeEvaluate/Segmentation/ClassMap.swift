import EdgeVision

/// A class for every cell of a segmentation network's output, `[1, H, W, C]` scores or `[1, H, W]` class
/// indices: the channel of the largest score, the first of equal ones. One channel tells class 1 from class 0.
struct ClassMap {
    let width: Int
    let height: Int
    let classes: Int?
    /// `[height][width]`
    private let cells: [Int]

    init(_ output: OutputTensor, threshold: Float, model: String) throws(EvaluationError) {
        let shape = output.shape
        guard shape.count == 3 || shape.count == 4, shape[0] == 1, !output.values.isEmpty else {
            throw EvaluationError(
                what: "its output of shape \(shape) is no class map", place: model,
                mend: "use a network with one output, [1, C, H, W] or [1, H, W]")
        }
        height = shape[1]
        width = shape[2]
        let values = output.values
        guard shape.count == 4 else {
            classes = nil
            cells = values.map { $0 >= 0 && $0 < 1e9 ? Int($0) : 0 }
            return
        }
        let channels = shape[3]
        classes = max(channels, 2)
        if channels == 1 {
            cells = values.map { $0 > threshold ? 1 : 0 }
            return
        }
        cells = (0..<width * height).map { cell in
            var best = cell * channels
            for i in best + 1..<(cell + 1) * channels where values[i] > values[best] { best = i }
            return best - cell * channels
        }
    }

    /// The class of a pixel of the picture, that of the nearest cell; nil where the network did not see it.
    func lookup(_ geometry: ResizeGeometry) -> (_ x: Int, _ y: Int) -> Int? {
        let columns = (0..<geometry.sourceWidth).map {
            nearest($0, geometry.sourceWidth, geometry.resizedWidth, geometry.left, geometry.width, width)
        }
        let rows = (0..<geometry.sourceHeight).map {
            nearest($0, geometry.sourceHeight, geometry.resizedHeight, geometry.top, geometry.height, height)
        }
        return { x, y in
            guard let column = columns[x], let row = rows[y] else { return nil }
            return cells[row * width + column]
        }
    }

    /// The cell under the centre of pixel `index`.
    private func nearest(
        _ index: Int, _ size: Int, _ resized: Int, _ start: Int, _ window: Int, _ cells: Int
    ) -> Int? {
        let inTensor = (Double(index) + 0.5) * Double(resized) / Double(size) - Double(start)
        let cell = (inTensor * Double(cells) / Double(window)).rounded(.down)
        return cell >= 0 && cell < Double(cells) ? Int(cell) : nil
    }
}
