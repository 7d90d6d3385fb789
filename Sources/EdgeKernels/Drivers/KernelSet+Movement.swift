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

    /// depthToSpace: input pixel by input pixel, all of its row of the block at once.
    public func depthToSpace(_ a: BlockArguments, part: Int = 0, of parts: Int = 1) {
        let channels = a.output.channels
        // One channel: both orders are the same, and a row of the block lies in one piece.
        let isRun = channels == 1 || !a.channelFirst
        let step = a.channelFirst ? a.block * a.block : 1
        let isDense = a.output.pixelStride == channels
        let pieces = piece(part, of: parts, count: a.output.height * a.input.width)
        for index in pieces {
            let y = index / a.input.width
            let x = index - y * a.input.width
            let row = y % a.block * a.block
            let source = a.input.base + (y / a.block * a.input.width + x) * a.input.pixelStride
            var output = a.output.base + (y * a.output.width + x * a.block) * a.output.pixelStride
            if isRun && isDense {
                output.update(from: source + row * channels, count: a.block * channels)
                continue
            }
            for place in row..<row + a.block {
                let first = a.channelFirst ? source + place : source + place * channels
                for c in 0..<channels { output[c] = first[c * step] }
                output += a.output.pixelStride
            }
        }
    }

    /// channelShuffle
    public func channelShuffle(_ a: ShuffleArguments, part: Int = 0, of parts: Int = 1) {
        let each = a.output.channels / a.groups
        for pixel in piece(part, of: parts, count: a.output.height * a.output.width) {
            let source = a.input.base + pixel * a.input.pixelStride
            let output = a.output.base + pixel * a.output.pixelStride
            if a.groups == 2 {
                for j in 0..<each {
                    output[2 * j] = source[j]
                    output[2 * j + 1] = source[each + j]
                }
                continue
            }
            for i in 0..<a.groups {
                for j in 0..<each { output[j * a.groups + i] = source[i * each + j] }
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
