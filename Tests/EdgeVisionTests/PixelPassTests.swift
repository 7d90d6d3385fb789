import CMallocHook
import EdgeFormat
import EdgeHost
import EdgeKernels
import EdgeVision
import Testing

/// A picture of random samples in any format, with gaps between its rows.
struct RandomPicture {
    let format: PixelFormat
    let width: Int
    let height: Int
    let colour: YUVColour
    let strides: [Int]
    let offsets: [Int]
    let bytes: [UInt8]

    init(_ format: PixelFormat, _ width: Int, _ height: Int, colour: YUVColour, _ random: inout SplitMix64) {
        self.format = format
        self.width = width
        self.height = height
        self.colour = colour
        var strides: [Int] = []
        var offsets: [Int] = []
        var count = 0
        for plane in 0..<format.planeCount {
            let rowBytes = format.rowBytes(plane: plane, width: width)
            let rows = format.rows(plane: plane, height: height)
            strides.append(rowBytes + Int.random(in: 0...3, using: &random))
            offsets.append(count)
            // The last row ends where its samples end.
            count += strides[plane] * (rows - 1) + rowBytes
        }
        self.strides = strides
        self.offsets = offsets
        // Soft areas and hard edges, so that every range of values occurs.
        let period = Int.random(in: 1...40, using: &random)
        var value: UInt8 = 0
        bytes = (0..<count).map { i in
            if i % period == 0 { value = UInt8.random(in: 0...255, using: &random) }
            return value &+ UInt8.random(in: 0...7, using: &random)
        }
    }

    /// The bytes end where an allocation ends, so that a sanitizer sees every read past them.
    func withView<R>(_ body: (PixelView) -> R) -> R {
        let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: bytes.count)
        defer { memory.deallocate() }
        memory.update(from: bytes, count: bytes.count)
        let base = UnsafePointer(memory)
        return body(
            PixelView(
                format: format, width: width, height: height,
                planes: (
                    base, offsets.count > 1 ? base + offsets[1] : nil,
                    offsets.count > 2 ? base + offsets[2] : nil
                ),
                strides: (
                    strides[0], strides.count > 1 ? strides[1] : 0, strides.count > 2 ? strides[2] : 0
                ), colour: colour))
    }

    /// Planes as they are sampled: red, green, blue; Y, U, V; or one.
    var planes: [SamplePlane] {
        func plane(_ index: Int, _ columns: Int, _ rows: Int, from: Int = 0, step: Int = 1) -> SamplePlane {
            SamplePlane(width: columns, height: rows) {
                bytes[offsets[index] + $1 * strides[index] + from + $0 * step]
            }
        }
        let (halfWidth, halfHeight) = ((width + 1) / 2, (height + 1) / 2)
        switch format {
        case .gray8: return [plane(0, width, height)]
        case .rgb24: return (0..<3).map { plane(0, width, height, from: $0, step: 3) }
        case .bgr24: return (0..<3).map { plane(0, width, height, from: 2 - $0, step: 3) }
        case .yuyv, .uyvy:
            let (luma, chroma) = format == .yuyv ? (0, 1) : (1, 0)
            return [
                plane(0, width, height, from: luma, step: 2),
                plane(0, halfWidth, height, from: chroma, step: 4),
                plane(0, halfWidth, height, from: chroma + 2, step: 4),
            ]
        case .nv12:
            return [plane(0, width, height)]
                + (0..<2).map { plane(1, halfWidth, halfHeight, from: $0, step: 2) }
        case .i420: return [plane(0, width, height)] + (1...2).map { plane($0, halfWidth, halfHeight) }
        case .i422: return [plane(0, width, height)] + (1...2).map { plane($0, halfWidth, height) }
        case .i444: return (0..<3).map { plane($0, width, height) }
        }
    }
}

/// One plane of samples and its resize by the definition: a triangle filter, 22-bit weights, rounded to 8
/// bits after rows and again after columns.
struct SamplePlane {
    var width: Int
    var height: Int
    var samples: [UInt8]

    init(width: Int, height: Int, _ sample: (Int, Int) -> UInt8) {
        self.width = width
        self.height = height
        samples = []
        for y in 0..<height { for x in 0..<width { samples.append(sample(x, y)) } }
    }

    subscript(x: Int, y: Int) -> UInt8 { samples[y * width + x] }

