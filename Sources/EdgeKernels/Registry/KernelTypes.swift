import CEdgeSIMD

/// An entry of a family's table. The tables (`Tables+*.swift`) are the registry: the run-time dispatch,
/// the exactness tests and the benchmark all iterate over them, so one line there adds all three.
package protocol RegisteredKernel: Sendable {
    var name: StaticString { get }
    var isa: ISA { get }
}

/// Element of a packed row of activations.
package enum PanelFormat: UInt8, Sendable {
    case int8
    /// `q ^ 0x80`, which is q + 128 as an unsigned byte.
    case biasedUInt8
    /// Widened.
    case int16
    /// The bytes of int16 activations, as they are.
    case words

    /// For one byte of the source.
    package var bytes: Int { self == .int16 ? 2 : 1 }
    package var elementBytes: Int { self == .int16 || self == .words ? 2 : 1 }
}

/// Matrix product of a few rows of activations with blocked weights: convolution, fully connected.
package struct GemmKernel: RegisteredKernel {
    package typealias Run = @convention(c) (UnsafePointer<EdgeGemmTile>) -> Void
    package typealias Pack = @convention(c) (UnsafePointer<EdgeGemmPack>) -> Void

    /// Which products a kernel is for. One of `any` comes first of its set in the table; the others take its
    /// place where they apply, and are not used elsewhere.
    package enum Use: UInt8, Sendable {
        case any
        /// Short sums or few rows.
        case shortSums
        /// At most one block of output channels.
        case narrow
        /// Pair-safe or four-tap safe weights: exact with no others.
        case pairSafe
        /// Four-tap safe weights: exact with no others.
        case fourTapSafe

        /// What the weights must be proven to be.
        package var needs: WeightSafety {
            switch self {
            case .any, .shortSums, .narrow: .none
            case .pairSafe: .pairs
            case .fourTapSafe: .fourTaps
            }
        }
    }

    package var name: StaticString
    package var isa: ISA
    /// Most rows of one call.
    package var tileRows: Int
    /// Blocks of 16 channels that it takes at a time.
    package var tileBlocks: Int
    /// Quads that each of a row's runs holds a multiple of, in a kernel that reads runs; 0 in others.
    package var runQuads: Int
    package var panel: PanelFormat
    package var use: Use
    package var run: Run
    /// Packs in `panel` format.
    package var pack: Pack

    package init(
        _ name: StaticString, _ isa: ISA, tileRows: Int, tileBlocks: Int = 1, runQuads: Int = 0,
        panel: PanelFormat,
        use: Use = .any, run: Run,
        pack: Pack
    ) {
        self.name = name
        self.isa = isa
        self.tileRows = tileRows
        self.tileBlocks = tileBlocks
        self.runQuads = runQuads
        self.panel = panel
        self.use = use
        self.run = run
        self.pack = pack
    }
}

package struct DepthwiseKernel: RegisteredKernel {
    package typealias Run = @convention(c) (UnsafePointer<EdgeDepthwiseRun>) -> Void
    package typealias Prepare = @convention(c) (UnsafePointer<EdgeDepthwisePrepare>) -> Void
    package var name: StaticString
    package var isa: ISA
    /// How the kernel wants its weights; nil: as the file stores them.
    package var prepare: Prepare?
    /// Taps are padded to a multiple of this in prepared weights.
    package var tapGroup: Int
    /// Bytes of prepared weights for one tap of one channel.
    package var preparedBytes: Int
    /// Channels are padded to a multiple of this in prepared weights.
    package var channelBlock: Int
    /// Bytes of prepared weights for one channel besides its taps.
    package var channelBytes: Int
    /// The largest window, 3 x 3 or 5 x 5 (0: none), that slides: a run may then hang over the sides.
    package var slidingSide: Int
    /// The largest stride, 1 or 2, at which they slide.
    package var slidingStride: Int
    package var run: Run

    package init(
        _ name: StaticString, _ isa: ISA, prepare: Prepare? = nil, tapGroup: Int = 1,
        preparedBytes: Int = 0, channelBlock: Int = 16, channelBytes: Int = 0, slidingSide: Int = 0,
        slidingStride: Int = 1, run: Run
    ) {
        self.name = name
        self.isa = isa
        self.prepare = prepare
        self.tapGroup = tapGroup
        self.preparedBytes = preparedBytes
        self.channelBlock = channelBlock
        self.channelBytes = channelBytes
        self.slidingSide = slidingSide
        self.slidingStride = slidingStride
        self.run = run
    }

    /// What `prepare` writes for one channel, padding of channels apart.
    package func preparedBytesPerChannel(taps: Int) -> Int {
        roundUp(taps, to: tapGroup) * preparedBytes + channelBytes
    }

    /// What `prepare` writes.
    package func preparedBytes(taps: Int, channels: Int) -> Int {
        roundUp(channels, to: channelBlock) * preparedBytesPerChannel(taps: taps)
    }
}

/// Of int16 activations.
package struct Depthwise16Kernel: RegisteredKernel {
    package typealias Run = @convention(c) (UnsafePointer<EdgeDepthwiseRun16>) -> Void
    package var name: StaticString
    package var isa: ISA
    package var run: Run

    package init(_ name: StaticString, _ isa: ISA, run: Run) {
        self.name = name
        self.isa = isa
        self.run = run
    }
}

