import EdgeFormat
import EdgeHost
import EdgeKernels
import EdgeRuntime
import EdgeTestModels
import EdgeTestVectors
import Testing

/// The float32 operators and movement equal the Python reference of ARITHMETIC.md bit for bit, as one-op
/// files on one to three threads, dense and as windows of larger tensors.
@Suite struct FloatOperatorTests {
    @Test func unary() throws {
        try check("floatUnary", atLeast: 36) { net, c in
            let range = c.floats("range")
            let function = FloatUnaryParameters.Function(rawValue: Int32(c.ints("function")[0]))!
            let isClamp = function == .clamp
            let p = FloatUnaryParameters(
                function, low: isClamp ? range[0] : 0, high: isClamp ? range[1] : 0)
            let shape = [1, c.ints("input").count]
            net.run(.floatUnary, [.float(shape, c.floats("input"))], .float32, shape, p.words)
        }
    }

    @Test func binary() throws {
        try check("floatBinary", atLeast: 60) { net, c in
            let function = FloatBinaryParameters.Function(rawValue: Int32(c.ints("function")[0]))!
            net.run(
                .floatBinary,
                [.float(c.ints("shapeA"), c.floats("a")), .float(c.ints("shapeB"), c.floats("b"))], .float32,
                c.ints("shape"), FloatBinaryParameters(function).words)
        }
        // The same with constants on either side, where they are finite.
        for constantIsLeft in [false, true] {
            try checkSome("floatBinary", atLeast: 30) { net, c in
                let (x, k) = constantIsLeft ? ("b", "a") : ("a", "b")
                let (xs, ks) = constantIsLeft ? ("shapeB", "shapeA") : ("shapeA", "shapeB")
                guard c.floats(k).allSatisfy(\.isFinite) else { return false }
                let function = FloatBinaryParameters.Function(rawValue: Int32(c.ints("function")[0]))!
                let constant = net.builder.file.addConstant(c.floats(k), dimensions: c.ints(ks), name: "k")
                net.run(
                    .floatBinaryConstant, [.float(c.ints(xs), c.floats(x))], constants: [constant], .float32,
                    c.ints("shape"),
                    FloatBinaryParameters(function, constantIsLeft: constantIsLeft).words)
                return true
            }
        }
    }

    @Test func conversions() throws {
        try check("conversion", atLeast: 24) { net, c in
            let shape = [1, c.ints("input").count]
            if c.name.hasPrefix("dequantize") {
                net.run(
                    .dequantize,
                    [.int8(shape, c.int8("input"), c.floats("scale")[0], Int32(c.ints("zeroPoint")[0]))],
                    .float32, shape)
            } else {
                let clamp = c.ints("clamp").map { Int32($0) }
                var p = PointwiseParameters()
                p.clampLow = clamp[0]
                p.clampHigh = clamp[1]
                net.run(
                    .quantize, [.float(shape, c.floats("input"))], .int8, shape, p.words,
                    scale: c.floats("scale")[0], zeroPoint: clamp[2])
            }
        }
    }

    @Test func movement() throws {
        try check("movement", atLeast: 60) { net, c in
            func words(_ key: String, _ filler: Int32) -> InlineArray<6, Int32> {
                let values = c.ints(key)
                return InlineArray { $0 < values.count ? Int32(values[$0]) : filler }
            }
            let kind: OpKind
            var p = OpParameters()
            switch c.name.split(separator: " ")[0] {
            case "transpose":
                kind = .transpose
                p = TransposeParameters(permutation: words("permutation", 0)).words
            case "slice":
                kind = .slice
                p = SliceParameters(starts: words("starts", 0), steps: words("steps", 1)).words
            default: kind = .broadcast
            }
            let isByte = c.ints("bytes")[0] == 1
            let input: FloatOperatorModel.Input =
                isByte
                ? .int8(c.ints("shape"), c.ints("input").map { Int8(truncatingIfNeeded: $0) }, 0.5, 3)
                : .float(c.ints("shape"), c.floats("input"))
            net.run(
                kind, [input], isByte ? .int8 : .float32, c.ints("newShape"), p, scale: 0.5, zeroPoint: 3)
        }
    }

    @Test func axes() throws {
        try check("axis", atLeast: 48) { net, c in
            let shape = c.ints("shape")
            let axis = c.ints("axis")[0]
            let fromLast = Int32(shape.count - 1 - axis)
            let input = [FloatOperatorModel.Input.float(shape, c.floats("input"))]
            let function: ReduceParameters.Function
            switch c.name.split(separator: " ")[0] {
            case "softmax":
                net.run(.softmax, input, .float32, shape, AxisParameters(fromLast: fromLast).words)
                return
            case "sum": function = .sum
            case "mean": function = .mean
            default: function = .max
            }
            var reduced = shape
            reduced[axis] = 1
            net.run(
                .reduce, input, .float32, reduced,
                ReduceParameters(fromLast: fromLast, function: function).words)
        }
    }

    @Test func matrixProducts() throws {
        try check("matMul", atLeast: 20) { net, c in
            let size = c.ints("size")
            net.run(
                .matMul,
                [.float([size[0], size[1]], c.floats("a")), .float([size[1], size[2]], c.floats("b"))],
                .float32, [size[0], size[2]])
        }
        try checkSome("matMul", atLeast: 12) { net, c in
            guard c.floats("a").allSatisfy(\.isFinite) else { return false }
            let size = c.ints("size")
            let constant = net.builder.file.addConstant(
                c.floats("a"), dimensions: [size[0], size[1]], name: "k")
            net.run(
                .matMulConstant, [.float([size[1], size[2]], c.floats("b"))], constants: [constant], .float32,
                [size[0], size[2]])
            return true
        }
    }

