/// A line from a point, for strokes with round ends.
struct Segment {
    var x: Float
    var y: Float
    var dx: Float
    var dy: Float

    /// Calls `body` with every pixel of a `width` x `height` picture that the stroke of this radius touches,
    /// and how much of it (0...1) it covers: by the distance of the pixel's centre.
    @inline(__always)
    func forEachPixel(
        radius: Float, width: Int, height: Int, _ body: (_ x: Int, _ y: Int, _ coverage: Float) -> Void
    ) {
        let reach = radius + 0.5
        let columns = pixels(min(x, x + dx) - reach, max(x, x + dx) + reach, below: width)
        let rows = pixels(min(y, y + dy) - reach, max(y, y + dy) + reach, below: height)
        let length = dx * dx + dy * dy
        for row in rows {
            let py = Float(row) + 0.5 - y
            for column in columns {
                let px = Float(column) + 0.5 - x
                let share = length == 0 ? 0 : min(max((px * dx + py * dy) / length, 0), 1)
                let (ex, ey) = (px - share * dx, py - share * dy)
                let coverage = reach - (ex * ex + ey * ey).squareRoot()
                if coverage > 0 { body(column, row, min(coverage, 1)) }
            }
        }
    }
}

/// The pixels that an interval touches, of an axis of `limit` pixels.
func pixels(_ low: Float, _ high: Float, below limit: Int) -> Range<Int> {
    guard low.isFinite, high.isFinite else { return 0..<0 }
    let first = Int(min(max(low.rounded(.down), 0), Float(limit)))
    let last = Int(min(max(high.rounded(.up), 0), Float(limit)))
    return first..<max(first, last)
}
