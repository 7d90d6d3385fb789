import EdgeGraph
import EdgeQuantize

extension PointwiseFunction {
    /// The part of `range` that is worth having quanta for: values beyond it that the function takes to nearly
    /// the same result, such as far negative ones by SiLU, only make the steps wider.
    func usefulRange(within range: ValueRange) throws(ExecutionError) -> ValueRange {
        guard flattensOut else { return range }
        let low = min(range.low, 0)
        let high = max(range.high, 0)
        guard high > low, (high - low).isFinite else { return range }
        let count = 512
        let grid = (0...count).map { low + (high - low) * Float($0) / Float(count) }
        let values = try self(grid)
        guard values.allSatisfy(\.isFinite) else { return range }
        let spacing = (high - low) / Float(count)
        var slope: Float = 0
        for i in 0..<count { slope = max(slope, abs(values[i + 1] - values[i]) / spacing) }
        /// Of rounding between two ends, and of clipping at them as if all values lay beyond.
        func error(_ clipped: Float, _ width: Float) -> Float {
            let step = width / 255 * slope
            return step * step / 12 + clipped * clipped
        }
        func best(_ ends: some Sequence<Int>, beyond: (Int) -> ClosedRange<Int>, width: (Int) -> Float) -> Int
        {
            var found = (end: 0, error: Float.infinity)
            for end in ends {
                var clipped: Float = 0
                for i in beyond(end) { clipped = max(clipped, abs(values[i] - values[end])) }
                let error = error(clipped, width(end))
                if error < found.error { found = (end, error) }
            }
            return found.end
        }
        let zero = min(max(Int((-low / spacing).rounded(.down)), 0), count)
        let first = best(0...zero, beyond: { 0...$0 }, width: { high - grid[$0] })
        let last = best((zero...count).reversed(), beyond: { $0...count }, width: { grid[$0] - grid[first] })
        return ValueRange(low: max(range.low, grid[first]), high: min(range.high, grid[last]))
    }

    /// Nearly constant towards an end, and smooth.
    var flattensOut: Bool {
        guard steps.count == 1, case .unary(let function) = steps[0] else { return false }
        switch function {
        case .silu, .hardSwish, .mish, .gelu, .sigmoid, .tanh, .hardSigmoid, .softplus, .elu: return true
        default: return false
        }
    }
}
