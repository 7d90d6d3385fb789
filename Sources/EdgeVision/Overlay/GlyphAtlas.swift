/// The letters at one size, as coverage of pixels by round strokes between neighbouring dots.
struct GlyphAtlas: Sendable {
    /// Pixels between two dots.
    let unit: Float
    /// Pixels of a glyph's picture, base line and descenders included.
    let height: Int
    private let glyphs: [Glyph]
    /// 0...255, glyph after glyph, `[height][glyph.width]`.
    private let coverage: [UInt8]

    struct Glyph: Sendable {
        var offset: Int
        var width: Int
        /// Pixels from its left edge to that of the next.
        var advance: Int
    }

    init(unit: Float) {
        self.unit = unit
        let radius = unit * 0.56
        let margin = radius + 0.5
        height = Int((Float(FontDrawing.rows - 1) * unit + 2 * margin).rounded(.up))
        var glyphs: [Glyph] = []
        var coverage: [UInt8] = []
        for dots in FontDrawing.dots {
            let lit = GlyphShape(dots)
            let span = lit.columns
            let width = Int((Float(span.count - 1) * unit + 2 * margin).rounded(.up))
            glyphs.append(
                Glyph(
                    offset: coverage.count, width: width,
                    advance: Int((Float(span.count) * unit + unit).rounded())))
            var picture = [UInt8](repeating: 0, count: width * height)
            for stroke in lit.strokes {
                stroke.paint(
                    &picture, width: width, unit: unit, radius: radius,
                    origin: (margin - Float(span.lowerBound) * unit, margin))
            }
            coverage += picture
        }
        self.glyphs = glyphs
        self.coverage = coverage
    }

    /// - Parameter letter: 0..<FontDrawing.count
    func glyph(_ letter: Int) -> Glyph { glyphs[letter] }

    func coverage(_ glyph: Glyph, x: Int, y: Int) -> UInt8 { coverage[glyph.offset + y * glyph.width + x] }

    /// Pixels that a text takes from left to right.
    func width(of text: some Collection<UInt8>) -> Int {
        var reader = LetterReader()
        var width = 0
        for byte in text {
            if let letter = reader.next(byte) { width += glyphs[letter].advance }
        }
        return width
    }
}

/// The dots of a letter and the strokes between them.
private struct GlyphShape {
    let dots: UInt64

    init(_ dots: UInt64) { self.dots = dots }

    func isLit(_ x: Int, _ y: Int) -> Bool {
        guard x >= 0, x < FontDrawing.columns, y >= 0, y < FontDrawing.rows else { return false }
        return dots >> UInt64(y * FontDrawing.columns + x) & 1 == 1
    }

    /// Columns with dots; three for the blank.
    var columns: ClosedRange<Int> {
        let lit = (0..<FontDrawing.columns).filter { x in (0..<FontDrawing.rows).contains { isLit(x, $0) } }
        guard let first = lit.first, let last = lit.last else { return 0...2 }
        return first...last
    }

    /// From each dot to its neighbours on the right and below, and to those across where no dot is between.
    var strokes: [Stroke] {
        var strokes: [Stroke] = []
        for y in 0..<FontDrawing.rows {
            for x in 0..<FontDrawing.columns where isLit(x, y) {
                strokes.append(Stroke(x: x, y: y, dx: 0, dy: 0))
                if isLit(x + 1, y) { strokes.append(Stroke(x: x, y: y, dx: 1, dy: 0)) }
                if isLit(x, y + 1) { strokes.append(Stroke(x: x, y: y, dx: 0, dy: 1)) }
                for dx in [-1, 1] where isLit(x + dx, y + 1) && !isLit(x + dx, y) && !isLit(x, y + 1) {
                    strokes.append(Stroke(x: x, y: y, dx: dx, dy: 1))
                }
            }
        }
        return strokes
    }
}

/// A line of round ends from a dot to a neighbour, in dots.
private struct Stroke {
    var x: Int
    var y: Int
    var dx: Int
    var dy: Int

    /// Raises the coverage of the pixels that it touches.
    func paint(
        _ picture: inout [UInt8], width: Int, unit: Float, radius: Float, origin: (x: Float, y: Float)
    ) {
        let line = Segment(
            x: origin.x + Float(x) * unit, y: origin.y + Float(y) * unit, dx: Float(dx) * unit,
            dy: Float(dy) * unit)
        let height = picture.count / width
        line.forEachPixel(radius: radius, width: width, height: height) { x, y, coverage in
            picture[y * width + x] = max(picture[y * width + x], UInt8(coverage * 255))
        }
    }
}

/// Turns UTF-8 into letters of the font, byte by byte. Latin letters lose their accents; what the font does
/// not have becomes a question mark.
struct LetterReader {
    private var scalar: UInt32 = 0
    private var missing = 0

    static let unknown = Int(UInt8(ascii: "?") - FontDrawing.first)

    /// The letter that ends with this byte; nil within one.
    mutating func next(_ byte: UInt8) -> Int? {
        if byte & 0xC0 == 0x80 {
            guard missing > 0 else { return Self.unknown }
            scalar = scalar << 6 | UInt32(byte & 0x3F)
            missing -= 1
            return missing == 0 ? Self.letter(scalar) : nil
        }
        missing = 0
        switch byte {
        case ..<0x80: return Self.letter(UInt32(byte))
        case 0xC0..<0xE0: (scalar, missing) = (UInt32(byte & 0x1F), 1)
        case 0xE0..<0xF0: (scalar, missing) = (UInt32(byte & 0x0F), 2)
        case 0xF0..<0xF8: (scalar, missing) = (UInt32(byte & 0x07), 3)
        default: return Self.unknown
        }
        return nil
    }

    private static func letter(_ scalar: UInt32) -> Int {
        switch scalar {
        case 32..<127: return Int(scalar) - Int(FontDrawing.first)
        case 0xC0...0xFF:
            let plain = plainLatin.utf8Start[Int(scalar) - 0xC0]
            return Int(plain - FontDrawing.first)
        case 0x2013, 0x2014: return Int(UInt8(ascii: "-") - FontDrawing.first)
        default: return unknown
        }
    }

    /// U+00C0 to U+00FF without their accents.
    private static let plainLatin: StaticString =
        "AAAAAAACEEEEIIIIDNOOOOOxOUUUUYPsaaaaaaaceeeeiiiidnooooo/ouuuuypy"
}
