/// Corners in pixels of the model's input.
struct DetectedBox {
    var x1: Float
    var y1: Float
    var x2: Float
    var y2: Float

    /// False for infinities and NaN.
    var isFinite: Bool { x1.isFinite && y1.isFinite && x2.isFinite && y2.isFinite }

    var area: Float { (x2 - x1) * (y2 - y1) }

    /// Intersection over union; NaN, which exceeds no threshold, where the union is empty.
    func overlap(_ other: DetectedBox) -> Float {
        let width = min(x2, other.x2) - max(x1, other.x1)
        let height = min(y2, other.y2) - max(y1, other.y1)
        let shared = max(width, 0) * max(height, 0)
        return shared / ((area + other.area) - shared)
    }
}

/// Boxes of single anchors from the box maps (ARITHMETIC.md, "Detect").
struct BoxDecoder {
    let a: DetectArguments

    /// - Parameter anchor: counted over all levels.
    func box(of anchor: Int) -> DetectedBox {
        var l = 0
        var local = anchor
        while true {
            let count = a.levels[l].height * a.levels[l].width * a.anchors
            if local < count { break }
            local -= count
            l += 1
        }
        let boxes = a.levels[l].boxes
        let (pixel, k) = (local / a.anchors, local % a.anchors)
        let geometry = a.geometry + l * (2 + 2 * a.anchors)
        let (width, height) = (geometry[2 + 2 * k], geometry[3 + 2 * k])
        let cell = Cell(
            x: toFloat(Int32(truncatingIfNeeded: pixel % a.levels[l].width)) + geometry[1],
            y: toFloat(Int32(truncatingIfNeeded: pixel / a.levels[l].width)) + geometry[1],
            stride: geometry[0])

        if case .distributions(let bins) = a.boxForm {
            let start = pixel * boxes.pixelStride + k * 4 * bins
            return cell.box(
                left: expectation(boxes, start, bins), top: expectation(boxes, start + bins, bins),
                right: expectation(boxes, start + 2 * bins, bins),
                bottom: expectation(boxes, start + 3 * bins, bins))
        }
        let start = pixel * boxes.pixelStride + k * 4
        let (b0, b1) = (boxes.number(start), boxes.number(start + 1))
        let (b2, b3) = (boxes.number(start + 2), boxes.number(start + 3))
        switch a.boxForm {
        case .distances, .distributions:
            return cell.box(left: b0, top: b1, right: b2, bottom: b3)
        case .centers:
            return centered(
                (b0 + cell.x) * cell.stride, (b1 + cell.y) * cell.stride,
                exponentialOfAny(b2) * cell.stride, exponentialOfAny(b3) * cell.stride)
        case .anchors:
            let (w, h) = (2 * sigmoid(b2), 2 * sigmoid(b3))
            return centered(
                ((2 * sigmoid(b0) - 0.5) + cell.x) * cell.stride,
                ((2 * sigmoid(b1) - 0.5) + cell.y) * cell.stride, (w * w) * width, (h * h) * height)
        case .exponentialAnchors:
            return centered(
                (sigmoid(b0) + cell.x) * cell.stride, (sigmoid(b1) + cell.y) * cell.stride,
                exponentialOfAny(b2) * width, exponentialOfAny(b3) * height)
        case .offsets:
            return centered(b0 + cell.x * cell.stride, b1 + cell.y * cell.stride, b2, b3)
        case .priors(let priors, let centerVariance, let sizeVariance):
            let prior = priors + anchor * 4
            return centered(
                (b0 * centerVariance) * prior[2] + prior[0], (b1 * centerVariance) * prior[3] + prior[1],
                exponentialOfAny(b2 * sizeVariance) * prior[2],
                exponentialOfAny(b3 * sizeVariance) * prior[3])
        }
    }

    /// Of the softmax over the logits of distances 0, 1, …
    private func expectation(_ map: DetectMap, _ start: Int, _ bins: Int) -> Float {
        let largest = map.largest(start, bins)
        var sum: Float = 0
        var weighted: Float = 0
        for i in 0..<bins {
            let e = exponential(map.difference(start + i, largest))
            sum += e
            weighted += toFloat(Int32(truncatingIfNeeded: i)) * e
        }
        return weighted / sum
    }

    private func centered(_ x: Float, _ y: Float, _ width: Float, _ height: Float) -> DetectedBox {
        let (w, h) = (width * 0.5, height * 0.5)
        return DetectedBox(x1: x - w, y1: y - h, x2: x + w, y2: y + h)
    }
}

/// A cell's centre, in cells.
private struct Cell {
    var x: Float
    var y: Float
    var stride: Float

    func box(left: Float, top: Float, right: Float, bottom: Float) -> DetectedBox {
        DetectedBox(
            x1: (x - left) * stride, y1: (y - top) * stride, x2: (x + right) * stride,
            y2: (y + bottom) * stride)
    }
}