    /// - Parameter extent: the picture's size in samples of this plane.
    func resized(_ extent: (Double, Double), _ geometry: ResizeGeometry, fill: UInt8) -> SamplePlane {
        func inside(_ x: Int, _ y: Int) -> Bool {
            (0..<geometry.resizedWidth).contains(x + geometry.left)
                && (0..<geometry.resizedHeight).contains(y + geometry.top)
        }
        let narrow = SamplePlane(width: geometry.width, height: height) { x, y in
            guard (0..<geometry.resizedWidth).contains(x + geometry.left) else { return fill }
            return Self.sample(x + geometry.left, extent.0, geometry.resizedWidth, width) { self[$0, y] }
        }
        return SamplePlane(width: geometry.width, height: geometry.height) { x, y in
            guard inside(x, y) else { return fill }
            return Self.sample(y + geometry.top, extent.1, geometry.resizedHeight, height) { narrow[x, $0] }
        }
    }

    private static func sample(
        _ output: Int, _ extent: Double, _ resized: Int, _ count: Int, _ value: (Int) -> UInt8
    ) -> UInt8 {
        let step = extent / Double(resized)
        let width = max(step, 1)
        let centre = (Double(output) + 0.5) * step
        let taps = max(0, Int(centre - width + 0.5))..<min(count, Int(centre + width + 0.5))
        let raw = taps.map { max(0, 1 - abs((Double($0) - centre + 0.5) * (1 / width))) }
        let sum = raw.reduce(0, +)
        var total = 1 << 21
        for (tap, weight) in zip(taps, raw) { total += Int(0.5 + weight / sum * 4_194_304) * Int(value(tap)) }
        return UInt8(min(255, total >> 22))
    }
}

@Suite struct PixelPassTests {
    static let colours: [YUVColour] = [.jpeg, .bt601, .bt709, YUVColour(.bt709, .full)]

    /// Every format, size, resize and model colour: the pixels of the definition, from every instruction
    /// set this CPU has.
    @Test(arguments: PixelFormat.allCases) func equalsTheDefinition(_ format: PixelFormat) throws {
        let seed = UInt64.random(in: 0...999_999)
        print("pixel pass \(format), seed \(seed)")
        var random = SplitMix64(seed: seed)
        let sizes = [1, 2, 3, 5, 15, 16, 17, 31, 33, 64, 97, 130, 333]
        for round in 0..<120 {
            let (width, height) = (sizes.randomElement(using: &random)!, sizes.randomElement(using: &random)!)
            let colour = Self.colours.randomElement(using: &random)!
            let picture = RandomPicture(format, width, height, colour: colour, &random)
            var settings = record(
                [.stretch, .letterbox, .crop].randomElement(using: &random)!,
                [.rgb, .bgr, .gray].randomElement(using: &random)!)
            settings.fill = UInt8.random(in: 0...255, using: &random)
            let (columns, rows) = (
                Int.random(in: 1...100, using: &random), Int.random(in: 1...40, using: &random)
            )
            let what: Comment = """
                seed \(seed), round \(round): \(width)x\(height) to \(columns)x\(rows), \
                \(settings.resize) \(settings.channels), \(colour)
                """
            try check(picture, settings, columns, rows, what)
        }
    }

    private func check(
        _ picture: RandomPicture, _ settings: PreprocessingRecord, _ columns: Int, _ rows: Int,
        _ what: Comment
    ) throws {
        var results: [[UInt8]] = []
        var geometry: ResizeGeometry?
        for isa in CPU.availableISAs {
            var preprocessor = try Preprocessor(record: settings, width: columns, height: rows, isa: isa)
            // Twice: the second picture meets what the first one left.
            _ = picture.withView { preprocessor.resize($0) }
            results.append(picture.withView { preprocessor.resize($0) })
            geometry = preprocessor.geometry
        }
        for (isa, result) in zip(CPU.availableISAs, results) {
            #expect(result == results[0], "\(isa) differs: \(what)")
        }
        let expected = definition(picture, settings, geometry!)
        let tolerance = picture.format.isYUV ? 1 : 0
        let worst = zip(results[0], expected).map { abs(Int($0) - $1) }.max() ?? 0
        #expect(results[0].count == expected.count && worst <= tolerance, "off by \(worst): \(what)")
    }

