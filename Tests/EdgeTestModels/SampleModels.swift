import EdgeFormat

/// A valid file and what it exercises.
public struct SampleModel: Sendable, CustomStringConvertible {
    public var name: String
    public var bytes: [UInt8]
    public var description: String { name }
}

/// One small network per op kind, and a few that combine them.
public enum SampleModels {
    public static func all() throws(ModelBuilderError) -> [SampleModel] {
        [
            try conv(), try groupedConv(), try depthwise(), try fullyConnected(), try dequantizing(),
            try pointwise(), try pools(), try softmax(), try resize(), try concat(), try residual(),
            try transposed(), try normalizations(), try images(),
            try movement(), try head(), try attention(), try selection(), try detection(),
            try anchorDetection(), try priorDetection(), try int16(), try headAttention(),
            try winograd(),
        ]
    }

    private static let same3x3 = WindowParameters(
        kernelHeight: 3, kernelWidth: 3, padTop: 1, padLeft: 1, padBottom: 1, padRight: 1)

    public static func conv() throws(ModelBuilderError) -> SampleModel {
        var net = NetworkBuilder(seed: 11)
        let x = net.activation([1, 7, 9, 3], zeroPoint: 5)
        let a = net.activation([1, 4, 5, 21])
        let y = net.activation([1, 4, 5, 10])
        var strided = same3x3
        strided.strideHeight = 2
        strided.strideWidth = 2
        net.conv(x, a, window: strided, clamp: -3...120)
        net.conv(a, y, window: WindowParameters(kernelHeight: 1, kernelWidth: 1))
        return SampleModel(name: "conv", bytes: try net.build(inputs: [x], outputs: [y]))
    }

    /// With scratch for Winograd's algorithm, whose tiles hang over the sides; from a channel slice to float32, with
    /// enough channels for NEON.
    public static func winograd() throws(ModelBuilderError) -> SampleModel {
        var net = NetworkBuilder(seed: 33)
        let x = net.activation([1, 9, 11, 32], zeroPoint: 7)
        let whole = net.activation([1, 9, 11, 70])
        let part = net.view(of: whole, [1, 9, 11, 64], offset: 5)
        let y = net.activation([1, 9, 9, 67], type: .float32)
        net.conv(x, whole, window: same3x3, clamp: -3...120)
        var narrow = same3x3
        narrow.padLeft = 0
        narrow.padRight = 0
        net.conv(part, y, window: narrow)
        return SampleModel(
            name: "winograd",
            bytes: try net.build(inputs: [x], outputs: [whole, y], scratchBytes: 512 * 1024))
    }

    public static func groupedConv() throws(ModelBuilderError) -> SampleModel {
        var net = NetworkBuilder(seed: 12)
        let x = net.activation([1, 9, 6, 12])
        let y = net.activation([1, 9, 6, 36])
        var dilated = same3x3
        dilated.dilationHeight = 2
        dilated.padTop = 2
        dilated.padBottom = 2
        net.conv(x, y, window: dilated, groups: 2)
        return SampleModel(name: "grouped dilated conv", bytes: try net.build(inputs: [x], outputs: [y]))
    }

    /// A kernel that is the stride, into a channel slice; one that overlaps itself; one with groups, a gap
    /// between its taps and phases without any.
    public static func transposed() throws(ModelBuilderError) -> SampleModel {
        var net = NetworkBuilder(seed: 22)
        let x = net.activation([1, 4, 3, 12], zeroPoint: 5)
        let joined = net.activation([1, 8, 6, 28])
        let left = net.view(of: joined, [1, 8, 6, 8])
        let right = net.view(of: joined, [1, 8, 6, 20], offset: 8)
        let overlapping = net.activation([1, 15, 12, 9])
        let y = net.activation([1, 17, 30, 6])
        net.transposed(
            x, right,
            window: WindowParameters(kernelHeight: 2, kernelWidth: 2, strideHeight: 2, strideWidth: 2))
        net.transposed(
            x, left,
            window: WindowParameters(
                kernelHeight: 4, kernelWidth: 3, strideHeight: 2, strideWidth: 2, padTop: 1, padLeft: 1),
            clamp: -10...99)
        net.transposed(
            joined, overlapping,
            window: WindowParameters(
                kernelHeight: 3, kernelWidth: 3, strideHeight: 2, strideWidth: 2, padTop: 1, padLeft: 1))
        net.transposed(
            overlapping, y,
            window: WindowParameters(
                kernelHeight: 2, kernelWidth: 2, strideHeight: 1, strideWidth: 3, dilationHeight: 2),
            groups: 3)
        return SampleModel(name: "transposed conv", bytes: try net.build(inputs: [x], outputs: [y]))
    }

