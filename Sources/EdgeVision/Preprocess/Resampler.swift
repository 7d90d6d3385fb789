/// Resizes pictures into a window of fixed size: along rows, then along columns, rounding to 8 bits after
/// each, all in 32-bit fixed point. Keeps its tables and its buffer for the next picture of the same size.
struct Resampler: Sendable {
    let channels: Int
    let fill: UInt8
    private var geometry: ResizeGeometry?
    private var columns: ResampleTable?
    private var rows: ResampleTable?
    /// Source rows after the resize along rows: `[row of rows.sourceRange][covered column][channel]`.
    private var narrowed: [UInt8] = []
    private var sums: [Int32] = []
    /// `[height][width][channel]`
    private(set) var pixels: [UInt8] = []

    init(channels: Int, fill: UInt8) {
        self.channels = channels
        self.fill = fill
    }

    /// Fills `pixels`. The image has `channels` channels and the geometry's source size.
    ///
    /// - Complexity: O(source samples + tensor samples * source height / resized height)
    mutating func resize(_ image: Image, by geometry: ResizeGeometry) {
        precondition(image.channels == channels)
        if geometry != self.geometry {
            self.geometry = geometry
            columns = ResampleTable(
                source: geometry.sourceWidth, resized: geometry.resizedWidth,
                window: geometry.left..<(geometry.left + geometry.width))
            rows = ResampleTable(
                source: geometry.sourceHeight, resized: geometry.resizedHeight,
                window: geometry.top..<(geometry.top + geometry.height))
            pixels = [UInt8](repeating: fill, count: geometry.width * geometry.height * channels)
            narrowed = [UInt8](
                repeating: 0, count: rows!.sourceRange.count * columns!.covered.count * channels)
            sums = [Int32](repeating: 0, count: columns!.covered.count * channels)
        }
        guard let columns, let rows else { return }
        narrow(image, by: columns, rows: rows.sourceRange)
        shorten(by: rows, columns: columns, geometry: geometry)
    }

    /// Along rows: `source[y][x][c]` to `narrowed[y][x'][c]`.
    private mutating func narrow(_ image: Image, by table: ResampleTable, rows: Range<Int>) {
        let rowSamples = table.covered.count * channels
        let channels = channels
        image.pixels.withUnsafeBufferPointer { source in
            narrowed.withUnsafeMutableBufferPointer { out in
                table.weights.withUnsafeBufferPointer { weights in
                    for y in rows {
                        let row = source.baseAddress! + y * image.width * channels
                        let to = out.baseAddress! + (y - rows.lowerBound) * rowSamples
                        for x in 0..<table.covered.count {
                            let taps = weights.baseAddress! + x * table.stride
                            let from = row + table.starts[x] * channels
                            if channels == 3 {
                                sum3(from, taps, table.counts[x], to + 3 * x)
                            } else {
                                sum1(from, taps, table.counts[x], to + x)
                            }
                        }
                    }
                }
            }
        }
    }

    /// Along columns: `narrowed[y][x'][c]` into the covered part of `pixels`.
    private mutating func shorten(by table: ResampleTable, columns: ResampleTable, geometry: ResizeGeometry) {
        let rowSamples = columns.covered.count * channels
        let firstRow = table.sourceRange.lowerBound
        let firstSample = columns.covered.lowerBound * channels
        let (channels, width) = (channels, geometry.width)
        narrowed.withUnsafeBufferPointer { source in
            sums.withUnsafeMutableBufferPointer { sums in
                pixels.withUnsafeMutableBufferPointer { out in
                    for i in 0..<table.covered.count {
                        for x in 0..<rowSamples { sums[x] = half }
                        for tap in 0..<table.counts[i] {
                            let weight = table.weights[i * table.stride + tap]
                            let row = source.baseAddress! + (table.starts[i] + tap - firstRow) * rowSamples
                            for x in 0..<rowSamples { sums[x] &+= Int32(row[x]) &* weight }
                        }
                        let y = table.covered.lowerBound + i
                        let to = out.baseAddress! + y * width * channels + firstSample
                        for x in 0..<rowSamples { to[x] = rounded(sums[x]) }
                    }
                }
            }
        }
    }
}

/// One half, so that the shift rounds to nearest.
private let half: Int32 = 1 << (ResampleTable.fractionBits - 1)

/// Weights are not negative, so only the top needs clamping, for sums whose weights round above one.
@inline(__always) private func rounded(_ sum: Int32) -> UInt8 {
    UInt8(truncatingIfNeeded: min(sum &>> Int32(ResampleTable.fractionBits), 255))
}

@inline(__always) private func sum3(
    _ from: UnsafePointer<UInt8>, _ taps: UnsafePointer<Int32>, _ count: Int,
    _ to: UnsafeMutablePointer<UInt8>
) {
    var (red, green, blue) = (half, half, half)
    var pixel = from
    for i in 0..<count {
        let weight = taps[i]
        red &+= Int32(pixel[0]) &* weight
        green &+= Int32(pixel[1]) &* weight
        blue &+= Int32(pixel[2]) &* weight
        pixel += 3
    }
    to[0] = rounded(red)
    to[1] = rounded(green)
    to[2] = rounded(blue)
}

@inline(__always) private func sum1(
    _ from: UnsafePointer<UInt8>, _ taps: UnsafePointer<Int32>, _ count: Int,
    _ to: UnsafeMutablePointer<UInt8>
) {
    var gray = half
    for i in 0..<count { gray &+= Int32(from[i]) &* taps[i] }
    to[0] = rounded(gray)
}
