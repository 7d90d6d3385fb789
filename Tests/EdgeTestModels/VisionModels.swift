import EdgeFormat

/// Networks of pictures whose results can be told beforehand.
public enum VisionModels {
    /// What else the file says.
    public struct Facts: Sendable {
        public var metadata: [(String, String)] = []
        public var labels: [String] = []
        public var resize = PreprocessingRecord.Resize.letterbox
        public var cropFraction: Float = 0.5
        public var channels = PreprocessingRecord.Channels.rgb
        fileprivate var mean: Float = 0
        fileprivate var std: Float = 1

        public init(task: String? = nil, labels: [String] = []) {
            if let task { metadata.append(("task", task)) }
            self.labels = labels
        }
    }

    /// Takes a gray picture and gives the same numbers whatever it shows.
    ///
    /// - Parameters:
    ///   - size: of the input, in pixels.
    ///   - values: the output, float32 of shape `dimensions`.
    public static func constant(
        width: Int32 = 16, height: Int32 = 16, _ values: [Float], dimensions: [Int32], _ facts: Facts
    ) throws(ModelBuilderError) -> [UInt8] {
        var net = NetworkBuilder()
        let x = net.activation([1, height, width, 1], scale: 1, zeroPoint: -128)
        let mean = net.activation([1, 1, 1, 1], scale: 1, zeroPoint: -128)
        net.pool(.averagePool2D, x, mean, window: .global)
        let real = net.activation([1, 1, 1, 1], type: .float32)
        net.op(.dequantize, [mean], real)
        let one = [Int32](repeating: 1, count: dimensions.count)
        let nothing = net.activation(one, type: .float32)
        let zero = net.file.addConstant([0] as [Float], dimensions: one.map(Int.init), name: "zero")
        net.op(
            .floatBinaryConstant, [net.view(of: real, one), zero], nothing,
            FloatBinaryParameters(.multiply).words)
        // Constants are finite; the others come from 1e30 * 1e30, and from that times 0.
        func add(_ x: UInt32, _ function: FloatBinaryParameters.Function, _ values: [Float]) -> UInt32 {
            let y = net.activation(dimensions, type: .float32)
            let constant = net.file.addConstant(
                values, dimensions: dimensions.map(Int.init), name: "values\(y)")
            net.op(.floatBinaryConstant, [x, constant], y, FloatBinaryParameters(function).words)
            return y
        }
        var y = add(
            nothing, .add, values.map { $0.isFinite ? $0 : $0 < 0 ? -1e30 : 1e30 })
        if !values.allSatisfy(\.isFinite) {
            y = add(y, .multiply, values.map { $0.isFinite ? 1 : 1e30 })
            y = add(y, .multiply, values.map { $0.isNaN ? 0 : 1 })
        }
        var gray = facts
        gray.channels = .gray
        return try finish(net, x, y, gray)
    }

    /// Gives its input back, `[1, height, width, channels]`: `scale * (q - zeroPoint)` for the samples
    /// `q + 128` of the picture.
    public static func copy(
        width: Int32, height: Int32, scale: Float = 1, zeroPoint: Int32 = -128, _ facts: Facts
    ) throws(ModelBuilderError) -> [UInt8] {
        var net = NetworkBuilder()
        let shape = [1, height, width, facts.channels == .gray ? 1 : 3]
        let x = net.activation(shape, scale: scale, zeroPoint: zeroPoint)
        let y = net.activation(shape, scale: scale, zeroPoint: zeroPoint)
        net.requantize(x, y)
        var mapped = facts
        mapped.mean = Float(zeroPoint + 128)
        mapped.std = 1 / scale
        return try finish(net, x, y, mapped)
    }

    private static func finish(
        _ net: NetworkBuilder, _ x: UInt32, _ y: UInt32, _ facts: Facts
    ) throws(ModelBuilderError) -> [UInt8] {
        var file = net.finished(inputs: [x], outputs: [y])
        var record = PreprocessingRecord()
        record.mean = InlineArray(repeating: facts.mean)
        record.std = InlineArray(repeating: facts.std)
        record.resize = facts.resize
        record.cropFraction = facts.cropFraction
        record.channels = facts.channels
        file.preprocessing = [record]
        file.labels = facts.labels
        for (key, value) in facts.metadata { file.addMetadata(key, value) }
        return try file.build()
    }
}
