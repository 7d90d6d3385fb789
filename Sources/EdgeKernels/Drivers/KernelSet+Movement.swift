extension KernelSet {
    /// pad2D: copies pixels, rows of them where they lie in one piece.
    public func pad(_ a: PadArguments, part: Int = 0, of parts: Int = 1) {
        let width = a.output.width
        let pixels = piece(part, of: parts, count: a.output.height * width)
        let isDense =
            a.input.pixelStride == a.output.channels && a.output.pixelStride == a.output.channels
        var pixel = pixels.lowerBound
        while pixel < pixels.upperBound {
            let y = pixel / width
            let x = pixel - y * width
            let output = a.output.base + pixel * a.output.pixelStride
            var count = 1
            if let row = a.source(y - a.top, size: a.input.height),
                let column = a.source(x - a.left, size: a.input.width)
            {
                // Of the image itself, as far as it goes.
                if isDense && x - a.left == column {
                    count = min(min(a.input.width - column, width - x), pixels.upperBound - pixel)
                }
                let source = a.input.base + (row * a.input.width + column) * a.input.pixelStride
                output.update(from: source, count: count * a.output.channels)
            } else {
                output.update(repeating: a.value, count: a.output.channels)
            }
            pixel += count
        }
    }

    /// depthToSpace
    public func depthToSpace(_ a: BlockArguments, part: Int = 0, of parts: Int = 1) {
        let width = a.output.width
        let channels = a.output.channels
        for pixel in piece(part, of: parts, count: a.output.height * width) {
            let y = pixel / width
            let x = pixel - y * width
            let place = y % a.block * a.block + x % a.block
            let source =
                a.input.base + (y / a.block * a.input.width + x / a.block) * a.input.pixelStride
            let output = a.output.base + pixel * a.output.pixelStride
            if a.channelFirst {
                let step = a.block * a.block
                for c in 0..<channels { output[c] = source[c * step + place] }
            } else {
                output.update(from: source + place * channels, count: channels)
            }
        }
    }

    /// spaceToDepth
    public func spaceToDepth(_ a: BlockArguments, part: Int = 0, of parts: Int = 1) {
        let channels = a.input.channels
        for pixel in piece(part, of: parts, count: a.output.height * a.output.width) {
            let top = pixel / a.output.width * a.block
            let left = pixel % a.output.width * a.block
            let output = a.output.base + pixel * a.output.pixelStride
            for i in 0..<a.block {
                for j in 0..<a.block {
                    let source = a.input.base + ((top + i) * a.input.width + left + j) * a.input.pixelStride
                    (output + (i * a.block + j) * channels).update(from: source, count: channels)
                }
            }
        }
    }
}

extension PadArguments {
    /// The pixel of an axis of `size` that index `i` reads; nil where it is the constant.
    @inline(__always)
    fileprivate func source(_ i: Int, size: Int) -> Int? {
        if i >= 0 && i < size { return i }
        switch mode {
        case .constant: return nil
        case .edge: return i < 0 ? 0 : size - 1
        case .reflect: return i < 0 ? -i : 2 * (size - 1) - i
        }
    }
}
