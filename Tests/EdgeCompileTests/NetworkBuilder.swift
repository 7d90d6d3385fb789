import EdgeCompile
import EdgeFormat
import EdgeGraph
import EdgeHost
import EdgeQuantize
import EdgeTestRandom

/// Writes small float networks node by node; shapes come from the executor's own rules.
struct NetworkBuilder {
    var graph = Graph(name: "test")
    private var random: SeededGenerator
    let seed: UInt64

    init(seed: UInt64 = UInt64.random(in: 0 ... .max)) {
        self.seed = seed
        random = SeededGenerator(seed: seed)
    }

    mutating func input(_ shape: [Int], name: String = "x") -> ValueID {
        let id = graph.addValue(Value(name: name, shape: shape))
        graph.inputs.append(id)
        return id
    }

    mutating func constant(_ shape: [Int], _ values: [Float]) -> ValueID {
        graph.addValue(
            Value(name: "c\(graph.values.count)", constant: Tensor(shape: shape, floats: values)))
    }

    /// Weights that int8 holds exactly: whole multiples of a channel's scale, the largest being 127.
    mutating func weights(_ shape: [Int], channelAxis: Int = 0) -> ValueID {
        let inner = shape[(channelAxis + 1)...].reduce(1, *)
        let values = (0..<shape.reduce(1, *)).map { index -> Float in
            let channel = index / inner % shape[channelAxis]
            let first = channelAxis == 0 ? index % inner == 0 : index / inner / shape[channelAxis] == 0
            let q = first ? 127 : Int.random(in: -127...127, using: &random)
            return Float(q) * Float(channel + 1) / 1024
        }
        return constant(shape, values)
    }

    mutating func bias(_ count: Int) -> ValueID {
        constant([count], (0..<count).map { _ in Float.random(in: -2...2, using: &random) })
    }

    @discardableResult
    mutating func add(_ op: Operator, _ inputs: [ValueID?], name: String? = nil, outputs: Int = 1) -> ValueID
    {
        addAll(op, inputs, name: name, outputs: outputs)[0]
    }

    mutating func addAll(
        _ op: Operator, _ inputs: [ValueID?], name: String? = nil, outputs count: Int
    ) -> [ValueID] {
        let name = name ?? "n\(graph.nodes.count)"
        let placeholders = inputs.map { id in
            id.map {
                graph[$0].constant
                    ?? Tensor(
                        shape: graph[$0].shape!,
                        floats: Array(repeating: 1, count: graph[$0].shape!.reduce(1, *)))
            }
        }
        let results = try? evaluate(op, inputs: placeholders)
        let outputs = (0..<count).map { i in
            graph.addValue(Value(name: "\(name).\(i)", shape: results?[i].shape))
        }
        graph.nodes.append(Node(name: name, op: op, inputs: inputs, outputs: outputs))
        return outputs
    }

    mutating func conv(
        _ x: ValueID, _ outputs: Int, kernel: [Int] = [3, 3], strides: [Int] = [1, 1],
        dilations: [Int] = [1, 1], before: [Int] = [1, 1], after: [Int] = [1, 1], groups: Int = 1
    ) -> ValueID {
        let channels = graph[x].shape![1]
        let w = weights([outputs, channels / groups] + kernel)
        let b = bias(outputs)
        return add(
            .conv(
                ConvAttributes(
                    kernel: kernel, strides: strides, dilations: dilations, padsBefore: before,
                    padsAfter: after, groups: groups)), [x, w, b])
    }

    mutating func transposed(
        _ x: ValueID, _ outputs: Int, kernel: [Int] = [2, 2], strides: [Int] = [2, 2],
        dilations: [Int] = [1, 1], before: [Int] = [0, 0], after: [Int] = [0, 0],
        outputPadding: [Int] = [0, 0], groups: Int = 1
    ) -> ValueID {
        let w = transposedWeights(graph[x].shape![1], outputs / groups, kernel, strides, dilations, groups)
        let b = bias(outputs)
        return add(
            .convTranspose(
                ConvAttributes(
                    kernel: kernel, strides: strides, dilations: dilations, padsBefore: before,
                    padsAfter: after, groups: groups), outputPadding: outputPadding), [x, w, b])
    }

