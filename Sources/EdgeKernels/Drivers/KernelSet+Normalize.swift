extension KernelSet {
    /// normalize: two passes over each chunk of channels, one for the sums and one for the result.
    public func normalize(_ a: NormalizeArguments, part: Int = 0, of parts: Int = 1) {
        let each = a.output.channels / a.groups
        // Groups of few channels go together, as many as fill a chunk.
        let together = max(1, Channels.count / each)
        var group = piece(part, of: parts, count: a.groups, unit: max(1, min(together, 16 / each)))
        while !group.isEmpty {
            let end = min(group.lowerBound + together, group.upperBound)
            normalizeGroups(a, group.lowerBound..<end, each)
            group = end..<group.upperBound
        }
    }

    /// prelu
    public func prelu(_ a: PReluArguments, part: Int = 0, of parts: Int = 1) {
        for pixel in piece(part, of: parts, count: a.output.height * a.output.width) {
            let input = a.input.base + pixel * a.input.pixelStride
            let output = a.output.base + pixel * a.output.pixelStride
            for c in 0..<a.output.channels {
                let difference = Int32(input[c]) &- a.inputZeroPoint
                let factor = difference >= 0 ? a.factor : a.negativeFactors[c]
                output[c] = quantize(
                    toFloat(difference) * factor, a.range.low, a.range.high, a.range.zeroPoint)
            }
        }
    }
}

/// Channels whose sums are taken together.
private typealias Channels = InlineArray<64, Int32>

/// Groups that are at most one chunk of channels, or one group of any size.
private func normalizeGroups(_ a: NormalizeArguments, _ groups: Range<Int>, _ each: Int) {
    let channels = groups.lowerBound * each..<groups.upperBound * each
    let pixels = a.input.height * a.input.width
    // Of each group: of all chunks where there is but one, else of its channels.
    var sums = InlineArray<64, GroupSums>(repeating: GroupSums())
    var chunk = channels.lowerBound
    while chunk < channels.upperBound {
        let count = min(Channels.count, channels.upperBound - chunk)
        var first = 0
        // So few pixels that sums of squares stay within 32 bits.
        while first < pixels {
            let end = min(first + 65536, pixels)
            add(a.input, chunk, count, first..<end, each, channels.lowerBound, &sums)
            first = end
        }
        chunk += count
    }
    chunk = channels.lowerBound
    while chunk < channels.upperBound {
        let count = min(Channels.count, channels.upperBound - chunk)
        var factors = InlineArray<64, Float>(repeating: 0)
        var shifts = factors
        for c in 0..<count {
            let moments = sums[(chunk + c - channels.lowerBound) / each]
                .moments(count: pixels * each, epsilon: a.epsilon)
            factors[c] = a.factor[chunk + c] * moments.inverseDeviation
            shifts[c] = a.shift[chunk + c] - factors[c] * moments.mean
        }
        for pixel in 0..<pixels {
            let input = a.input.base + pixel * a.input.pixelStride + chunk
            let output = a.output.base + pixel * a.output.pixelStride + chunk
            for c in 0..<count {
                let value = toFloat(Int32(input[c])) * factors[c] + shifts[c]
                output[c] = quantize(value, a.range.low, a.range.high, a.range.zeroPoint)
            }
        }
        chunk += count
    }
}

/// Adds the sums of a chunk of channels over some pixels to those of their groups.
private func add(
    _ input: ImageView, _ chunk: Int, _ count: Int, _ pixels: Range<Int>, _ each: Int, _ firstChannel: Int,
    _ sums: inout InlineArray<64, GroupSums>
) {
    var linear = Channels(repeating: 0)
    var squares = Channels(repeating: 0)
    for pixel in pixels {
        let q = input.base + pixel * input.pixelStride + chunk
        for c in 0..<count {
            let value = Int32(q[c])
            linear[c] &+= value
            squares[c] &+= value &* value
        }
    }
    for c in 0..<count {
        let group = (chunk + c - firstChannel) / each
        sums[group].linear &+= linear[c]
        sums[group].squares &+= widened(squares[c])
    }
}

/// Sums over a group's quanta and their squares, exact.
private struct GroupSums {
    var linear: Int32 = 0
    var squares: Int64 = 0

    /// ARITHMETIC.md, "Normalize".
    func moments(count: Int, epsilon: Float) -> (mean: Float, inverseDeviation: Float) {
        let count = Int32(truncatingIfNeeded: count)
        let sum = widened(linear)
        let spread = widened(count) &* squares &- sum &* sum
        let v = toFloat(lowWord(spread &>> 31)) * 0x1p31 + toFloat(lowWord(spread) & 0x7FFF_FFFF)
        let n = toFloat(count)
        let deviation = squareRoot(v / (n * n) + epsilon)
        return (toFloat(linear) / n, 1 / deviation)
    }
}
