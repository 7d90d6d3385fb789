import CEdgeSIMD
import EdgeKernels

/// Resizes one plane as its rows come in: each row along itself, then down columns, rounding to 8 bits after
/// each, all in 32-bit fixed point. Holds only the rows that the next output needs.
final class PlaneResampler: @unchecked Sendable {
    private let columns: RowSampler
    private let kernel: PixelKernel
    /// First row of each output and how many.
    private let starts: [Int]
    private let counts: [Int]
    /// Of each output, `pairStride` apart.
    private let weights: Storage<EdgeTapPair>
    private let pairStride: Int
    private let copies: [Bool]
    /// The first row that any output needs.
    private let first: Int

    /// Row y after the resize along it is `ring[y % ringRows]`.
    private let ring: Storage<UInt8>
    private let ringRows: Int
    private let ringStride: Int
    /// A row with room behind it, where the kernels read more than the plane's width.
    private let padded: Storage<UInt8>?
    private let width: Int
    private let taps: Storage<UnsafePointer<UInt8>>
    private let output: Storage<UInt8>

    /// The row that `push` takes next.
    private(set) var next = 0
    /// Where rows need no resize along them, they are read from the picture itself.
    private var direct: (base: UnsafePointer<UInt8>, stride: Int)?

    /// Outputs of a row.
    var count: Int { columns.count }

    init(columns columnTable: ResampleTable, rows: ResampleTable, _ kernel: PixelKernel) {
        self.kernel = kernel
        let columns = RowSampler(columnTable)
        self.columns = columns
        width = columnTable.source
        starts = rows.starts
        counts = rows.counts
        copies = rows.starts.indices.map { rows.isCopy($0) }
        first = rows.starts.min() ?? 0
        pairStride = ((rows.counts.max() ?? 1) + 1) / 2
        weights = Storage(rows.covered.count * pairStride)
        let halves = UnsafeMutableRawPointer(weights.base)
        var end = 0
        var most = 1
        for output in rows.starts.indices {
            for tap in 0..<rows.counts[output] {
                let weight = rows.weights[output * rows.stride + tap]
                let at = (output * pairStride + tap / 2) * 8 + tap % 2 * 2
                halves.storeBytes(of: Int16(weight >> 11), toByteOffset: at, as: Int16.self)
                halves.storeBytes(of: Int16(weight & 2047), toByteOffset: at + 4, as: Int16.self)
            }
            end = max(end, rows.starts[output] + rows.counts[output])
            most = max(most, end - rows.starts[output])
        }
        ringRows = most
        // A shift keeps whole rows.
        ringStride = roundUp(max(columns.capacity, columns.shift == nil ? 0 : width), to: 64)
        ring = Storage(ringRows * ringStride)
        padded = width < columns.minimumSource ? Storage(columns.minimumSource) : nil
        taps = Storage(2 * pairStride)
        output = Storage(columns.capacity)
    }

    /// Starts a picture whose rows come by `push`, or by `slot` and `commit`.
    func begin() {
        next = first
        direct = nil
    }

    /// Starts a picture whose rows lie in memory: if it needs no rows pushed, false.
    func begin(_ base: UnsafePointer<UInt8>, stride: Int) -> Bool {
        begin()
        guard columns.shift != nil else { return true }
        direct = (base, stride)
        return false
    }

    /// The row behind the last one that output `index` needs.
    func end(of index: Int) -> Int { starts[index] + counts[index] }

    /// Takes row `next`.
    func push(_ row: UnsafePointer<UInt8>) {
        let slot = ring.base + next % ringRows * ringStride
        next += 1
        if columns.shift != nil {
            slot.update(from: row, count: width)
        } else if let padded {
            padded.base.update(from: row, count: width)
            columns.run(padded.base, into: slot, kernel)
        } else {
            columns.run(row, into: slot, kernel)
        }
    }

    /// Where row `next` may be written instead of handing it to `push`; call `commit` then.
    var slot: UnsafeMutablePointer<UInt8>? {
        columns.shift == nil ? nil : ring.base + next % ringRows * ringStride
    }

    func commit() { next += 1 }

    /// Output row `index`, valid until the next call of any method.
    func row(_ index: Int) -> UnsafePointer<UInt8> {
        if copies[index] { return source(starts[index]) }
        let count = counts[index]
        for tap in 0..<count { taps.base[tap] = source(starts[index] + tap) }
        // The kernel takes pairs; the other half of the last one has no weight.
        if count % 2 == 1 { taps.base[count] = taps.base[count - 1] }
        var arguments = EdgeBlendRows(
            rows: taps.base, weights: weights.base + index * pairStride, pairs: Int32((count + 1) / 2),
            count: Int32(columns.count), output: output.base)
        kernel.blend(&arguments)
        return UnsafePointer(output.base)
    }

    /// Row y after the resize along it.
    private func source(_ y: Int) -> UnsafePointer<UInt8> {
        let shift = columns.shift ?? 0
        if let direct { return direct.base + (y * direct.stride + shift) }
        return UnsafePointer(ring.base + (y % ringRows * ringStride + shift))
    }
}
