import CEdgeSIMD
import EdgeKernels

/// Picture rows: every remainder; samples and weights of all sizes, their extremes among them.
func checkPixels(_ kernel: PixelKernel, _ checker: inout Checker) {
    for i in 0..<sweptSizes {
        for pairs in 1...5 {
            checkBlend(sweptSize(i), pairs, kernel, &checker)
            checkWindows(sweptSize(i), pairs, kernel, &checker)
            checkSpans(sweptSize(i), 8 * pairs, kernel, &checker)
        }
        checkSplit(2, sweptSize(i), kernel, &checker)
        checkSplit(3, sweptSize(i), kernel, &checker)
        checkMerge(sweptSize(i), kernel, &checker)
        for _ in 0..<6 { checkColour(sweptSize(i), kernel, &checker) }
        checkLuma(sweptSize(i), kernel, &checker)
    }
    checkBlend(1000, 200, kernel, &checker)
    checkSpans(30, 4096, kernel, &checker)
}

extension Checker {
    /// Mostly anything, sometimes only the extremes.
    fileprivate mutating func samples(_ region: Region, _ count: Int) -> UnsafeMutablePointer<UInt8> {
        let bytes = memory.array(region, of: UInt8.self, count: count)
        let hasExtremes = generator.chance(4)
        for i in 0..<count {
            bytes[i] =
                hasExtremes
                ? (generator.chance(2) ? 255 : 0) : UInt8(truncatingIfNeeded: generator.next() >> 40)
        }
        return bytes
    }

    /// Weights that sum to no more than one and a little, as those of a filter do.
    fileprivate mutating func weights(_ count: Int, _ body: (Int, Int32) -> Void) {
        var left = 1 << 22
        let kind = generator.integer(0...3)
        for i in 0..<count {
            var weight = 0
            if kind == 0 {
                weight = i == 0 ? 1 << 22 : 0
            } else if kind == 1 {
                weight = (1 << 22) / count + 1
            } else if i == count - 1 {
                weight = left
            } else if !generator.chance(4) {
                weight = generator.integer(0...left)
            }
            left = max(0, left - weight)
            body(i, Int32(weight))
        }
    }

    fileprivate mutating func outputBytes(
        _ count: Int
    ) -> (expected: UnsafeMutablePointer<UInt8>, actual: UnsafeMutablePointer<UInt8>) {
        let outputs = outputs(bytes: count)
        return (
            UnsafeMutableRawPointer(outputs.expected).bindMemory(to: UInt8.self, capacity: count),
            UnsafeMutableRawPointer(outputs.actual).bindMemory(to: UInt8.self, capacity: count)
        )
    }
}

private func checkBlend(_ count: Int, _ pairs: Int, _ kernel: PixelKernel, _ checker: inout Checker) {
    let samples = checker.samples(.inputA, 2 * pairs * count)
    let rows = checker.memory.array(.taps, of: UnsafePointer<UInt8>.self, count: 2 * pairs)
    for i in 0..<2 * pairs {
        rows[i] = UnsafePointer(samples + checker.generator.integer(0...2 * pairs - 1) * count)
    }
    let weights = checker.memory.array(.weights, of: EdgeTapPair.self, count: pairs)
    let halves = UnsafeMutableRawPointer(weights)
    checker.weights(2 * pairs) { i, weight in
        let at = i / 2 * 8 + i % 2 * 2
        halves.storeBytes(of: Int16(weight >> 11), toByteOffset: at, as: Int16.self)
        halves.storeBytes(of: Int16(weight & 2047), toByteOffset: at + 4, as: Int16.self)
    }
    let outputs = checker.outputBytes(count)
    checker.begin("blend")
    checker.note("count", count)
    checker.note("pairs", pairs)
    var p = EdgeBlendRows(
        rows: UnsafePointer(rows), weights: weights, pairs: Int32(pairs), count: Int32(count),
        output: outputs.expected)
    PixelKernel.portable.blend(&p)
    p.output = outputs.actual
    kernel.blend(&p)
    checker.compare()
}

private func checkWindows(_ size: Int, _ pairs: Int, _ kernel: PixelKernel, _ checker: inout Checker) {
    let blocks = (size + 7) / 8
    let length = 16 + size
    let source = checker.samples(.inputA, length)
    let windows = checker.memory.array(.bias, of: Int32.self, count: 2 * blocks)
    for i in 0..<2 * blocks { windows[i] = checker.generator.int32(0...length - 16) }
    let taps = checker.memory.array(.weights, of: EdgeWindowTaps.self, count: blocks * pairs)
    let bytes = UnsafeMutableRawPointer(taps)
    for output in 0..<8 * blocks {
        let base = output / 8 * pairs * 96 + output % 8 * 4
        var places: InlineArray<16, UInt8> = .init(repeating: 0)
        for i in 0..<2 * pairs { places[i] = UInt8(checker.generator.integer(0...15)) }
        checker.weights(2 * pairs) { i, weight in
            let at = base + i / 2 * 96 + i % 2 * 2
            bytes.storeBytes(of: weight == 0 ? 128 : places[i], toByteOffset: at, as: UInt8.self)
            bytes.storeBytes(of: 128, toByteOffset: at + 1, as: UInt8.self)
            bytes.storeBytes(of: Int16(weight >> 11), toByteOffset: at + 32, as: Int16.self)
            bytes.storeBytes(of: Int16(weight & 2047), toByteOffset: at + 64, as: Int16.self)
        }
    }
    let outputs = checker.outputBytes(8 * blocks)
    checker.begin("windows")
    checker.note("blocks", blocks)
    checker.note("pairs", pairs)
    var p = EdgeResampleWindows(
        source: source, windows: windows, taps: taps, blocks: Int32(blocks), pairs: Int32(pairs),
        output: outputs.expected)
    PixelKernel.portable.windows(&p)
    p.output = outputs.actual
    kernel.windows(&p)
    checker.compare()
}

