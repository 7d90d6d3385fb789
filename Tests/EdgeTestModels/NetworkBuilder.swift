import EdgeFormat

/// Writes small networks by hand: activations get places in the arena one after the other, constants are
/// drawn from a seed.
public struct NetworkBuilder {
    public var file = ModelBuilder()
    public private(set) var placements: [PlacementRecord] = []
    public private(set) var arenaBytes: UInt64 = 0
    private var random: SeededGenerator
    private var names = 0

    public init(seed: UInt64 = 1) { random = SeededGenerator(seed: seed) }

    // MARK: Tensors

    /// A root activation at its own place in the arena, or at `offset`.
    public mutating func activation(
        _ dimensions: [Int32], type: ElementType = .int8, scale: Float = 0.05, zeroPoint: Int32 = -3,
        at offset: UInt64? = nil
    ) -> UInt32 {
        var record = TensorRecord(kind: .activation, elementType: type)
        record.rank = UInt8(dimensions.count)
        for (axis, size) in dimensions.enumerated() { record.dimensions[axis] = size }
        if type != .float32 {
            record.scale = scale
            record.zeroPoint = type == .int8 ? zeroPoint : 0
        }
        let tensor = file.addTensor(record, name: name("activation"))
        let bytes = UInt64(record.logicalBytes!)
        let start = offset ?? arenaBytes
        placements.append(PlacementRecord(tensor: tensor, offset: start, bytes: bytes))
        arenaBytes = max(arenaBytes, (start + bytes + 63) / 64 * 64)
        return tensor
    }

    /// A channel slice or a reshape of a root.
    public mutating func view(
        of parent: UInt32, _ dimensions: [Int32], offset: UInt32 = 0
    ) -> UInt32 {
        var record = file.tensors[Int(parent)]
        record.parent = parent
        record.parentOffset = offset
        record.rank = UInt8(dimensions.count)
        record.dimensions = InlineArray(repeating: 1)
        for (axis, size) in dimensions.enumerated() { record.dimensions[axis] = size }
        return file.addTensor(record, name: name("view"))
    }

    // MARK: Ops

    public mutating func conv(
        _ x: UInt32, _ y: UInt32, window: WindowParameters, groups: Int = 1,
        clamp: ClosedRange<Int32>? = nil
    ) {
        let clamp = clamp ?? range(y)
        let depth = channels(x) / groups
        let count = channels(y)
        let k = Int(window.kernelHeight) * Int(window.kernelWidth) * depth
        let weights = randomWeights(count * k)
        let sums = (0..<count).map { c in weights[c * k..<c * k + k].reduce(Int32(0)) { $0 + Int32($1) } }
        var p = WindowedOpParameters(window: window)
        p.groups = Int32(groups)
        p.clampLow = clamp.lowerBound
        p.clampHigh = clamp.upperBound
        let w = file.addConvolutionWeights(
            weights, dimensions: [count, Int(window.kernelHeight), Int(window.kernelWidth), depth],
            groups: groups, name: name("weights"))
        let operands = channelOperands(count, groups: groups, depth: k, from: x, to: y)
        let s = file.addChannels(sums, groups: groups, name: name("weightSum"))
        file.addOp(
            .conv2D, inputs: [x, w] + operands + [s], outputs: [y], parameters: p.words, name: name("conv"))
    }

    public mutating func transposed(
        _ x: UInt32, _ y: UInt32, window: WindowParameters, groups: Int = 1,
        clamp: ClosedRange<Int32> = -128...127
    ) {
        let depth = channels(x) / groups
        let count = channels(y)
        let (height, width) = (Int(window.kernelHeight), Int(window.kernelWidth))
        let weights = randomWeights(count * height * width * depth)
        let phases = Int(window.strideHeight * window.strideWidth)
        var sums = [Int32](repeating: 0, count: phases * count)
        for c in 0..<count {
            for ky in 0..<height {
                for kx in 0..<width {
                    let ry = ky * Int(window.dilationHeight) % Int(window.strideHeight)
                    let rx = kx * Int(window.dilationWidth) % Int(window.strideWidth)
                    let first = ((c * height + ky) * width + kx) * depth
                    let phase = ry * Int(window.strideWidth) + rx
                    sums[phase * count + c] += weights[first..<first + depth].reduce(0) { $0 + Int32($1) }
                }
            }
        }
        var p = WindowedOpParameters(window: window)
        p.groups = Int32(groups)
        p.clampLow = clamp.lowerBound
        p.clampHigh = clamp.upperBound
        let w = file.addTransposedWeights(
            weights, dimensions: [count, height, width, depth], groups: groups, window: window,
            name: name("weights"))
        let operands = channelOperands(
            phases * count, groups: phases * groups, depth: height * width * depth / phases)
        let s = file.addChannels(sums, groups: phases * groups, name: name("weightSum"))
        file.addOp(
            .transposedConv2D, inputs: [x, w] + operands + [s], outputs: [y], parameters: p.words,
            name: name("transposed"))
    }

