import EdgeVision

/// A plot with two axes as one inline SVG. Its colours are classes, which the page's style sheet fills in for
/// light and dark.
struct Plot {
    let x: Axis
    let y: Axis
    private let width: Double
    private let height: Double
    private let left = 58.0
    private let right = 16.0
    private let top = 12.0
    private let bottom = 44.0
    private var marks = ""
    private let title: String

    /// - Parameter title: what it shows, for readers who cannot see it.
    init(
        title: String, x: Axis, y: Axis, xLabel: String, yLabel: String, width: Double = 520,
        height: Double = 240
    ) {
        self.title = title
        self.x = x
        self.y = y
        self.width = width
        self.height = height
        for tick in y.ticks {
            let place = fixed(placeY(tick), 1)
            marks += "<line class=\"grid\" x1=\"\(fixed(left, 1))\" x2=\"\(fixed(width - right, 1))\""
            marks += " y1=\"\(place)\" y2=\"\(place)\"/>"
            write(tickText(tick), left - 7, placeY(tick) + 4, "tick end")
        }
        for tick in x.ticks {
            marks += "<line class=\"grid\" y1=\"\(fixed(top, 1))\" y2=\"\(fixed(height - bottom, 1))\""
            marks += " x1=\"\(fixed(placeX(tick), 1))\" x2=\"\(fixed(placeX(tick), 1))\"/>"
            write(tickText(tick), placeX(tick), height - bottom + 16, "tick middle")
        }
        write(xLabel, (left + width - right) / 2, height - 8, "label middle")
        let middle = (top + height - bottom) / 2
        marks += "<text class=\"label middle\" transform=\"translate(14 \(fixed(middle, 1))) rotate(-90)\">"
        marks += "\(escaped(yLabel))</text>"
    }

    private func placeX(_ value: Double) -> Double { left + x.place(value) * (width - left - right) }

    private func placeY(_ value: Double) -> Double {
        height - bottom - y.place(value) * (height - top - bottom)
    }

    private mutating func write(_ text: String, _ x: Double, _ y: Double, _ style: String) {
        marks += "<text class=\"\(style)\" x=\"\(fixed(x, 1))\" y=\"\(fixed(y, 1))\">\(escaped(text))</text>"
    }

    /// Text at a point of the plot, moved by pixels.
    mutating func text(
        _ text: String, at point: (Double, Double), dx: Double = 0, dy: Double = 0, style: String = "note"
    ) {
        write(text, placeX(point.0) + dx, placeY(point.1) + dy, style)
    }

    mutating func line(_ points: [(Double, Double)], style: String) {
        let places = points.map { "\(fixed(placeX($0.0), 1)),\(fixed(placeY($0.1), 1))" }
        marks += "<polyline class=\"\(style)\" points=\"\(places.joined(separator: " "))\"/>"
    }

    /// - Parameter radius: in pixels.
    mutating func dot(_ point: (Double, Double), radius: Double, style: String, title: String? = nil) {
        marks +=
            "<circle class=\"\(style)\" cx=\"\(fixed(placeX(point.0), 1))\" cy=\"\(fixed(placeY(point.1), 1))\""
        marks += " r=\"\(fixed(radius, 1))\""
        marks += title.map { "><title>\(escaped($0))</title></circle>" } ?? "/>"
    }

    /// A bar from the bottom up.
    mutating func bar(from: Double, to: Double, height: Double, style: String, title: String) {
        let a = placeX(from)
        let b = placeX(to)
        let top = placeY(height)
        marks +=
            "<rect class=\"\(style)\" x=\"\(fixed(a + 0.5, 1))\" width=\"\(fixed(max(0.5, b - a - 1), 1))\""
        marks += " y=\"\(fixed(top, 1))\" height=\"\(fixed(self.height - bottom - top, 1))\">"
        marks += "<title>\(escaped(title))</title></rect>"
    }

    var svg: String {
        "<div class=\"plot\"><svg viewBox=\"0 0 \(fixed(width, 0)) \(fixed(height, 0))\" role=\"img\""
            + " aria-label=\"\(escaped(title))\">\(marks)</svg></div>\n"
    }
}
