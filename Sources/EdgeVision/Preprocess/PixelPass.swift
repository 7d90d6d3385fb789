import CEdgeSIMD
import EdgeKernels

/// One pass from a picture to a tensor: its rows are taken apart, resized as they come, turned into red,
/// green, blue at the tensor's size, looked up in the tables of normalisation and quantization, and put
/// together, NHWC. No intermediate is more than some rows.
///
/// Luma and chroma are resized apart, each from its own size: chroma at half size is thereby upsampled by
/// the same triangle filter (samples lying amid those of luma, as in JPEG and MPEG-1), and converted only
/// where the tensor has pixels.
final class PixelPass: @unchecked Sendable {
    /// What a pass is made for; another picture of the same shape uses it again.
    struct Shape: Equatable {
        var format: PixelFormat
        var colour: YUVColour
        var geometry: ResizeGeometry
    }

    let shape: Shape
    private let channels: Int
    private let kernel: PixelKernel
    private let lookup: LookupKernel
    private let covered: (columns: Range<Int>, rows: Range<Int>)
    /// Resized planes: red, green, blue, or Y, U, V, or one.
    private let planes: [PlaneResampler]
    /// U and V come from rows of their own, not with those of Y.
    private let chromaIsApart: Bool
    private let matrix: Storage<EdgeColourMatrix>

    /// Tables of each output channel in the order of `EdgeLookup`, nil where all of them only flip bits.
    private let tables: Storage<Int8>?
    private let flip: UInt8
    /// Output channel 0 is blue.
    private let swaps: Bool
    /// `[width][channel]` of border.
    private let border: Storage<UInt8>

    /// Rows of one picture taken apart, then rows of red, green, blue.
    private let apart: [Storage<UInt8>]
    private let work: [Storage<UInt8>]

    /// - Parameters:
    ///   - channels: of the tensor, 1 or 3.
    ///   - swaps: tensor channel 0 is blue.
    ///   - fill: the border's sample.
    ///   - table: `[tensor channel][sample]`, what the tensor holds for a sample.
    init(
        _ shape: Shape, channels: Int, swaps: Bool, fill: UInt8, table: [UInt8], isa: ISA
    ) {
        self.shape = shape
        self.channels = channels
        self.swaps = swaps && channels == 3
        let kernel = PixelKernel(for: isa)
        self.kernel = kernel
        lookup = select(from: lookupKernels, for: isa)
        let geometry = shape.geometry
        let format = shape.format

        func axis(_ source: Int, isHalf: Bool, _ resized: Int, _ window: Range<Int>) -> ResampleTable {
            isHalf
                ? ResampleTable(
                    source: (source + 1) / 2, extent: Double(source) / 2, resized: resized, window: window)
                : ResampleTable(source: source, resized: resized, window: window)
        }
        func columns(isHalf: Bool) -> ResampleTable {
            axis(
                geometry.sourceWidth, isHalf: isHalf, geometry.resizedWidth,
                geometry.left..<(geometry.left + geometry.width))
        }
        func rows(isHalf: Bool) -> ResampleTable {
            axis(
                geometry.sourceHeight, isHalf: isHalf, geometry.resizedHeight,
                geometry.top..<(geometry.top + geometry.height))
        }
        let (fullColumns, fullRows) = (columns(isHalf: false), rows(isHalf: false))
        covered = (fullColumns.covered, fullRows.covered)
        var planes = [PlaneResampler(columns: fullColumns, rows: fullRows, kernel)]
        if channels == 3 && format != .gray8 {
            let others = (
                format.halvesColumns ? columns(isHalf: true) : fullColumns,
                format.halvesRows ? rows(isHalf: true) : fullRows
            )
            for _ in 0..<2 {
                planes.append(PlaneResampler(columns: others.0, rows: others.1, kernel))
            }
        }
        self.planes = planes
        chromaIsApart = format.planeCount > 1 && channels == 3
        matrix = Storage(1)
        matrix.base.pointee = shape.colour.matrix16

        // One channel of video: its range is widened by the table.
        let isLuma = format.isYUV && channels == 1
        let samples = (0..<channels * 256).map { i in
            isLuma ? table[Int(shape.colour.gray(UInt8(i)))] : table[i]
        }
        let mask = samples[0]
        let onlyFlips =
            (mask == 0 || mask == 128)
            && samples.indices.allSatisfy {
                samples[$0] == UInt8(truncatingIfNeeded: $0) ^ mask
            }
        flip = onlyFlips ? mask : 0
        if onlyFlips && channels == 3 {
            tables = nil
        } else {
            let tables = Storage<Int8>(channels * 256)
            for i in samples.indices { tables.base[i ^ 128] = Int8(bitPattern: samples[i]) }
            self.tables = tables
        }
        border = Storage(geometry.width * channels)
        for i in 0..<geometry.width * channels {
            border.base[i] = table[i % channels * 256 + Int(fill)]
        }
        let isPacked = format.planeCount == 1 && format != .gray8
        let sourceRow = geometry.sourceWidth + 1
        apart = isPacked || format == .nv12 ? (0..<4).map { _ in Storage(sourceRow) } : []
        work = (0..<3).map { _ in Storage(planes[0].count) }
    }

