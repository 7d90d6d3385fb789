/// Draws results onto pictures: boxes with names and scores, translucent masks, keypoints with their
/// skeleton, lines of text. Line widths and letters grow with the picture.
///
/// The letters of one size are made once: from the second picture of a size on, nothing is allocated.
public struct Overlay: Sendable {
    /// Keypoints that score less are not drawn.
    public var keypointScore: Float = 0.3
    /// 0...1: how much of a mask's colour covers the picture.
    public var maskOpacity: Float = 0.45

    private var atlas = GlyphAtlas(unit: 1.5)
    private var text: [UInt8] = []
    private var masks = MaskPainter()

    public init() {}

    /// Draws onto a picture of rgb24, of the result's size or scaled.
    ///
    /// - Precondition: the buffer's format is rgb24.
    public mutating func draw(_ result: RecognitionResult, onto buffer: PixelBuffer) {
        precondition(buffer.format == .rgb24, "overlays are drawn on rgb24")
        draw(
            result,
            on: Canvas(
                base: buffer.plane(0), width: buffer.width, height: buffer.height, stride: buffer.strides.0))
    }

    /// The picture with the result drawn on it, in colour.
    public mutating func drawn(_ result: RecognitionResult, on image: Image) -> Image {
        let colour = image.converted(toChannels: 3)
        var pixels = colour.pixels
        pixels.withUnsafeMutableBufferPointer {
            draw(
                result,
                on: Canvas(
                    base: $0.baseAddress!, width: image.width, height: image.height, stride: 3 * image.width))
        }
        return Image(width: image.width, height: image.height, channels: 3, pixels: pixels)
    }

    /// A line of text in the lower left corner: frames a second, the time, a warning.
    ///
    /// - Precondition: the buffer's format is rgb24.
    public mutating func draw(line: some Collection<UInt8>, onto buffer: PixelBuffer) {
        precondition(buffer.format == .rgb24, "overlays are drawn on rgb24")
        let canvas = Canvas(
            base: buffer.plane(0), width: buffer.width, height: buffer.height, stride: buffer.strides.0)
        prepare(canvas)
        text.removeAll(keepingCapacity: true)
        text.append(contentsOf: line)
        chip(at: (0, canvas.height - atlas.height - 2 * padding), .black, alpha: 150, canvas)
    }

    // MARK: Tasks

    mutating func draw(_ result: RecognitionResult, on canvas: Canvas) {
        prepare(canvas)
        switch result.task {
        case .classify: drawClasses(result, canvas)
        case .detect: drawBoxes(result, canvas)
        case .segment:
            masks.paint(result, opacity: maskOpacity, canvas)
            drawLegend(result, canvas)
        case .embed: drawMatches(result, canvas)
        case .pose:
            drawBoxes(result, canvas)
            drawKeypoints(result, canvas)
        case .image: break  // the result is a picture itself
        }
    }

    private mutating func prepare(_ canvas: Canvas) {
        let side = (Float(canvas.width) * Float(canvas.height)).squareRoot()
        // Quarters of a pixel: pictures of nearly one size share their letters.
        let unit = max(1.5, (side / 400 * 4).rounded() / 4)
        if unit != atlas.unit { atlas = GlyphAtlas(unit: unit) }
    }

    /// Of lines, in pixels: 2 at 640 x 480.
    private var thickness: Int { max(2, Int((atlas.unit * 1.25).rounded())) }
    /// Around text.
    private var padding: Int { Int(atlas.unit.rounded()) }

    private mutating func drawBoxes(_ result: RecognitionResult, _ canvas: Canvas) {
        let scale = result.scale(to: canvas)
        // The best last, so that it lies on top; all names above all frames.
        for found in result.detections.reversed() {
            let (x, y) = found.box.pixelRanges(scale)
            let colour = Colour.ofClass(found.class)
            // A dark rim keeps the line visible on any ground.
            canvas.frame(
                x: x.lowerBound - 1..<x.upperBound + 1, y: y.lowerBound - 1..<y.upperBound + 1, thickness: 1,
                .black, alpha: 110)
            canvas.frame(x: x, y: y, thickness: thickness, colour)
        }
        for found in result.detections.reversed() {
            let (x, y) = found.box.pixelRanges(scale)
            text.removeAll(keepingCapacity: true)
            if found.track != 0 {
                text.append(text: "#")
                text.append(integer: Int(found.track))
                text.append(text: " ")
            }
            result.names.append(found.class, to: &text)
            text.append(text: " ")
            text.append(number: Double(found.score), decimals: 2)
            let height = atlas.height + 2 * padding
            let top = y.lowerBound >= height ? y.lowerBound - height : y.lowerBound
            let width = atlas.width(of: text) + 2 * padding
            let left = max(0, min(x.lowerBound, canvas.width - width))
            chip(at: (left, top), Colour.ofClass(found.class), alpha: 256, canvas)
        }
    }

