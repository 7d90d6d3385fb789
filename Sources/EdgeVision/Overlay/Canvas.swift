/// Rows of red, green, blue bytes to draw on. Everything is cut at the edges.
struct Canvas {
    let base: UnsafeMutablePointer<UInt8>
    let width: Int
    let height: Int
    /// Bytes from row to row.
    let stride: Int

    /// - Parameter alpha: 0...256
    @inline(__always)
    func blend(_ x: Int, _ y: Int, _ colour: Colour, _ alpha: Int) {
        let pixel = base + y * stride + 3 * x
        pixel[0] = mixed(pixel[0], colour.red, alpha)
        pixel[1] = mixed(pixel[1], colour.green, alpha)
        pixel[2] = mixed(pixel[2], colour.blue, alpha)
    }

    @inline(__always)
    private func mixed(_ under: UInt8, _ over: UInt8, _ alpha: Int) -> UInt8 {
        UInt8(truncatingIfNeeded: (Int(under) &* (256 &- alpha) &+ Int(over) &* alpha &+ 128) &>> 8)
    }

    func fill(x: Range<Int>, y: Range<Int>, _ colour: Colour, alpha: Int = 256) {
        for row in y.clamped(to: 0..<height) {
            for column in x.clamped(to: 0..<width) { blend(column, row, colour, alpha) }
        }
    }

    /// The edges of a box, `thickness` pixels wide, inside of it.
    func frame(x: Range<Int>, y: Range<Int>, thickness: Int, _ colour: Colour, alpha: Int = 256) {
        let across = min(thickness, max((y.count + 1) / 2, 1))
        let down = min(thickness, max((x.count + 1) / 2, 1))
        fill(x: x, y: y.lowerBound..<y.lowerBound + across, colour, alpha: alpha)
        let inner = y.lowerBound + across..<max(y.upperBound - across, y.lowerBound + across)
        fill(x: x, y: inner.upperBound..<inner.upperBound + across, colour, alpha: alpha)
        fill(x: x.lowerBound..<x.lowerBound + down, y: inner, colour, alpha: alpha)
        fill(x: x.upperBound - down..<x.upperBound, y: inner, colour, alpha: alpha)
    }

    func line(
        from a: (x: Float, y: Float), to b: (x: Float, y: Float), radius: Float, _ colour: Colour,
        alpha: Int = 256
    ) {
        Segment(x: a.x, y: a.y, dx: b.x - a.x, dy: b.y - a.y)
            .forEachPixel(radius: radius, width: width, height: height) { x, y, coverage in
                blend(x, y, colour, Int(coverage * Float(alpha)))
            }
    }

    func disc(_ centre: (x: Float, y: Float), radius: Float, _ colour: Colour) {
        line(from: centre, to: centre, radius: radius, colour)
    }

    /// Letters with their upper left corner at `x`, `y`.
    func text(_ text: some Collection<UInt8>, x: Int, y: Int, _ atlas: GlyphAtlas, _ colour: Colour) {
        var reader = LetterReader()
        var left = x
        for byte in text {
            guard let letter = reader.next(byte) else { continue }
            let glyph = atlas.glyph(letter)
            for row in max(0, -y)..<max(min(atlas.height, height - y), max(0, -y)) {
                for column in max(0, -left)..<max(min(glyph.width, width - left), max(0, -left)) {
                    let coverage = Int(atlas.coverage(glyph, x: column, y: row))
                    if coverage > 0 {
                        blend(left + column, y + row, colour, coverage + coverage >> 7)
                    }
                }
            }
            left += glyph.advance
        }
    }
}