    /// - Parameters:
    ///   - view: of this pass's shape.
    ///   - tensor: `height * width * channels` bytes.
    func run(_ view: PixelView, into tensor: UnsafeMutablePointer<UInt8>) {
        let rowBytes = shape.geometry.width * channels
        let takesRows = begin(view)
        for y in 0..<shape.geometry.height {
            let row = tensor + y * rowBytes
            guard covered.rows.contains(y), !covered.columns.isEmpty else {
                row.update(from: border.base, count: rowBytes)
                continue
            }
            let index = y - covered.rows.lowerBound
            if takesRows.first {
                while planes[0].next < planes[0].end(of: index) { pushFirst(view) }
            }
            if takesRows.chroma {
                while planes[1].next < planes[1].end(of: index) { pushChroma(view) }
            }
            let left = covered.columns.lowerBound * channels
            let right = covered.columns.upperBound * channels
            row.update(from: border.base, count: left)
            convert(index, into: row + left)
            (row + right).update(from: border.base + right, count: rowBytes - right)
        }
    }

    /// A pass to `channels` channels of the picture's own size.
    static func unscaled(_ view: PixelView, channels: Int, isa: ISA) -> PixelPass {
        let geometry = ResizeGeometry(
            sourceWidth: view.width, sourceHeight: view.height, width: view.width, height: view.height,
            resize: .stretch, cropFraction: 1)
        let table = (0..<channels * 256).map { UInt8(truncatingIfNeeded: $0) }
        return PixelPass(
            Shape(format: view.format, colour: view.colour, geometry: geometry), channels: channels,
            swaps: false, fill: 0, table: table, isa: isa)
    }

    /// Whether this is the pass that `unscaled` makes of such a view.
    func isUnscaled(of view: PixelView) -> Bool {
        shape.format == view.format && shape.colour == view.colour
            && shape.geometry.sourceWidth == view.width && shape.geometry.sourceHeight == view.height
            && shape.geometry.width == view.width && shape.geometry.height == view.height
    }

    // MARK: Rows in

    /// Whether rows have to be pushed, of the first plane (and those that come with it) and of chroma.
    private func begin(_ view: PixelView) -> (first: Bool, chroma: Bool) {
        switch view.format {
        case .gray8: return (planes[0].begin(view.planes.0, stride: view.strides.0), false)
        case .rgb24, .bgr24, .yuyv, .uyvy:
            for plane in planes { plane.begin() }
            return (true, false)
        case .nv12:
            let first = planes[0].begin(view.planes.0, stride: view.strides.0)
            for plane in planes.dropFirst() { plane.begin() }
            return (first, chromaIsApart)
        case .i420, .i422, .i444:
            let first = planes[0].begin(view.planes.0, stride: view.strides.0)
            guard chromaIsApart, let second = view.planes.1, let third = view.planes.2 else {
                return (first, false)
            }
            let chroma = planes[1].begin(second, stride: view.strides.1)
            return (first, planes[2].begin(third, stride: view.strides.2) || chroma)
        }
    }

    /// The next row of the first plane, and of those that share its bytes.
    private func pushFirst(_ view: PixelView) {
        let row = view.planes.0 + planes[0].next * view.strides.0
        let width = view.width
        switch view.format {
        case .rgb24, .bgr24: pushPixels(row, width, isBlueFirst: view.format == .bgr24)
        case .yuyv, .uyvy: pushPairs(row, (width + 1) / 2, lumaIsFirst: view.format == .yuyv)
        default: planes[0].push(row)
        }
    }