    public static func normalizations() throws(ModelBuilderError) -> SampleModel {
        var net = NetworkBuilder(seed: 23)
        let x = net.activation([1, 4, 6, 20], zeroPoint: 5)
        let normal = net.activation([1, 4, 6, 20], scale: 0.03)
        let groups = net.activation([1, 4, 6, 20], scale: 0.02, zeroPoint: 7)
        let y = net.activation([1, 4, 6, 20])
        net.normalize(x, normal, groups: 20, epsilon: 0.5)
        net.normalize(normal, groups, groups: 4, epsilon: 1e-3)
        net.prelu(groups, y)
        return SampleModel(name: "normalize, prelu", bytes: try net.build(inputs: [x], outputs: [y]))
    }

    public static func images() throws(ModelBuilderError) -> SampleModel {
        var net = NetworkBuilder(seed: 24)
        let x = net.activation([1, 4, 6, 20], zeroPoint: 5)
        let rows = net.activation([1, 8, 12, 5], zeroPoint: 5)
        let channels = net.activation([1, 8, 12, 5], zeroPoint: 5)
        let reflected = net.activation([1, 11, 14, 5], zeroPoint: 5)
        let edges = net.activation([1, 12, 15, 5], zeroPoint: 5)
        let framed = net.activation([1, 12, 18, 5], zeroPoint: 5)
        let y = net.activation([1, 4, 6, 45], zeroPoint: 5)
        let shuffled = net.activation([1, 4, 6, 20], zeroPoint: 5)
        var four = OpParameters()
        four[0] = 4
        net.image(.channelShuffle, x, shuffled, four)
        net.image(.depthToSpace, shuffled, rows, BlockParameters(block: 2).words)
        net.image(.depthToSpace, x, channels, BlockParameters(block: 2, channelFirst: 1).words)
        net.image(.pad2D, rows, reflected, PadParameters(top: 2, left: 1, mode: .reflect).words)
        net.image(.pad2D, reflected, edges, PadParameters(top: 0, left: 1, mode: .edge).words)
        net.image(.pad2D, edges, framed, PadParameters(top: 0, left: 2, mode: .constant, value: -9).words)
        net.image(.spaceToDepth, framed, y, BlockParameters(block: 3).words)
        return SampleModel(name: "pad, blocks", bytes: try net.build(inputs: [x], outputs: [channels, y]))
    }

    public static func depthwise() throws(ModelBuilderError) -> SampleModel {
        var net = NetworkBuilder(seed: 13)
        let x = net.activation([1, 8, 5, 35])
        let y = net.activation([1, 8, 5, 35])
        net.depthwise(x, y, window: same3x3)
        return SampleModel(name: "depthwise", bytes: try net.build(inputs: [x], outputs: [y]))
    }

    public static func int16() throws(ModelBuilderError) -> SampleModel {
        var net = NetworkBuilder(seed: 31)
        let x = net.activation([1, 7, 9, 5])
        let a = net.activation([1, 7, 9, 12], type: .int16)
        let b = net.activation([1, 7, 9, 12], type: .int16)
        let c = net.activation([1, 7, 9, 12], type: .int16)
        let d = net.activation([1, 7, 9, 12], type: .int16)
        let y = net.activation([1, 7, 9, 18])
        let z = net.activation([1, 7, 9, 12])
        let f = net.activation([1, 7, 9, 3], type: .float32)
        net.conv(x, a, window: same3x3)
        net.lookup16(a, b, byChannel: false)
        net.depthwise(b, c, window: same3x3)
        net.lookup16(c, d, byChannel: true)
        net.conv(d, y, window: same3x3, groups: 2)
        net.depthwise(d, z, window: same3x3)
        let half = net.view(of: d, [1, 7, 9, 6], offset: 12)
        net.conv(half, f, window: WindowParameters(kernelHeight: 1, kernelWidth: 1))
        return SampleModel(name: "int16", bytes: try net.build(inputs: [x], outputs: [y, z, f]))
    }

    public static func fullyConnected() throws(ModelBuilderError) -> SampleModel {
        var net = NetworkBuilder(seed: 14)
        let x = net.activation([3, 37])
        let y = net.activation([3, 19])
        net.fullyConnected(x, y)
        return SampleModel(name: "fully connected", bytes: try net.build(inputs: [x], outputs: [y]))
    }

