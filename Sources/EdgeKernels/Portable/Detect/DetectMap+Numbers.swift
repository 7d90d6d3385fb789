// Numbers of a map by their offset in elements.
extension DetectMap {
    @inline(__always)
    func number(_ i: Int) -> Float {
        switch elements {
        case .int8(let p, let scale, let zeroPoint): toFloat(Int32(p[i]) &- zeroPoint) * scale
        case .float32(let p): p[i]
        }
    }

    /// Number i minus number j; of int8 maps, the difference of the quanta is exact.
    @inline(__always)
    func difference(_ i: Int, _ j: Int) -> Float {
        switch elements {
        case .int8(let p, let scale, _): toFloat(Int32(p[i]) &- Int32(p[j])) * scale
        case .float32(let p): p[i] - p[j]
        }
    }

    /// Where the largest of `count` numbers lies: the first, replaced by each later one that is larger.
    @inline(__always)
    func largest(_ start: Int, _ count: Int) -> Int {
        var largest = start
        for i in start + 1..<start + max(count, 1) {
            switch elements {
            case .int8(let p, _, _): if p[i] > p[largest] { largest = i }
            case .float32(let p): if p[i] > p[largest] { largest = i }
            }
        }
        return largest
    }

    /// Pieces without gaps: all pixels, or each by itself.
    func runs(pixels: Int, channels: Int) -> (count: Int, length: Int) {
        pixelStride == channels ? (1, pixels * channels) : (pixels, channels)
    }
}