    public mutating func depthwise(_ x: UInt32, _ y: UInt32, window: WindowParameters) {
        let count = channels(x)
        let taps = Int(window.kernelHeight) * Int(window.kernelWidth)
        let w = file.addDepthwiseWeights(
            randomWeights(taps * count),
            dimensions: [Int(window.kernelHeight), Int(window.kernelWidth), count], name: name("weights"))
        let operands = channelOperands(count, groups: 1, depth: taps, from: x, to: y)
        var p = WindowedOpParameters(window: window)
        (p.clampLow, p.clampHigh) = (range(y).lowerBound, range(y).upperBound)
        file.addOp(
            .depthwiseConv2D, inputs: [x, w] + operands, outputs: [y], parameters: p.words,
            name: name("depthwise"))
    }

    public mutating func fullyConnected(_ x: UInt32, _ y: UInt32) {
        let k = channels(x)
        let count = channels(y)
        let weights = randomWeights(count * k)
        let sums = (0..<count).map { c in weights[c * k..<c * k + k].reduce(Int32(0)) { $0 + Int32($1) } }
        let w = file.addConvolutionWeights(weights, dimensions: [count, 1, 1, k], name: name("weights"))
        let operands = channelOperands(count, groups: 1, depth: k)
        let s = file.addChannels(sums, name: name("weightSum"))
        let window = WindowParameters(kernelHeight: 1, kernelWidth: 1)
        file.addOp(
            .fullyConnected, inputs: [x, w] + operands + [s], outputs: [y],
            parameters: WindowedOpParameters(window: window).words, name: name("fc"))
    }

    public mutating func binary(_ kind: OpKind, _ a: UInt32, _ b: UInt32, _ y: UInt32) {
        file.addOp(
            kind, inputs: [a, b], outputs: [y], parameters: PointwiseParameters().words, name: name("binary"))
    }

    public mutating func pool(
        _ kind: OpKind, _ x: UInt32, _ y: UInt32, window: WindowParameters, countsPadding: Bool = false
    ) {
        var p = WindowedOpParameters(window: window)
        p.countIncludesPadding = countsPadding ? 1 : 0
        file.addOp(kind, inputs: [x], outputs: [y], parameters: p.words, name: name("pool"))
    }

    public mutating func lookup(_ x: UInt32, _ y: UInt32) {
        let table = (0..<256).map { _ in Int8.random(in: -128...127, using: &random) }
        let t = file.addConstant(table, dimensions: [256], name: name("table"))
        file.addOp(.lookup, inputs: [x, t], outputs: [y], name: name("lookup"))
    }

    /// Of int16, with one table or one for each channel.
    public mutating func lookup16(_ x: UInt32, _ y: UInt32, byChannel: Bool) {
        let rows = byChannel ? channels(x) : 1
        let table = (0..<rows * 1025).map { _ in Int16.random(in: -32768...32767, using: &random) }
        let t = file.addConstant(
            table, dimensions: byChannel ? [rows, 1025] : [1025], name: name("table"))
        file.addOp(.lookup, inputs: [x, t], outputs: [y], name: name("lookup"))
    }

    public mutating func requantize(_ x: UInt32, _ y: UInt32) {
        file.addOp(
            .requantize, inputs: [x], outputs: [y], parameters: PointwiseParameters().words,
            name: name("requantize"))
    }

    public mutating func softmax(_ x: UInt32, _ y: UInt32) {
        file.addOp(.softmax, inputs: [x], outputs: [y], name: name("softmax"))
    }

    public mutating func op(
        _ kind: OpKind, _ inputs: [UInt32], _ y: UInt32, _ parameters: OpParameters = OpParameters()
    ) {
        file.addOp(kind, inputs: inputs, outputs: [y], parameters: parameters, name: name("\(kind)"))
    }

    /// Plain float32 values within -2...2.
    public mutating func floatConstant(_ dimensions: [Int]) -> UInt32 {
        let values = (0..<dimensions.reduce(1, *)).map { _ in Float.random(in: -2...2, using: &random) }
        return file.addConstant(values, dimensions: dimensions, name: name("constant"))
    }

    /// Strides of 8, 16, …, cells' centres in their middle, random anchors and priors.
    public mutating func detect(_ maps: [UInt32], _ y: UInt32, _ parameters: DetectParameters) {
        let strides = (0..<Int(parameters.levels)).map { Float(8 << $0) }
        let anchors = Int(parameters.anchors)
        let geometry = strides.flatMap { stride in
            [stride, 0.5] + (0..<2 * anchors).map { _ in Float.random(in: 1...6, using: &random) * stride }
        }
        var constants = [
            file.addConstant(geometry, dimensions: [strides.count, 2 + 2 * anchors], name: name("geometry"))
        ]
        if parameters.boxForm == .priors {
            let count = (0..<strides.count).reduce(0) {
                let map = file.tensors[Int(maps[$1 * parameters.mapsPerLevel])]
                return $0 + Int(map.dimensions[1] * map.dimensions[2]) * anchors
            }
            let priors = (0..<4 * count).map { _ in Float.random(in: 10...40, using: &random) }
            constants.append(file.addConstant(priors, dimensions: [count, 4], name: name("priors")))
        }
        file.addOp(
            .detect, inputs: maps + constants, outputs: [y], parameters: parameters.words,
            name: name("detect"))
    }