/// add, mul, requantize.
package struct PointwiseKernel: RegisteredKernel {
    package typealias Run = @convention(c) (UnsafePointer<EdgePointwise>) -> Void
    package var name: StaticString
    package var isa: ISA
    package var run: Run

    package init(_ name: StaticString, _ isa: ISA, run: Run) {
        self.name = name
        self.isa = isa
        self.run = run
    }
}

package struct LookupKernel: RegisteredKernel {
    package typealias Run = @convention(c) (UnsafePointer<EdgeLookup>) -> Void
    package var name: StaticString
    package var isa: ISA
    package var run: Run

    package init(_ name: StaticString, _ isa: ISA, run: Run) {
        self.name = name
        self.isa = isa
        self.run = run
    }
}

/// Bytes: what channels lie side by side comes to lie pixel by pixel, and back.
package struct TransposeKernel: RegisteredKernel {
    package typealias Run = @convention(c) (UnsafePointer<EdgeTranspose>) -> Void
    package var name: StaticString
    package var isa: ISA
    package var run: Run

    package init(_ name: StaticString, _ isa: ISA, run: Run) {
        self.name = name
        self.isa = isa
        self.run = run
    }
}

/// Of int16 activations.
package struct Lookup16Kernel: RegisteredKernel {
    package typealias Run = @convention(c) (UnsafePointer<EdgeLookup16>) -> Void
    package var name: StaticString
    package var isa: ISA
    package var run: Run

    package init(_ name: StaticString, _ isa: ISA, run: Run) {
        self.name = name
        self.isa = isa
        self.run = run
    }
}

/// resizeLinear.
package struct ResizeKernel: RegisteredKernel {
    package typealias Run = @convention(c) (UnsafePointer<EdgeResizeRow>) -> Void
    package var name: StaticString
    package var isa: ISA
    package var run: Run

    package init(_ name: StaticString, _ isa: ISA, run: Run) {
        self.name = name
        self.isa = isa
        self.run = run
    }
}

/// The float32 functions that a head spends its time in; all others are portable.
package struct FloatKernel: RegisteredKernel {
    /// `(input, output, count)`; they may be the same.
    package typealias Sigmoid =
        @convention(c) (UnsafePointer<Float>, UnsafeMutablePointer<Float>, Int) -> Void
    /// `(input, its stride, output, its stride, size, columns)`: of columns of `size` elements, which lie
    /// one stride apart.
    package typealias Softmax =
        @convention(c) (UnsafePointer<Float>, Int, UnsafeMutablePointer<Float>, Int, Int, Int) -> Void
    /// `(scores, count, top, weights)`: each score's `exponential(score - largest)`, in units of which `top` is 1,
    /// rounded; returns their sum. No score is NaN or infinite; `top` is at most 32767.
    package typealias Exponentials =
        @convention(c) (UnsafePointer<Float>, Int, Float, UnsafeMutablePointer<Int16>) -> Int32
    package var name: StaticString
    package var isa: ISA
    package var sigmoid: Sigmoid
    package var softmax: Softmax
    package var exponentials: Exponentials

    package init(
        _ name: StaticString, _ isa: ISA, sigmoid: Sigmoid, softmax: Softmax, exponentials: Exponentials
    ) {
        self.name = name
        self.isa = isa
        self.sigmoid = sigmoid
        self.softmax = softmax
        self.exponentials = exponentials
    }
}

/// detect: finds the few numbers of a map that reach a threshold.
package struct ScanKernel: RegisteredKernel {
    /// `(numbers, count, threshold)`: where the first lies that is at least the threshold; `count` where none
    /// is. NaN is not.
    package typealias ScanInt8 = @convention(c) (UnsafePointer<Int8>, Int, Int8) -> Int
    package typealias ScanFloat = @convention(c) (UnsafePointer<Float>, Int, Float) -> Int
    package var name: StaticString
    package var isa: ISA
    package var int8: ScanInt8
    package var float: ScanFloat

    package init(
        _ name: StaticString, _ isa: ISA, int8: ScanInt8, float: ScanFloat
    ) {
        self.name = name
        self.isa = isa
        self.int8 = int8
        self.float = float
    }
}

/// maxPool2D, averagePool2D.
package struct PoolKernel: RegisteredKernel {
    package typealias Run = @convention(c) (UnsafePointer<EdgePool>) -> Void
    package var name: StaticString
    package var isa: ISA
    package var run: Run

    package init(_ name: StaticString, _ isa: ISA, run: Run) {
        self.name = name
        self.isa = isa
        self.run = run
    }
}

/// The first kernel in the table for `isa`, or else for what it falls back to. Every table holds a portable
/// kernel, so there always is one.
package func select<let count: Int, Kernel: RegisteredKernel>(
    from table: InlineArray<count, Kernel>, for isa: ISA
) -> Kernel {
    var candidate = isa
    while true {
        for i in table.indices where table[i].isa == candidate { return table[i] }
        guard let next = candidate.fallback else { return table[0] }
        candidate = next
    }
}

/// The matrix product of `isa` for one use: its set's own kernel for it, or else its general one.
package func selectGemm(for isa: ISA, _ use: GemmKernel.Use) -> GemmKernel {
    let general = select(from: gemmKernels, for: isa)
    for i in gemmKernels.indices where gemmKernels[i].isa == general.isa && gemmKernels[i].use == use {
        return gemmKernels[i]
    }
    return general
}