    /// As `weights`, the largest of each output channel in each phase being 127.
    private mutating func transposedWeights(
        _ inputs: Int, _ outputs: Int, _ kernel: [Int], _ strides: [Int], _ dilations: [Int], _ groups: Int
    ) -> ValueID {
        var values: [Float] = []
        for c in 0..<inputs {
            for n in 0..<outputs {
                var seen: Set<[Int]> = []
                for ky in 0..<kernel[0] {
                    for kx in 0..<kernel[1] {
                        let phase = [ky * dilations[0] % strides[0], kx * dilations[1] % strides[1]]
                        let isFirst = c % (inputs / groups) == 0 && seen.insert(phase).inserted
                        let q = isFirst ? 127 : Int.random(in: -127...127, using: &random)
                        values.append(Float(q) * Float(n + 1) / 1024)
                    }
                }
            }
        }
        return constant([inputs, outputs] + kernel, values)
    }

    /// Samples on the grid of int8: multiples of 1/64 from -2 to 127/64, both ends present, so that
    /// quantizing the input adds no error.
    mutating func samples(_ count: Int = 4) -> [[Tensor]] {
        (0..<count).map { _ in
            graph.inputs.map { id in
                let shape = graph[id].shape!
                var values = (0..<shape.reduce(1, *)).map { _ in
                    Float(Int.random(in: -128...127, using: &random)) / 64
                }
                values[0] = -2
                values[values.count - 1] = 127.0 / 64
                return Tensor(shape: shape, floats: values)
            }
        }
    }
}

/// A converted network with its outputs on the samples it was converted with.
struct Converted {
    var conversion: Conversion
    var model: LoadedModel
    /// Per sample and output: float reference and integer result (dequantized), both channels last.
    var pairs: [[(reference: [Float], result: [Float], scale: Float, isReal: Bool)]] = []

    /// - Parameter exactWeights: plain rounding, so that weights on the grid stay what they are.
    init(
        _ graph: Graph, _ samples: [[Tensor]], exactWeights: Bool = true,
        _ configure: (inout ConversionOptions) -> Void = { _ in }
    ) throws {
        var options = ConversionOptions()
        options.calibration = .minmax
        if exactWeights {
            options.weightQuantizer.compensates = false
            options.weightQuantizer.correctsBias = false
            options.weightQuantizer.searchesScale = false
            options.preference = .accuracy
        }
        configure(&options)
        conversion = try convert(graph, samples: SampleSource(samples), options: options)
        model = try LoadedModel(bytes: conversion.bytes)
        let session = try HostSession(model)
        let executor = try Executor(graph)
        for sample in samples {
            let references = try executor.run(sample)
            for (index, tensor) in sample.enumerated() {
                let view = session.input(index)
                let q = AffineQuantization(scale: view.scale, zeroPoint: view.zeroPoint)
                for (i, x) in channelsLast(tensor).enumerated() {
                    view.bytes[i] = UInt8(bitPattern: q.quantize(x))
                }
            }
            session.run()
            pairs.append(
                references.indices.map { index in
                    let view = session.output(index)
                    if view.elementType == .float32 {
                        let values = Array(view.bytes.bindMemory(to: Float.self))
                        return (channelsLast(references[index]), values, 0, true)
                    }
                    let values = view.bytes.map { byte in
                        view.scale * Float(Int32(Int8(bitPattern: byte)) - view.zeroPoint)
                    }
                    return (channelsLast(references[index]), values, view.scale, false)
                })
        }
    }

    /// Word 14 of every op.
    var laneClaims: [Int32] {
        (0..<model.model.view.opCount).map {
            WindowedOpParameters(model.model.view.op($0).parameters).laneSafety
        }
    }

    /// Largest error over all int8 outputs, in output quanta.
    var worstQuanta: Float {
        var worst: Float = 0
        for output in pairs.joined() where !output.isReal {
            for (x, y) in zip(output.reference, output.result) {
                worst = max(worst, abs(x - y) / output.scale)
            }
        }
        return worst
    }

    /// Largest absolute error over all float32 outputs.
    var worstReal: Float {
        var worst: Float = 0
        for output in pairs.joined() where output.isReal {
            for (x, y) in zip(output.reference, output.result) { worst = max(worst, abs(x - y)) }
        }
        return worst
    }

    var kinds: [OpKind] { (0..<model.model.view.opCount).map { model.model.view.op($0).kind } }
}

func channelsLast(_ tensor: Tensor) -> [Float] {
    guard tensor.shape.count == 4 else { return tensor.floats }
    let channels = tensor.shape[1]
    let plane = tensor.shape[2] * tensor.shape[3]
    var result = tensor.floats
    for c in 0..<channels {
        for p in 0..<plane { result[p * channels + c] = tensor.floats[c * plane + p] }
    }
    return result
}
