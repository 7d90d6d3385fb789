/// Tints the pixels of a class map, stronger along the borders between classes.
struct MaskPainter: Sendable {
    fileprivate struct Tint {
        var colour = Colour.black
        var isDrawn = false
    }

    // Arrays that are kept: inline ones were copied at every access, which took longer than all the rest.

    /// By class index.
    private var tints = [Tint](repeating: Tint(), count: 256)
    /// `[class][48]`: what a colour adds to the bytes of sixteen pixels.
    private var addends = [UInt16](repeating: 0, count: 256 * 48)

    /// - Parameter opacity: 0...1.
    mutating func paint(_ result: RecognitionResult, opacity: Float, _ canvas: Canvas) {
        let alpha = Int(min(max(opacity, 0), 1) * 256)
        for index in tints.indices where result.segmentation.pixelCounts[index] > 0 {
            let colour = Colour.ofClass(index)
            tints[index] = Tint(colour: colour, isDrawn: result.isTinted(UInt8(index)))
            for i in 0..<48 {
                let sample = i % 3 == 0 ? colour.red : i % 3 == 1 ? colour.green : colour.blue
                addends[48 * index + i] = UInt16(Int(sample) * alpha + 128)
            }
        }
        tints.withUnsafeBufferPointer { tints in
            addends.withUnsafeBufferPointer { addends in
                Brush(tints: tints.baseAddress!, addends: addends.baseAddress!, alpha: alpha)
                    .paint(result.segmentation, canvas)
            }
        }
    }

    fileprivate struct Brush {
        let tints: UnsafePointer<Tint>
        let addends: UnsafePointer<UInt16>
        /// 0...256
        let alpha: Int
    }
}

extension MaskPainter.Brush {
    /// The map is stretched to the canvas: the nearest pixel.
    fileprivate func paint(_ map: Segmentation, _ canvas: Canvas) {
        guard map.width > 0, map.height > 0 else { return }
        map.classes.withUnsafeBufferPointer { classes in
            for y in 0..<canvas.height {
                let row = y * map.height / canvas.height
                let here = classes.baseAddress! + row * map.width
                let below = row + 1 < map.height ? here + map.width : here
                if map.width == canvas.width {
                    paintRow(y, here, below, canvas)
                } else {
                    for x in 0..<canvas.width {
                        paint(x, y, here, below, column: x * map.width / canvas.width, of: map.width, canvas)
                    }
                }
            }
        }
    }

    @inline(__always)
    private func paint(
        _ x: Int, _ y: Int, _ here: UnsafePointer<UInt8>, _ below: UnsafePointer<UInt8>, column: Int,
        of width: Int, _ canvas: Canvas
    ) {
        let index = here[column]
        let tint = tints[Int(index)]
        guard tint.isDrawn else { return }
        let isBorder = here[min(column + 1, width - 1)] != index || below[column] != index
        canvas.blend(x, y, tint.colour, isBorder ? (alpha + 256) / 2 : alpha)
    }

    /// A row of as many columns as the map has: sixteen pixels at once where all of them, and those on their
    /// right and below, are of one class.
    private func paintRow(
        _ y: Int, _ here: UnsafePointer<UInt8>, _ below: UnsafePointer<UInt8>, _ canvas: Canvas
    ) {
        var x = 0
        while x < canvas.width {
            let index = here[x]
            guard x + 17 <= canvas.width, isUniform(here + x, below + x, index) else {
                paint(x, y, here, below, column: x, of: canvas.width, canvas)
                x += 1
                continue
            }
            if tints[Int(index)].isDrawn {
                blend(canvas.base + y * canvas.stride + 3 * x, addends + 48 * Int(index))
            }
            x += 16
        }
    }

    /// Sixteen pixels as `Canvas.blend` does one.
    @inline(__always)
    private func blend(_ bytes: UnsafeMutablePointer<UInt8>, _ addends: UnsafePointer<UInt16>) {
        let keep = UInt16(256 - alpha)
        for i in 0..<48 {
            // 255 * 256 + 128 at most.
            bytes[i] = UInt8(truncatingIfNeeded: (UInt16(bytes[i]) &* keep &+ addends[i]) &>> 8)
        }
    }

    /// Whether 17 pixels here and 16 below are of class `index`.
    @inline(__always)
    private func isUniform(
        _ here: UnsafePointer<UInt8>, _ below: UnsafePointer<UInt8>, _ index: UInt8
    ) -> Bool {
        func word(_ bytes: UnsafePointer<UInt8>, _ offset: Int) -> UInt64 {
            UnsafeRawPointer(bytes).loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        }
        let all = UInt64(index) &* 0x0101_0101_0101_0101
        let difference =
            (word(here, 0) ^ all) | (word(here, 8) ^ all) | (word(here, 9) ^ all) | (word(below, 0) ^ all)
            | (word(below, 8) ^ all)
        return difference == 0
    }
}
