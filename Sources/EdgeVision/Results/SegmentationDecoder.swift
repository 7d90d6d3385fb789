import EdgeRuntime

/// Turns a segmentation network's output `[1, H, W, C]` or `[1, H, W]` into a class for every pixel of the
/// original picture: the largest channel, the first of equal ones, decided on the tensor's own values; then
/// the nearest one for every pixel of the picture.
struct SegmentationDecoder: Sendable {
    /// How a pixel's elements name its class.
    enum Form: Sendable {
        case largest
        /// One element: class 1 where it is above this, else class 0. Of the tensor's own values.
        case above(Float)
        /// One float: the class's index.
        case index
    }
    let form: Form
    let width: Int
    let height: Int
    let channels: Int

    func decode(_ output: TensorView, geometry: ResizeGeometry, into result: inout RecognitionResult) {
        decode(output, &result.segmentation.coarse)
        result.segmentation.enlarge(geometry, width: width, height: height)
    }

    private func decode(_ output: TensorView, _ classes: inout [UInt8]) {
        // `[1, H, W]` has the columns as its channels.
        let isFlat = output.pixels != width * height
        let step = isFlat ? output.elementType.bits / 8 : output.pixelStride
        if classes.count != width * height { classes = [UInt8](repeating: 0, count: width * height) }
        classes.withUnsafeMutableBufferPointer { classes in
            if output.elementType == .float32 {
                fill(classes, output.base, step, Float.self)
            } else {
                fill(classes, output.base, step, Int8.self)
            }
        }
    }

    private func fill<Element: SegmentElement>(
        _ classes: UnsafeMutableBufferPointer<UInt8>, _ base: UnsafeMutableRawPointer, _ step: Int,
        _ type: Element.Type
    ) {
        for i in classes.indices {
            let pixel = (base + i * step).assumingMemoryBound(to: Element.self)
            switch form {
            case .above(let threshold): classes[i] = pixel[0].number > threshold ? 1 : 0
            case .index: classes[i] = UInt8(min(max(pixel[0].number, 0), 254))
            case .largest:
                var best = 0
                var value = pixel[0]
                for c in 1..<channels where pixel[c] > value {
                    value = pixel[c]
                    best = c
                }
                classes[i] = UInt8(truncatingIfNeeded: best)
            }
        }
    }
}

private protocol SegmentElement: Comparable {
    /// As it is, without the tensor's scale.
    var number: Float { get }
}
extension Int8: SegmentElement { fileprivate var number: Float { Float(self) } }
extension Float: SegmentElement { fileprivate var number: Float { isNaN ? 0 : self } }

extension Segmentation {
    /// Fills the map of the picture from `coarse`, `[height][width]`, which covers the whole tensor.
    mutating func enlarge(_ geometry: ResizeGeometry, width coarseWidth: Int, height coarseHeight: Int) {
        width = geometry.sourceWidth
        height = geometry.sourceHeight
        if classes.count != width * height { classes = [UInt8](repeating: 0, count: width * height) }
        if columns.count != width { columns = [Int32](repeating: -1, count: width) }
        if columnCounts.count != coarseWidth { columnCounts = [Int](repeating: 0, count: coarseWidth) }
        for c in 0..<coarseWidth { columnCounts[c] = 0 }
        for x in 0..<width {
            columns[x] = nearest(
                x, of: width, resized: geometry.resizedWidth, start: geometry.left, window: geometry.width,
                cells: coarseWidth)
            if columns[x] >= 0 { columnCounts[Int(columns[x])] += 1 }
        }
        for i in pixelCounts.indices { pixelCounts[i] = 0 }
        pixelCounts[Int(Self.unseen)] = width * height
        var y = 0
        while y < height {
            func row(_ y: Int) -> Int32 {
                nearest(
                    y, of: height, resized: geometry.resizedHeight, start: geometry.top,
                    window: geometry.height, cells: coarseHeight)
            }
            let cells = row(y)
            var end = y + 1
            while end < height, row(end) == cells { end += 1 }
            fillRows(y..<end, from: cells < 0 ? nil : Int(cells) * coarseWidth)
            y = end
        }
    }

    /// Rows of the picture that show the same row of cells, which starts at `start` in `coarse`; nil where
    /// they are unseen.
    private mutating func fillRows(_ rows: Range<Int>, from start: Int?) {
        let width = width
        classes.withUnsafeMutableBufferPointer { classes in
            let first = classes.baseAddress! + rows.lowerBound * width
            if let start {
                coarse.withUnsafeBufferPointer { coarse in
                    for x in 0..<width {
                        first[x] = columns[x] < 0 ? Self.unseen : coarse[start + Int(columns[x])]
                    }
                }
            } else {
                first.update(repeating: Self.unseen, count: width)
            }
            for row in 1..<max(rows.count, 1) {
                (first + row * width).update(from: first, count: width)
            }
        }
        guard let start else { return }
        for c in columnCounts.indices {
            let pixels = columnCounts[c] * rows.count
            pixelCounts[Int(coarse[start + c])] += pixels
            pixelCounts[Int(Self.unseen)] -= pixels
        }
    }
}

/// The cell under the centre of pixel `index`; -1 outside of the window.
private func nearest(
    _ index: Int, of size: Int, resized: Int, start: Int, window: Int, cells: Int
) -> Int32 {
    let inTensor = (Double(index) + 0.5) * Double(resized) / Double(size) - Double(start)
    let cell = (inTensor * Double(cells) / Double(window)).rounded(.down)
    return cell >= 0 && cell < Double(cells) ? Int32(cell) : -1
}