    public mutating func resize(_ x: UInt32, _ y: UInt32, _ rounding: ResizeNearestParameters.Rounding) {
        file.addOp(
            .resizeNearest, inputs: [x], outputs: [y],
            parameters: ResizeNearestParameters(rounding: rounding).words, name: name("resize"))
    }

    /// Entries of rows and columns: 256 * index + weight.
    public mutating func resizeLinear(_ x: UInt32, _ y: UInt32, rows: [Int32], columns: [Int32]) {
        let r = file.addConstant(rows, dimensions: [rows.count], name: name("rows"))
        let c = file.addConstant(columns, dimensions: [columns.count], name: name("columns"))
        file.addOp(
            .resizeLinear, inputs: [x, r, c], outputs: [y], parameters: PointwiseParameters().words,
            name: name("resize"))
    }

    /// pad2D, depthToSpace, spaceToDepth.
    public mutating func image(_ kind: OpKind, _ x: UInt32, _ y: UInt32, _ parameters: OpParameters) {
        file.addOp(kind, inputs: [x], outputs: [y], parameters: parameters, name: name("image"))
    }

    /// Random factors and shifts that spread the output over the range.
    public mutating func normalize(_ x: UInt32, _ y: UInt32, groups: Int32, epsilon: Float) {
        let count = channels(x)
        let constants = [40.0, 20.0].map { (spread: Float) in
            let values = (0..<count).map { _ in Float.random(in: -spread...spread, using: &random) }
            return file.addConstant(values, dimensions: [count], name: name("factor"))
        }
        file.addOp(
            .normalize, inputs: [x] + constants, outputs: [y],
            parameters: NormalizeParameters(groups: groups, epsilon: epsilon).words, name: name("normalize"))
    }

    public mutating func prelu(_ x: UInt32, _ y: UInt32) {
        let values = (0..<channels(x)).map { _ in Float.random(in: -2...2, using: &random) }
        let factors = file.addConstant(values, dimensions: [values.count], name: name("factors"))
        file.addOp(
            .prelu, inputs: [x, factors], outputs: [y], parameters: PointwiseParameters().words,
            name: name("prelu"))
    }

    // MARK: The file

    /// The finished builder, with inputs, outputs and the plan set.
    ///
    /// - Parameter scratchBytes: as many as are required, where those are more.
    public func finished(inputs: [UInt32], outputs: [UInt32], scratchBytes: UInt64 = 0) -> ModelBuilder {
        var file = file
        file.setModel(inputs: inputs, outputs: outputs)
        file.plan(
            placements, arenaBytes: arenaBytes, scratchBytes: max(scratchBytes, file.requiredScratchBytes))
        return file
    }

    public func build(
        inputs: [UInt32], outputs: [UInt32], scratchBytes: UInt64 = 0
    ) throws(ModelBuilderError) -> [UInt8] {
        try finished(inputs: inputs, outputs: outputs, scratchBytes: scratchBytes).build()
    }

    // MARK: Random constants

    private mutating func randomWeights(_ count: Int) -> [Int8] {
        (0..<count).map { _ in Int8.random(in: -127...127, using: &random) }
    }

    /// Bias and scale, such that outputs spread over the range.
    private mutating func channelOperands(
        _ count: Int, groups: Int, depth: Int, from x: UInt32? = nil, to y: UInt32? = nil
    ) -> [UInt32] {
        let bias = (0..<count).map { _ in Int32.random(in: -2000...2000, using: &random) }
        func quanta(_ tensor: UInt32?) -> Float {
            tensor.map { file.tensors[Int($0)].elementType == .int16 } ?? false ? 256 : 1
        }
        let spread = quanta(y) / quanta(x) / (60 * Float(max(depth, 1)).squareRoot())
        let scale = (0..<count).map { _ in Float.random(in: 0.5...1.5, using: &random) * spread }
        return [
            file.addChannels(bias, groups: groups, name: name("bias")),
            file.addChannels(scale, groups: groups, name: name("scale")),
        ]
    }

    /// The clamp that leaves all quanta of a tensor.
    private func range(_ tensor: UInt32) -> ClosedRange<Int32> {
        file.tensors[Int(tensor)].elementType == .int16 ? -32768...32767 : -128...127
    }

    private func channels(_ tensor: UInt32) -> Int {
        let record = file.tensors[Int(tensor)]
        return Int(record.dimensions[Int(record.rank) - 1])
    }

    private mutating func name(_ prefix: String) -> String {
        names += 1
        return "\(prefix)\(names)"
    }
}