    public static func dequantizing() throws(ModelBuilderError) -> SampleModel {
        var net = NetworkBuilder(seed: 15)
        let x = net.activation([1, 2, 2, 8])
        let flat = net.view(of: x, [1, 32])
        let y = net.activation([1, 10], type: .float32)
        net.fullyConnected(flat, y)
        return SampleModel(
            name: "reshape and float32 output", bytes: try net.build(inputs: [x], outputs: [y]))
    }

    public static func pointwise() throws(ModelBuilderError) -> SampleModel {
        var net = NetworkBuilder(seed: 16)
        let a = net.activation([1, 5, 4, 18], scale: 0.1, zeroPoint: 7)
        let b = net.activation([1, 5, 4, 18], scale: 0.03, zeroPoint: -20)
        let gate = net.activation([1, 1, 1, 18], scale: 0.01, zeroPoint: -128)
        let sum = net.activation([1, 5, 4, 18], scale: 0.12, zeroPoint: 0)
        let product = net.activation([1, 5, 4, 18], scale: 0.02)
        let looked = net.activation([1, 5, 4, 18])
        let y = net.activation([1, 5, 4, 18], scale: 0.5, zeroPoint: 9)
        net.binary(.add, a, b, sum)
        net.binary(.mul, sum, gate, product)
        net.lookup(product, looked)
        net.requantize(looked, y)
        return SampleModel(
            name: "add, mul, lookup, requantize", bytes: try net.build(inputs: [a, b, gate], outputs: [y]))
    }

    public static func pools() throws(ModelBuilderError) -> SampleModel {
        var net = NetworkBuilder(seed: 17)
        let x = net.activation([1, 9, 8, 17])
        let largest = net.activation([1, 5, 4, 17])
        let mean = net.activation([1, 5, 4, 17], scale: 0.06)
        let y = net.activation([1, 1, 1, 17], scale: 0.04, zeroPoint: 1)
        var strided = same3x3
        strided.strideHeight = 2
        strided.strideWidth = 2
        net.pool(.maxPool2D, x, largest, window: strided)
        net.pool(.averagePool2D, largest, mean, window: same3x3, countsPadding: true)
        net.pool(.averagePool2D, mean, y, window: .global)
        return SampleModel(name: "pools", bytes: try net.build(inputs: [x], outputs: [y]))
    }

    public static func softmax() throws(ModelBuilderError) -> SampleModel {
        var net = NetworkBuilder(seed: 18)
        let x = net.activation([2, 33])
        let first = net.activation([2, 33], type: .float32)
        let y = net.activation([2, 33], type: .float32)
        net.softmax(x, first)
        net.softmax(first, y)
        return SampleModel(name: "softmax", bytes: try net.build(inputs: [x], outputs: [y]))
    }

    public static func resize() throws(ModelBuilderError) -> SampleModel {
        var net = NetworkBuilder(seed: 19)
        let x = net.activation([1, 3, 5, 6])
        let a = net.activation([1, 6, 10, 6])
        let b = net.activation([1, 7, 11, 6])
        let c = net.activation([1, 2, 4, 6])
        let y = net.activation([1, 3, 7, 6], scale: 0.04, zeroPoint: 11)
        net.resize(x, a, .asymmetricFloor)
        net.resize(a, b, .halfPixelPreferCeil)
        net.resize(b, c, .halfPixelPreferFloor)
        net.resizeLinear(
            c, y, rows: [0, 64, 256], columns: [0, 32, 128, 256 + 96, 512, 512 + 127, 768])
        return SampleModel(name: "resize", bytes: try net.build(inputs: [x], outputs: [y]))
    }

    /// Two convolutions write the channels of one tensor; a third reads a slice of it.
    public static func concat() throws(ModelBuilderError) -> SampleModel {
        var net = NetworkBuilder(seed: 20)
        let x = net.activation([1, 6, 6, 8])
        let joined = net.activation([1, 6, 6, 40])
        let left = net.view(of: joined, [1, 6, 6, 24])
        let right = net.view(of: joined, [1, 6, 6, 16], offset: 24)
        let y = net.activation([1, 6, 6, 5])
        let z = net.activation([1, 6, 6, 16])
        net.conv(x, right, window: same3x3)
        net.depthwise(right, z, window: same3x3)
        net.conv(x, left, window: WindowParameters(kernelHeight: 1, kernelWidth: 1))
        net.conv(joined, y, window: WindowParameters(kernelHeight: 1, kernelWidth: 1))
        return SampleModel(name: "concat by placement", bytes: try net.build(inputs: [x], outputs: [y, z]))
    }

