import EdgeFormat
import EdgeGraph

/// The weights of an output channel that meet in one 16-bit lane (ARITHMETIC.md, "Lane-safe weights"): two
/// neighbours in the file's order; or, of eight, the first, second, fifth and sixth, and the other four.
///
/// Unsigned activations of at most 255 keep a lane within an int16 where its positive weights add up to at
/// most 128 and its negative ones to at least -128.
struct WeightLanes {
    /// Of a lane, either sign.
    static let bound: Float = 128

    /// Lane of each weight, in the order of `LinearOperator.weights`.
    private let laneOf: [Int]
    /// `[lanes][4]`: the weights of each lane; -1 where it has fewer.
    private let members: [SIMD4<Int>]

    var count: Int { members.count }

    /// nil where weights are free.
    init?(_ op: LinearOperator, _ safety: LaneSafety) {
        if safety == .none { return nil }
        let channels = op.depth / op.taps
        var laneOf = [Int](repeating: 0, count: op.depth)
        var members = [SIMD4<Int>](
            repeating: SIMD4(repeating: -1), count: (op.depth + 7) / 8 * (safety == .pair ? 4 : 2))
        for k in 0..<op.depth {
            // From (channel, tap) to the file's (tap, channel).
            let place = k % op.taps * channels + k / op.taps
            let lane = safety == .pair ? place / 2 : place / 8 * 2 + place % 4 / 2
            laneOf[k] = lane
            let free = (0..<4).first { members[lane][$0] < 0 }!
            members[lane][free] = k
        }
        self.laneOf = laneOf
        self.members = members
    }

    /// The row by lanes, missing weights zero.
    func gather(_ row: ArraySlice<Float>) -> [SIMD4<Float>] {
        members.map { lane in
            var values = SIMD4<Float>(repeating: 0)
            for i in 0..<4 where lane[i] >= 0 { values[i] = row[row.startIndex + lane[i]] }
            return values
        }
    }

    /// The scale at which no lane passes the bound.
    static func fullScale(_ lanes: [SIMD4<Float>]) -> Float {
        var largest: Float = 0
        for lane in lanes {
            var sums = SIMD2<Float>(repeating: 0)
            for i in 0..<4 where lane[i].isFinite {
                if lane[i] > 0 { sums[0] += lane[i] } else { sums[1] -= lane[i] }
            }
            largest = max(largest, sums.max())
        }
        return largest / bound
    }

    /// The nearest values, in quanta, whose positive part adds up to at most the bound, and the negative one:
    /// all of a sign shrink by one amount, none past zero.
    static func limited(_ lane: SIMD4<Float>) -> SIMD4<Float> {
        var result = lane
        let positive = lane.replacing(with: 0, where: lane .< 0)
        let negative = positive - lane
        if positive.sum() > bound { result -= positive - shrunk(positive, to: bound) }
        if negative.sum() > bound { result += negative - shrunk(negative, to: bound) }
        return result
    }

    /// Values of at least 0, lessened by one amount until they add up to `total`.
    private static func shrunk(_ values: SIMD4<Float>, to total: Float) -> SIMD4<Float> {
        var x = values
        for _ in 0..<4 {
            let excess = x.sum() - total
            let alive = x .> 0
            var count: Float = 0
            for i in 0..<4 where alive[i] { count += 1 }
            if excess <= 0 || count == 0 { break }
            let less = x - excess / count
            x = x.replacing(with: less.replacing(with: 0, where: less .< 0), where: alive)
        }
        return x
    }

    /// What the weights rounded so far have taken of their lanes.
    struct Usage {
        fileprivate var positive: [Int32]
        fileprivate var negative: [Int32]
    }

    var unused: Usage {
        Usage(positive: [Int32](repeating: 0, count: count), negative: [Int32](repeating: 0, count: count))
    }

    /// Rounds weight `k` of a row, leaving the weights of its lane that follow their share of what is left.
    ///
    /// - Parameter row: real weights; those after `k` are not rounded yet.
    func round(
        _ k: Int, of row: UnsafePointer<Float>, scale: Float, _ usage: inout Usage
    ) -> Int8 {
        let x = row[k] / scale
        if x.isNaN || x == 0 { return 0 }
        let lane = laneOf[k]
        let left = 128 - (x > 0 ? usage.positive[lane] : usage.negative[lane])
        var values = SIMD4<Float>(repeating: 0)
        var own = 0
        for i in 0..<4 {
            let m = members[lane][i]
            if m < k { continue }
            if m == k { own = i }
            values[i] = max(0, x > 0 ? row[m] / scale : -row[m] / scale)
        }
        var magnitude = values[own]
        if values.sum() > Float(left) { magnitude = Self.shrunk(values, to: Float(left))[own] }
        let q = min(Int32(min(magnitude, 127).rounded(.toNearestOrEven)), left)
        if x > 0 { usage.positive[lane] += q } else { usage.negative[lane] += q }
        return Int8(x > 0 ? q : -q)
    }
}