private func checkSpans(_ count: Int, _ taps: Int, _ kernel: PixelKernel, _ checker: inout Checker) {
    let length = taps + count
    let source = checker.samples(.inputA, length)
    let starts = checker.memory.array(.bias, of: Int32.self, count: count)
    let weights = checker.memory.array(.weights, of: Int32.self, count: count * taps)
    for i in 0..<count {
        starts[i] = checker.generator.int32(0...length - taps)
        let row = weights + i * taps
        checker.weights(taps) { row[$0] = $1 }
    }
    let outputs = checker.outputBytes(count)
    checker.begin("spans")
    checker.note("count", count)
    checker.note("taps", taps)
    var p = EdgeResampleSpans(
        source: source, starts: starts, weights: weights, outputs: Int32(count), taps: Int32(taps),
        output: outputs.expected)
    PixelKernel.portable.spans(&p)
    p.output = outputs.actual
    kernel.spans(&p)
    checker.compare()
}

private func checkSplit(_ planes: Int, _ count: Int, _ kernel: PixelKernel, _ checker: inout Checker) {
    let source = checker.samples(.inputA, planes * count)
    let gap = checker.generator.integer(0...3)
    let stride = count + gap
    let outputs = checker.outputBytes((planes - 1) * stride + count)
    checker.begin("split")
    checker.note("planes", planes)
    checker.note("count", count)
    func arguments(_ output: UnsafeMutablePointer<UInt8>) -> EdgeSplitRow {
        EdgeSplitRow(
            source: source, count: Int32(count), first: output, second: output + stride,
            third: output + (planes == 3 ? 2 * stride : 0))
    }
    var p = arguments(outputs.expected)
    if planes == 2 { PixelKernel.portable.split2(&p) } else { PixelKernel.portable.split3(&p) }
    p = arguments(outputs.actual)
    if planes == 2 { kernel.split2(&p) } else { kernel.split3(&p) }
    checker.compare()
}

private func checkMerge(_ count: Int, _ kernel: PixelKernel, _ checker: inout Checker) {
    let first = checker.samples(.inputA, count)
    let second = checker.samples(.inputB, count)
    let third = checker.samples(.panel, count)
    let outputs = checker.outputBytes(3 * count)
    checker.begin("merge")
    checker.note("count", count)
    var p = EdgeMergeRow(
        first: first, second: second, third: third, count: Int32(count),
        flip: checker.generator.chance(2) ? 128 : 0, output: outputs.expected)
    PixelKernel.portable.merge3(&p)
    p.output = outputs.actual
    kernel.merge3(&p)
    checker.compare()
}

private func checkColour(_ count: Int, _ kernel: PixelKernel, _ checker: inout Checker) {
    let y = checker.samples(.inputA, count)
    let u = checker.samples(.inputB, count)
    let v = checker.samples(.panel, count)
    let matrix = checker.memory.array(.table, of: EdgeColourMatrix.self, count: 1)
    func pair(_ range: ClosedRange<Int>) -> (Int16, Int16) {
        (Int16(checker.generator.integer(range)), Int16(checker.generator.integer(range)))
    }
    matrix.pointee = EdgeColourMatrix(
        lumaOffset: checker.generator.chance(2) ? 16 : 0,
        lumaFraction: Int16(checker.generator.integer(0...32767)),
        whole: (pair(-1...2), pair(-1...2), pair(-1...2)),
        fraction: (pair(-32768...32767), pair(-32768...32767), pair(-32768...32767)))
    let outputs = checker.outputBytes(3 * count)
    checker.begin("colour")
    checker.note("count", count)
    var p = EdgeColourRow(
        y: y, u: u, v: v, count: Int32(count), matrix: matrix, red: outputs.expected,
        green: outputs.expected + count, blue: outputs.expected + 2 * count)
    PixelKernel.portable.colour(&p)
    p.red = outputs.actual
    p.green = outputs.actual + count
    p.blue = outputs.actual + 2 * count
    kernel.colour(&p)
    checker.compare()
}

private func checkLuma(_ count: Int, _ kernel: PixelKernel, _ checker: inout Checker) {
    let red = checker.samples(.inputA, count)
    let green = checker.samples(.inputB, count)
    let blue = checker.samples(.panel, count)
    let outputs = checker.outputBytes(count)
    checker.begin("luma")
    checker.note("count", count)
    var p = EdgeLumaRow(red: red, green: green, blue: blue, count: Int32(count), luma: outputs.expected)
    PixelKernel.portable.luma(&p)
    p.luma = outputs.actual
    kernel.luma(&p)
    checker.compare()
}