    /// An inverted residual that reuses the arena and adds in place, with labels, metadata and
    /// preprocessing: every section that a version 0 file can fill.
    public static func residual() throws(ModelBuilderError) -> SampleModel {
        var net = NetworkBuilder(seed: 21)
        let x = net.activation([1, 8, 8, 3], scale: 1 / 128, zeroPoint: 0, at: 0)  // 192 bytes
        let stem = net.activation([1, 8, 8, 16], at: 192)  // 1024 bytes
        let wide = net.activation([1, 8, 8, 32], at: 1216)  // 2048 bytes
        let deep = net.activation([1, 8, 8, 32], at: 3264)  // 2048 bytes
        let narrow = net.activation([1, 8, 8, 16], at: 1216)  // takes the place of `wide`
        let sum = net.activation([1, 8, 8, 16], scale: 0.07, at: 192)  // in place of `stem`
        let mean = net.activation([1, 1, 1, 16], at: 0)
        let flat = net.view(of: mean, [1, 16])
        let logits = net.activation([1, 4], type: .float32, at: 64)
        let y = net.activation([1, 4], type: .float32, at: 128)
        let pointwise = WindowParameters(kernelHeight: 1, kernelWidth: 1)
        net.conv(x, stem, window: same3x3)
        net.conv(stem, wide, window: pointwise)
        net.depthwise(wide, deep, window: same3x3)
        net.conv(deep, narrow, window: pointwise)
        net.binary(.add, stem, narrow, sum)
        net.pool(.averagePool2D, sum, mean, window: .global)
        net.fullyConnected(flat, logits)
        net.softmax(logits, y)
        var file = net.finished(inputs: [x], outputs: [y])
        file.labels = ["cat", "dog", "péage", "猫"]
        file.addMetadata("name", "residual")
        file.addMetadata("task", "classify")
        var preprocessing = PreprocessingRecord()
        preprocessing.resize = .crop
        preprocessing.mean = InlineArray(repeating: 127)
        preprocessing.std = InlineArray(repeating: 128)
        file.preprocessing = [preprocessing]
        return SampleModel(name: "residual", bytes: try file.build())
    }

    /// int8 in other orders: a channel shuffle, every second pixel, a repeated pixel.
    public static func movement() throws(ModelBuilderError) -> SampleModel {
        var net = NetworkBuilder(seed: 22)
        let x = net.activation([1, 6, 5, 12])
        let grouped = net.view(of: x, [1, 6, 5, 2, 6])
        let shuffled = net.activation([1, 6, 5, 6, 2])
        let halved = net.activation([1, 3, 5, 6, 1])
        let y = net.activation([1, 3, 5, 6, 4])
        net.op(.transpose, [grouped], shuffled, TransposeParameters(permutation: [0, 1, 2, 4, 3, 0]).words)
        net.op(
            .slice, [shuffled], halved,
            SliceParameters(starts: [0, 1, 0, 0, 1, 0], steps: [1, 2, 1, 1, 1, 1]).words)
        net.op(.broadcast, [halved], y)
        return SampleModel(name: "movement", bytes: try net.build(inputs: [x], outputs: [y]))
    }

    /// Two convolutions into the rows of one float32 tensor, decoded as a detection network does it.
    public static func head() throws(ModelBuilderError) -> SampleModel {
        var net = NetworkBuilder(seed: 23)
        let a = net.activation([1, 4, 4, 8])
        let b = net.activation([1, 2, 2, 8])
        let joined = net.activation([1, 20, 16], type: .float32)
        let pointwise = WindowParameters(kernelHeight: 1, kernelWidth: 1)
        net.conv(a, net.view(of: joined, [1, 4, 4, 16]), window: pointwise)
        net.conv(b, net.view(of: joined, [1, 2, 2, 16], offset: 16 * 16 * 4), window: pointwise)
        let scaled = net.activation([1, 20, 16], type: .float32)
        net.op(
            .floatBinaryConstant, [joined, net.floatConstant([1, 16])], scaled,
            FloatBinaryParameters(.multiply).words)
        let bins = net.activation([1, 20, 2, 4], type: .float32)
        let boxes = net.view(of: scaled, [1, 20, 8])
        net.op(
            .floatUnary, [boxes], net.view(of: bins, [1, 20, 8]),
            FloatUnaryParameters(.clamp, low: -3, high: 3).words)
        let shares = net.activation([1, 20, 2, 4], type: .float32)
        net.op(.softmax, [bins], shares, AxisParameters(fromLast: 1).words)
        let across = net.activation([1, 4, 2, 20], type: .float32)
        net.op(.transpose, [shares], across, TransposeParameters(permutation: [0, 3, 2, 1, 0, 0]).words)
        let distances = net.activation([1, 4, 1, 20], type: .float32)
        net.op(.matMulConstant, [across, net.floatConstant([1, 2])], distances)
        let output = net.activation([1, 20, 12], type: .float32)
        net.op(
            .transpose, [net.view(of: distances, [1, 4, 20])], net.view(of: output, [1, 20, 4]),
            TransposeParameters(permutation: [0, 2, 1, 0, 0, 0]).words)
        let scores = net.view(of: scaled, [1, 20, 8], offset: 32)
        net.op(
            .floatUnary, [scores], net.view(of: output, [1, 20, 8], offset: 16),
            FloatUnaryParameters(.sigmoid).words)
        return SampleModel(name: "float32 head", bytes: try net.build(inputs: [a, b], outputs: [output]))
    }

