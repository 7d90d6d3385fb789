extension WeightQuantizer {
    /// Each weight by itself.
    func round(
        _ op: LinearOperator, rows: Range<Int>, _ variances: [Float]?, _ lanes: WeightLanes?,
        into result: inout QuantizedWeights
    ) {
        for output in rows {
            let scale = result.scales[output]
            let importance = importance(of: output, op, variances)
            var usage = lanes?.unused
            var noise: Float = 0
            op.row(output).withUnsafeBufferPointer { row in
                for k in 0..<op.depth {
                    let q =
                        lanes.map { $0.round(k, of: row.baseAddress!, scale: scale, &usage!) }
                        ?? Self.nearest(row[k] / scale)
                    result.values[output * op.depth + k] = q
                    let error = row[k] - Float(q) * scale
                    noise += error * error * (importance.map { $0[$0.startIndex + k] } ?? 1)
                }
            }
            result.noise += Double(noise)
        }
    }

    /// Rows go through the factor in blocks, so that each of its rows is read once a block.
    func compensate(
        _ op: LinearOperator, rows: Range<Int>, _ factor: TriangularFactor, _ lanes: WeightLanes?,
        into result: inout QuantizedWeights
    ) {
        let depth = op.depth
        let block = 16
        var work = [Float](repeating: 0, count: min(block, rows.count) * depth)
        for first in stride(from: rows.lowerBound, to: rows.upperBound, by: block) {
            let outputs = first..<min(first + block, rows.upperBound)
            for (r, output) in outputs.enumerated() {
                work.replaceSubrange(r * depth..<(r + 1) * depth, with: op.row(output))
            }
            var usage = lanes.map { lanes in outputs.map { _ in lanes.unused } } ?? []
            var noise: Float = 0
            factor.rows.withUnsafeBufferPointer { u in
                work.withUnsafeMutableBufferPointer { work in
                    for k in 0..<depth {
                        let row = u.baseAddress! + k * depth + k
                        let inverse = 1 / row[0]
                        for (r, output) in outputs.enumerated() {
                            let channel = work.baseAddress! + r * depth
                            let w = channel + k
                            let scale = result.scales[output]
                            let q =
                                lanes.map { $0.round(k, of: channel, scale: scale, &usage[r]) }
                                ?? Self.nearest(w[0] / scale)
                            result.values[output * depth + k] = q
                            // Its square is what rounding this weight adds to the output's noise.
                            let error = (w[0] - Float(q) * scale) * inverse
                            noise += error * error
                            addScaled(row + 1, -error, to: w + 1, depth - k - 1)
                        }
                    }
                }
            }
            result.noise += Double(noise)
        }
    }

    /// The int8 weight nearest to `x` quanta, within -127...127; NaN becomes 0.
    @inline(__always)
    public static func nearest(_ x: Float) -> Int8 {
        guard !x.isNaN else { return 0 }
        return Int8(min(max(x, -127), 127).rounded(.toNearestOrEven))
    }
}
