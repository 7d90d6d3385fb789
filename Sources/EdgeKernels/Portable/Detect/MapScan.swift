/// Finds the numbers of a map that are at least `least`; in int8 maps, by their quanta.
struct MapScan {
    private let map: DetectMap
    private let kernel: ScanKernel
    private(set) var least: Float
    /// The least quantum whose number is at least `least`; 128 where none is.
    private var leastQuantum: Int32 = 0

    init(_ map: DetectMap, _ kernel: ScanKernel, least: Float) {
        self.map = map
        self.kernel = kernel
        self.least = least
        findQuantum()
    }

    /// Passes over smaller numbers from now on.
    mutating func raise(to key: Float) {
        if key <= least { return }
        least = key
        findQuantum()
    }

    /// Where the first such number of `count` from offset `start` on lies, from 0; `count` where none is.
    @inline(__always)
    func first(_ start: Int, _ count: Int) -> Int {
        switch map.elements {
        case .int8(let p, _, _):
            leastQuantum > 127 ? count : kernel.int8(p + start, count, Int8(truncatingIfNeeded: leastQuantum))
        case .float32(let p): kernel.float(p + start, count, least)
        }
    }

    private mutating func findQuantum() {
        guard case .int8(_, let scale, let zeroPoint) = map.elements else { return }
        let offset = leastMultiple(of: scale, from: -128 - zeroPoint, to: 128 - zeroPoint, reaching: least)
        leastQuantum = offset + zeroPoint
    }
}

/// The least integer n with `F(n) * scale >= bound`; `end` where none below it does.
func leastMultiple(of scale: Float, from start: Int32, to end: Int32, reaching bound: Float) -> Int32 {
    var low = start
    var high = end
    while low < high {
        let middle = (low &+ high) &>> 1
        if toFloat(middle) * scale >= bound { high = middle } else { low = middle &+ 1 }
    }
    return high
}

/// The least multiple of 2^-16 whose sigmoid is at least `score` (ARITHMETIC.md, "Detect").
func leastLogit(_ score: Float) -> Float {
    var low: Int32 = -1 << 23
    var high: Int32 = 1 << 23
    while high - low > 1 {
        let middle = (low + high) >> 1
        if sigmoid(toFloat(middle) * 0x1p-16) >= score { high = middle } else { low = middle }
    }
    return toFloat(high) * 0x1p-16
}