    @Test func selection() throws {
        try check("selection", atLeast: 36) { net, c in
            switch c.name.split(separator: " ")[0] {
            case "topK":
                net.run(
                    .topK, [.float([1, c.ints("input").count], c.floats("input"))], .float32,
                    [1, c.ints("output").count])
            case let name:
                let shape = c.ints("shape")
                let new = c.ints("newShape")
                let count = c.ints("indices").count
                let p = AxisParameters(fromLast: Int32(shape.count - 1 - c.ints("axis")[0])).words
                net.run(
                    name == "gather" ? .gather : .gatherElements,
                    [
                        .float(shape, c.floats("input")),
                        .float(name == "gather" ? [count] : new, c.floats("indices")),
                    ], .float32, new, p)
            }
        }
    }

    private func check(
        _ file: String, atLeast count: Int, _ build: (inout FloatOperatorModel, VectorCase) -> Void
    ) throws {
        try checkSome(file, atLeast: count) { net, c in
            build(&net, c)
            return true
        }
    }

    /// - Parameter build: false where the case is not for this form of the operator.
    private func checkSome(
        _ file: String, atLeast count: Int, _ build: (inout FloatOperatorModel, VectorCase) -> Bool
    ) throws {
        var checked = 0
        for c in try vectorCases(file) {
            for margin in [0, 3] {
                var net = FloatOperatorModel(margin: margin)
                guard build(&net, c) else { continue }
                checked += margin == 0 ? 1 : 0
                for threads in 1...3 {
                    let matches = try net.result(threads: threads) == net.elements(c.ints("output"))
                    #expect(matches, "\(file), \(c.name), margin \(margin), \(threads) threads")
                }
            }
        }
        #expect(checked >= count)
    }
}

/// A file of one operator whose operands may lie inside larger tensors.
struct FloatOperatorModel {
    enum Input {
        case float([Int], [Float])
        case int8([Int], [Int8], Float, Int32)
    }

    var builder = NetworkBuilder()
    /// Channels and pixels around each operand.
    let margin: Int
    private var inputs: [Input] = []
    private var tensors: [UInt32] = []
    private var output: UInt32 = 0

    init(margin: Int) { self.margin = margin }

    mutating func run(
        _ kind: OpKind, _ inputs: [Input], constants: [UInt32] = [], _ type: ElementType, _ shape: [Int],
        _ parameters: OpParameters = OpParameters(), scale: Float = 0.5, zeroPoint: Int32 = 3
    ) {
        self.inputs = inputs
        tensors = inputs.map { input in
            switch input {
            case .float(let shape, _): tensor(shape, .float32, 0.5, 3)
            case .int8(let shape, _, let scale, let zeroPoint): tensor(shape, .int8, scale, zeroPoint)
            }
        }
        output = tensor(shape, type, scale, zeroPoint)
        builder.file.addOp(
            kind, inputs: tensors + constants, outputs: [output], parameters: parameters, name: "op")
    }

    private mutating func tensor(
        _ shape: [Int], _ type: ElementType, _ scale: Float, _ zeroPoint: Int32
    ) -> UInt32 {
        let dimensions = shape.map { Int32($0) }
        guard margin > 0, !shape.isEmpty else {
            return builder.activation(dimensions, type: type, scale: scale, zeroPoint: zeroPoint)
        }
        let width = shape.last! + margin
        let pixels = shape.dropLast().reduce(1, *) + margin
        let root = builder.activation(
            [Int32(pixels), Int32(width)], type: type, scale: scale, zeroPoint: zeroPoint)
        // One pixel and two channels in.
        return builder.view(of: root, dimensions, offset: UInt32((width + 2) * type.bits / 8))
    }

    /// Expected numbers as `result` gives them.
    func elements(_ values: [Int]) -> [UInt32] {
        let isByte = builder.file.tensors[Int(output)].elementType == .int8
        return values.map { UInt32(truncatingIfNeeded: $0) & (isByte ? 0xFF : .max) }
    }

    /// The bits of the output's elements.
    func result(threads: Int, isa: ISA? = nil) throws -> [UInt32] {
        let session = try HostSession(
            LoadedModel(bytes: builder.build(inputs: tensors, outputs: [output])), isa: isa, threads: threads)
        for (index, input) in inputs.enumerated() {
            let view = session.input(index)
            switch input {
            case .float(_, let values): fill(view, values.map(\.bitPattern))
            case .int8(_, let values, _, _): fill(view, values)
            }
        }
        session.run()
        let view = session.output(0)
        if view.elementType == .float32 { return elements(view, UInt32.self) }
        return elements(view, UInt8.self).map { UInt32($0) }
    }

    private func fill<T>(_ view: TensorView, _ values: [T]) {
        for (i, value) in values.enumerated() {
            (view.base + i / view.channels * view.pixelStride).storeBytes(
                of: value, toByteOffset: i % view.channels * MemoryLayout<T>.size, as: T.self)
        }
    }

    private func elements<T>(_ view: TensorView, _ type: T.Type) -> [T] {
        (0..<view.count).map {
            (view.base + $0 / view.channels * view.pixelStride).load(
                fromByteOffset: $0 % view.channels * MemoryLayout<T>.size, as: type)
        }
    }
}