    /// int8 to float32 and back, with a product of two activations between.
    public static func attention() throws(ModelBuilderError) -> SampleModel {
        var net = NetworkBuilder(seed: 24)
        let x = net.activation([1, 9, 6], zeroPoint: 11)
        let real = net.activation([1, 9, 6], type: .float32)
        let turned = net.activation([1, 6, 9], type: .float32)
        let product = net.activation([1, 9, 9], type: .float32)
        let attention = net.activation([1, 9, 9], type: .float32)
        let mixed = net.activation([1, 9, 6], type: .float32)
        let mean = net.activation([1, 1, 6], type: .float32)
        let centered = net.activation([1, 9, 6], type: .float32)
        let y = net.activation([1, 9, 6], scale: 0.03, zeroPoint: -7)
        net.op(.dequantize, [x], real)
        net.op(.transpose, [real], turned, TransposeParameters(permutation: [0, 2, 1, 0, 0, 0]).words)
        net.op(.matMul, [real, turned], product)
        net.op(.softmax, [product], attention, AxisParameters(fromLast: 0).words)
        net.op(.matMul, [attention, real], mixed)
        net.op(.reduce, [mixed], mean, ReduceParameters(fromLast: 1, function: .mean).words)
        net.op(.floatBinary, [mixed, mean], centered, FloatBinaryParameters(.subtract).words)
        net.op(.quantize, [centered], y, PointwiseParameters().words)
        return SampleModel(name: "attention", bytes: try net.build(inputs: [x], outputs: [y]))
    }

    /// Two heads of queries, keys and values side by side in one tensor; then keys and values of another.
    public static func headAttention() throws(ModelBuilderError) -> SampleModel {
        var net = NetworkBuilder(seed: 32)
        let x = net.activation([1, 19, 2, 17], scale: 0.04, zeroPoint: 0)
        let y = net.activation([1, 19, 2, 7], scale: 0.05, zeroPoint: 9)
        let other = net.activation([1, 37, 2, 7], scale: 0.04, zeroPoint: 0)
        let z = net.activation([1, 19, 2, 7], scale: 0.02, zeroPoint: -20)
        let q = net.view(of: x, [1, 19, 2, 5])
        let k = net.view(of: x, [1, 19, 2, 5], offset: 5)
        let v = net.view(of: x, [1, 19, 2, 7], offset: 10)
        net.op(.attention, [q, k, v], y, AttentionParameters(scale: 0.3).words)
        net.op(.attention, [y, other, other], z, AttentionParameters(scale: 0.5).words)
        return SampleModel(
            name: "head attention", bytes: try net.build(inputs: [x, other], outputs: [y, z]))
    }

    /// The best rows of a table, by their largest element.
    public static func selection() throws(ModelBuilderError) -> SampleModel {
        var net = NetworkBuilder(seed: 25)
        let x = net.activation([30, 7])
        let real = net.activation([30, 7], type: .float32)
        let best = net.activation([30, 1], type: .float32)
        let order = net.activation([1, 8], type: .float32)
        let rows = net.activation([8, 7], type: .float32)
        let column = net.activation([8, 1], type: .float32)
        let repeated = net.activation([8, 7], type: .float32)
        let picked = net.activation([8, 7], type: .float32)
        net.op(.dequantize, [x], real)
        net.op(.reduce, [real], best, ReduceParameters(fromLast: 0, function: .max).words)
        net.op(.topK, [net.view(of: best, [1, 30])], order)
        net.op(.gather, [real, order], rows, AxisParameters(fromLast: 1).words)
        net.op(.transpose, [order], column, TransposeParameters(permutation: [1, 0, 0, 0, 0, 0]).words)
        net.op(.broadcast, [column], repeated)
        net.op(.gatherElements, [rows, repeated], picked, AxisParameters(fromLast: 1).words)
        return SampleModel(name: "selection", bytes: try net.build(inputs: [x], outputs: [rows, picked]))
    }
}