    /// `text` on a coloured ground.
    private func chip(at corner: (x: Int, y: Int), _ colour: Colour, alpha: Int, _ canvas: Canvas) {
        canvas.fill(
            x: corner.x..<corner.x + atlas.width(of: text) + 2 * padding,
            y: corner.y..<corner.y + atlas.height + 2 * padding, colour, alpha: alpha)
        canvas.text(text, x: corner.x + padding, y: corner.y + padding, atlas, colour.textColour)
    }

    private func drawKeypoints(_ result: RecognitionResult, _ canvas: Canvas) {
        let count = result.keypointsPerObject
        guard count > 0 else { return }
        let scale = result.scale(to: canvas)
        let radius = atlas.unit
        for object in 0..<result.keypoints.count / count {
            func place(_ k: Int) -> (x: Float, y: Float)? {
                let point = result.keypoints[object * count + k]
                guard point.score >= keypointScore else { return nil }
                return (point.x * scale.x, point.y * scale.y)
            }
            Skeleton.forEachBone(keypoints: count) { first, second in
                guard let a = place(first), let b = place(second) else { return }
                canvas.line(from: a, to: b, radius: radius + 1, .black, alpha: 110)
                canvas.line(from: a, to: b, radius: radius, Colour.ofClass(first + 3))
            }
            for k in 0..<count {
                guard let point = place(k) else { continue }
                canvas.disc(point, radius: radius * 1.9 + 1, .black)
                canvas.disc(point, radius: radius * 1.9, Colour.ofClass(k + 3))
            }
        }
    }

    // MARK: Panels

    private mutating func drawClasses(_ result: RecognitionResult, _ canvas: Canvas) {
        for i in result.classes.indices {
            text.removeAll(keepingCapacity: true)
            text.append(number: result.classes[i].score, decimals: 2)
            text.append(text: "  ")
            text.append(contentsOf: result.classes[i].label.utf8)
            panelLine(i, .black, canvas)
        }
    }

    private mutating func drawMatches(_ result: RecognitionResult, _ canvas: Canvas) {
        for i in result.matches.indices {
            let isKnown = result.matches[i].score >= result.matchThreshold
            text.removeAll(keepingCapacity: true)
            if i == 0 && !isKnown {
                text.append(text: "unknown")
            } else {
                text.append(number: Double(result.matches[i].score), decimals: 2)
                text.append(text: "  ")
                text.append(contentsOf: result.matches[i].name.utf8)
            }
            panelLine(i, .black, canvas)
            if !isKnown { return }
        }
    }

    /// The classes of a mask in the order of their size, each in its colour; those under 1% are left out.
    private mutating func drawLegend(_ result: RecognitionResult, _ canvas: Canvas) {
        let counts = result.segmentation.pixelCounts
        let total = max(result.segmentation.classes.count, 1)
        var last = (count: Int.max, index: -1)
        var line = 0
        while line < 12 {
            var next = (count: 0, index: -1)
            for index in 0..<Int(Segmentation.unseen) where result.isTinted(UInt8(index)) {
                let isAfter =
                    counts[index] < last.count || (counts[index] == last.count && index > last.index)
                if isAfter && counts[index] > next.count { next = (counts[index], index) }
            }
            guard next.count * 100 >= total else { return }
            last = next
            text.removeAll(keepingCapacity: true)
            result.names.append(next.index, to: &text)
            text.append(text: " ")
            text.append(number: Double(next.count) * 100 / Double(total), decimals: 0)
            text.append(text: "%")
            panelLine(line, Colour.ofClass(next.index), canvas)
            line += 1
        }
    }

    /// Line `index` of a panel in the upper left corner.
    private func panelLine(_ index: Int, _ colour: Colour, _ canvas: Canvas) {
        let height = atlas.height + 2 * padding
        chip(at: (0, index * height), colour, alpha: colour == .black ? 150 : 256, canvas)
    }
}

extension RecognitionResult {
    /// From pixels of the original picture to those of what is drawn on.
    fileprivate func scale(to canvas: Canvas) -> (x: Float, y: Float) {
        width > 0 && height > 0
            ? (Float(canvas.width) / Float(width), Float(canvas.height) / Float(height)) : (1, 1)
    }

    /// Whether pixels of a class are coloured: class 0 is not where it is, or can only be, the background.
    func isTinted(_ index: UInt8) -> Bool {
        if index == Segmentation.unseen { return false }
        return index != 0 || !(names.count <= 2 || names[0] == "background" || names[0] == "class 0")
    }
}

extension Box {
    fileprivate func pixelRanges(_ scale: (x: Float, y: Float)) -> (x: Range<Int>, y: Range<Int>) {
        (range(x1 * scale.x, x2 * scale.x), range(y1 * scale.y, y2 * scale.y))
    }

    /// At least one pixel; far beyond any picture is cut.
    private func range(_ low: Float, _ high: Float) -> Range<Int> {
        let first = Int(min(max(low.rounded(), -1), 1e6))
        return first..<max(Int(min(max(high.rounded(), -1), 1e6)), first + 1)
    }
}