    /// Colours as real numbers, rounded.
    private func definition(
        _ picture: RandomPicture, _ settings: PreprocessingRecord, _ geometry: ResizeGeometry
    ) -> [Int] {
        var planes = picture.planes
        let isGray = settings.channels == .gray
        if picture.format.isYUV {
            if isGray { planes.removeLast(2) }
        } else if isGray && planes.count == 3 {
            planes = [
                SamplePlane(width: picture.width, height: picture.height) { x, y in
                    let sum =
                        19595 * Int(planes[0][x, y]) + 38470 * Int(planes[1][x, y])
                        + 7471 * Int(planes[2][x, y])
                    return UInt8((sum + 32768) >> 16)
                }
            ]
        }
        let resized = planes.map { plane in
            // Chroma has half the columns or rows where its plane is smaller.
            plane.resized(
                (
                    plane.width < picture.width ? Double(picture.width) / 2 : Double(picture.width),
                    plane.height < picture.height ? Double(picture.height) / 2 : Double(picture.height)
                ), geometry, fill: settings.fill)
        }
        var pixels: [Int] = []
        for y in 0..<geometry.height {
            for x in 0..<geometry.width {
                let isBorder =
                    !(0..<geometry.resizedWidth).contains(x + geometry.left)
                    || !(0..<geometry.resizedHeight).contains(y + geometry.top)
                let samples = resized.map { Double($0[x, y]) }
                if isBorder {
                    pixels += [Int](repeating: Int(settings.fill), count: isGray ? 1 : 3)
                } else if !picture.format.isYUV {
                    pixels += (0..<(isGray ? 1 : 3)).map { Int(samples[min($0, samples.count - 1)]) }
                } else {
                    let rgb = Self.converted(samples, picture.colour)
                    pixels += isGray ? [rgb[0]] : rgb
                }
            }
        }
        return pixels
    }

    private static func converted(_ yuv: [Double], _ colour: YUVColour) -> [Int] {
        let (kr, kb) = colour.matrix == .bt601 ? (0.299, 0.114) : (0.2126, 0.0722)
        let isLimited = colour.range == .limited
        let y = isLimited ? (yuv[0] - 16) / 219 : yuv[0] / 255
        let chroma = isLimited ? 224.0 : 255
        let u = yuv.count > 1 ? (yuv[1] - 128) / chroma : 0
        let v = yuv.count > 1 ? (yuv[2] - 128) / chroma : 0
        let red = y + 2 * (1 - kr) * v
        let blue = y + 2 * (1 - kb) * u
        let green = (y - kr * red - kb * blue) / (1 - kr - kb)
        return [red, green, blue].map { Int(max(0, min(255, ($0 * 255).rounded()))) }
    }

    /// 8K, and the least there is.
    @Test(arguments: [PixelFormat.rgb24, .i420, .yuyv, .nv12]) func extremeSizes(_ format: PixelFormat) throws
    {
        var random = SplitMix64(seed: 8)
        for (width, height) in [(7680, 4320), (1, 1), (7681, 1), (1, 4321)] {
            let picture = RandomPicture(format, width, height, colour: .bt709, &random)
            for (columns, rows) in [(320, 320), (1, 1)] {
                var results: [[UInt8]] = []
                for isa in [ISA.portable, CPU.bestISA] {
                    var preprocessor = try Preprocessor(
                        record: record(.letterbox), width: columns, height: rows, isa: isa)
                    results.append(picture.withView { preprocessor.resize($0) })
                }
                #expect(results[0] == results[1], "\(width)x\(height) to \(columns)x\(rows)")
            }
        }
    }

    /// From the second picture of a shape on.
    @Test(arguments: PixelFormat.allCases) func allocatesNothing(_ format: PixelFormat) throws {
        try #require(edgeMallocCountIsAvailable(), "the malloc hooks need glibc and no sanitizer")
        var random = SplitMix64(seed: 3)
        let picture = RandomPicture(format, 101, 67, colour: .bt601, &random)
        for channels in [PreprocessingRecord.Channels.rgb, .gray] {
            var preprocessor = try Preprocessor(
                record: record(.letterbox, channels), width: 64, height: 64, scale: 0.02)
            var tensor = [Int8](repeating: 0, count: 64 * 64 * preprocessor.channels)
            picture.withView { view in
                tensor.withUnsafeMutableBufferPointer { tensor in
                    preprocessor.quantize(view, into: tensor)
                    let counter = edgeMallocCounter()
                    edgeMallocWatchThread(counter)
                    let before = edgeMallocCount(counter)
                    for _ in 0..<20 { preprocessor.quantize(view, into: tensor) }
                    let calls = edgeMallocCount(counter) - before
                    edgeMallocWatchThread(0)
                    #expect(calls == 0, "\(calls) allocations in 20 pictures")
                }
            }
        }
    }

    /// Copies share no buffers.
    @Test func copiesAreIndependent() throws {
        var random = SplitMix64(seed: 4)
        let (small, large) = (
            RandomPicture(.rgb24, 20, 20, colour: .jpeg, &random),
            RandomPicture(.rgb24, 50, 30, colour: .jpeg, &random)
        )
        var first = try Preprocessor(record: record(), width: 16, height: 16)
        let alone = small.withView { first.resize($0) }
        var second = first
        _ = large.withView { second.resize($0) }
        #expect(small.withView { first.resize($0) } == alone)
        #expect(small.withView { second.resize($0) } == alone)
    }
}