    private func pushPixels(_ row: UnsafePointer<UInt8>, _ width: Int, isBlueFirst: Bool) {
        let isGray = channels == 1
        var targets = (apart[0].base, apart[1].base, apart[2].base)
        if !isGray, let red = planes[0].slot, let green = planes[1].slot, let blue = planes[2].slot {
            targets = (red, green, blue)
        }
        var split = EdgeSplitRow(
            source: row, count: Int32(width), first: isBlueFirst ? targets.2 : targets.0, second: targets.1,
            third: isBlueFirst ? targets.0 : targets.2)
        kernel.split3(&split)
        if isGray {
            let luma = planes[0].slot ?? apart[3].base
            var arguments = EdgeLumaRow(
                red: targets.0, green: targets.1, blue: targets.2, count: Int32(width), luma: luma)
            kernel.luma(&arguments)
            finish(0, luma)
        } else {
            finish(0, targets.0)
            finish(1, targets.1)
            finish(2, targets.2)
        }
    }

    /// - Parameter pairs: of pixels; the last one may be half outside.
    private func pushPairs(_ row: UnsafePointer<UInt8>, _ pairs: Int, lumaIsFirst: Bool) {
        let luma = apart[0].base
        let chroma = apart[1].base
        var split = EdgeSplitRow(
            source: row, count: Int32(2 * pairs), first: lumaIsFirst ? luma : chroma,
            second: lumaIsFirst ? chroma : luma, third: luma)
        kernel.split2(&split)
        planes[0].push(luma)
        if channels == 3 { pushChroma(chroma, pairs) }
    }

    private func pushChroma(_ view: PixelView) {
        guard let second = view.planes.1 else { return }
        let row = second + planes[1].next * view.strides.1
        if view.format == .nv12 {
            pushChroma(row, (view.width + 1) / 2)
        } else if let third = view.planes.2 {
            // Where U takes no rows, neither does V: their tables are the same.
            planes[2].push(third + planes[2].next * view.strides.2)
            planes[1].push(row)
        }
    }

    private func pushChroma(_ row: UnsafePointer<UInt8>, _ count: Int) {
        let u = planes[1].slot ?? apart[2].base
        let v = planes[2].slot ?? apart[3].base
        var split = EdgeSplitRow(source: row, count: Int32(count), first: u, second: v, third: v)
        kernel.split2(&split)
        finish(1, u)
        finish(2, v)
    }

    private func finish(_ plane: Int, _ row: UnsafePointer<UInt8>) {
        if planes[plane].slot == nil { planes[plane].push(row) } else { planes[plane].commit() }
    }

    // MARK: Rows out

    private func convert(_ index: Int, into output: UnsafeMutablePointer<UInt8>) {
        let first = planes[0].row(index)
        if channels == 1 {
            look(up: first, channel: 0, into: output)
            return
        }
        var rows = (first, first, first)
        if planes.count == 3 {
            rows.1 = planes[1].row(index)
            rows.2 = planes[2].row(index)
        }
        if shape.format.isYUV {
            var colour = EdgeColourRow(
                y: rows.0, u: rows.1, v: rows.2, count: Int32(planes[0].count), matrix: matrix.base,
                red: work[0].base, green: work[1].base, blue: work[2].base)
            kernel.colour(&colour)
            rows = (UnsafePointer(work[0].base), UnsafePointer(work[1].base), UnsafePointer(work[2].base))
        }
        if swaps { rows = (rows.2, rows.1, rows.0) }
        if tables != nil {
            // Of video the rows are those in `work` already, in either order: looked up in place.
            let isInPlace = shape.format.isYUV
            rows.0 = lookedUp(rows.0, channel: 0, isInPlace)
            rows.1 = lookedUp(rows.1, channel: 1, isInPlace)
            rows.2 = lookedUp(rows.2, channel: 2, isInPlace)
        }
        var merge = EdgeMergeRow(
            first: rows.0, second: rows.1, third: rows.2, count: Int32(planes[0].count), flip: flip,
            output: output)
        kernel.merge3(&merge)
    }

    private func lookedUp(
        _ row: UnsafePointer<UInt8>, channel: Int, _ isInPlace: Bool
    ) -> UnsafePointer<UInt8> {
        let target = isInPlace ? UnsafeMutablePointer(mutating: row) : work[channel].base
        look(up: row, channel: channel, into: target)
        return UnsafePointer(target)
    }

    private func look(
        up row: UnsafePointer<UInt8>, channel: Int, into output: UnsafeMutablePointer<UInt8>
    ) {
        guard let tables else { return }
        let count = planes[0].count
        var arguments = EdgeLookup(
            input: UnsafeRawPointer(row).assumingMemoryBound(to: Int8.self),
            output: UnsafeMutableRawPointer(output).assumingMemoryBound(to: Int8.self),
            table: tables.base + channel * 256, rows: 1, count: Int32(count), inputStride: count,
            outputStride: count)
        lookup.run(&arguments)
    }
}
