import CEdgeSIMD
import EdgeKernels

/// The resize along rows, prepared for the kernels.
struct RowSampler: Sendable {
    private enum Form {
        /// Nothing to compute: outputs are the samples from here on.
        case shift
        /// Four outputs at a time see no more than 16 samples.
        case windows(blocks: Int, pairs: Int)
        /// Any others.
        case spans(taps: Int)
    }

    /// What a form reads. Beside the form, not in its cases: the tag that an enum hides in a reference
    /// makes LeakSanitizer lose it.
    private struct Tables {
        var starts = Storage<Int32>(0)
        var windows = Storage<EdgeWindowTaps>(0)
        var weights = Storage<Int32>(0)
    }

    private let form: Form
    private let tables: Tables
    /// Outputs; `run` may write up to `capacity`.
    let count: Int
    let capacity: Int
    /// Samples that must be readable in a source row, more than the picture may have.
    let minimumSource: Int
    /// For a shift, the first output's sample.
    let shift: Int?

    init(_ table: ResampleTable) {
        count = table.covered.count
        capacity = roundUp(count, to: 8)
        if table.isShift {
            (form, tables) = (.shift, Tables())
            shift = table.starts.first ?? 0
            minimumSource = 0
        } else if let windows = Self.windows(table) {
            (form, tables) = windows
            shift = nil
            minimumSource = Self.windowLength
        } else {
            let taps = roundUp(table.counts.max() ?? 1, to: 8)
            (form, tables) = Self.spans(table, taps: taps)
            shift = nil
            minimumSource = taps
        }
    }

    func run(
        _ source: UnsafePointer<UInt8>, into output: UnsafeMutablePointer<UInt8>, _ kernel: PixelKernel
    ) {
        switch form {
        case .shift:
            output.update(from: source + (shift ?? 0), count: count)
        case .windows(let blocks, let pairs):
            var arguments = EdgeResampleWindows(
                source: source, windows: tables.starts.base, taps: tables.windows.base,
                blocks: Int32(blocks),
                pairs: Int32(pairs), output: output)
            kernel.windows(&arguments)
        case .spans(let taps):
            var arguments = EdgeResampleSpans(
                source: source, starts: tables.starts.base, weights: tables.weights.base,
                outputs: Int32(count),
                taps: Int32(taps), output: output)
            kernel.spans(&arguments)
        }
    }

    private static let windowLength = 16

    /// nil where some four outputs see more samples than a window holds.
    private static func windows(_ table: ResampleTable) -> (Form, Tables)? {
        let count = table.covered.count
        let blocks = (count + 7) / 8
        let pairs = ((table.counts.max() ?? 1) + 1) / 2
        let lastStart = max(0, table.source - windowLength)
        let starts = Storage<Int32>(2 * blocks)
        let taps = Storage<EdgeWindowTaps>(blocks * pairs)
        let bytes = UnsafeMutableRawPointer(taps.base)
        let tapBytes = MemoryLayout<EdgeWindowTaps>.size
        let highs = MemoryLayout<EdgeWindowTaps>.offset(of: \.high)!
        let lows = MemoryLayout<EdgeWindowTaps>.offset(of: \.low)!
        for i in 0..<blocks * pairs {
            (bytes + i * tapBytes).initializeMemory(as: UInt8.self, repeating: 0x80, count: highs)
        }
        for group in 0..<2 * blocks {
            let outputs = (4 * group)..<max(4 * group, min(4 * group + 4, count))
            guard let first = outputs.map({ table.starts[$0] }).min() else { continue }
            let start = min(first, lastStart)
            starts.base[group] = Int32(start)
            for output in outputs {
                let place = table.starts[output] - start
                guard place + table.counts[output] <= windowLength else { return nil }
                for tap in 0..<table.counts[output] {
                    let weight = table.weights[output * table.stride + tap]
                    let at = (output / 8 * pairs + tap / 2) * tapBytes + output % 8 * 4 + tap % 2 * 2
                    bytes.storeBytes(of: UInt8(place + tap), toByteOffset: at, as: UInt8.self)
                    bytes.storeBytes(of: Int16(weight >> 11), toByteOffset: at + highs, as: Int16.self)
                    bytes.storeBytes(of: Int16(weight & 2047), toByteOffset: at + lows, as: Int16.self)
                }
            }
        }
        return (.windows(blocks: blocks, pairs: pairs), Tables(starts: starts, windows: taps))
    }

    private static func spans(_ table: ResampleTable, taps: Int) -> (Form, Tables) {
        let count = table.covered.count
        let starts = Storage<Int32>(count)
        let weights = Storage<Int32>(count * taps)
        let lastStart = max(0, table.source - taps)
        for output in 0..<count {
            let start = min(table.starts[output], lastStart)
            let place = table.starts[output] - start
            starts.base[output] = Int32(start)
            for tap in 0..<table.counts[output] {
                weights.base[output * taps + place + tap] = table.weights[output * table.stride + tap]
            }
        }
        return (.spans(taps: taps), Tables(starts: starts, weights: weights))
    }
}
