import EdgeFormat
import EdgeGraph
import EdgeQuantize

/// Turns the fused operations into integer operators, given every quantization.
struct Lowering {
    let graph: Graph
    let plan: FusionPlan
    let quantization: QuantizationAssignment
    let weights: [LinearOperator.ID: QuantizedWeights]

    var result = IntegerGraph()
    /// The tensor of each value that has one.
    private(set) var tensorOf: [ValueID: Int] = [:]
    /// Every tensor that holds a value, in whichever type and order of axes.
    var forms: [ValueID: [Form]] = [:]
    var refusals: [Refusal] = []
    /// Where a value's tensor lies inside the output of a concatenation.
    private let placements: [ValueID: ConcatPlacement]
    private let readers: [ValueID: [Int]]

    init(
        _ graph: Graph, _ plan: FusionPlan, _ quantization: QuantizationAssignment,
        _ weights: [LinearOperator.ID: QuantizedWeights]
    ) {
        self.graph = graph
        self.plan = plan
        self.quantization = quantization
        self.weights = weights
        placements = ConcatPlacement.all(graph, plan, quantization)
        var readers: [ValueID: [Int]] = [:]
        for (index, op) in plan.operations.enumerated() {
            for input in op.inputs { readers[input, default: []].append(index) }
        }
        self.readers = readers
    }

    /// - Throws: the operators whose constants cannot be represented.
    static func lower(
        _ graph: Graph, _ plan: FusionPlan, _ quantization: QuantizationAssignment,
        _ weights: [LinearOperator.ID: QuantizedWeights]
    ) throws(RefusedOperators) -> IntegerGraph {
        var lowering = Lowering(graph, plan, quantization, weights)
        lowering.run()
        guard lowering.refusals.isEmpty else { throw RefusedOperators(refusals: lowering.refusals) }
        return lowering.result
    }

    private mutating func run() {
        result.name = graph.name
        for input in graph.inputs { result.inputs.append(activation(plan.resolve(input))) }
        for operation in plan.operations {
            do {
                try lower(operation)
            } catch {
                refusals.append(
                    Refusal(
                        node: operation.name, op: "\(operation.kind)".prefix { $0 != "(" }.description,
                        reason: error.reason, advice: error.advice))
            }
        }
        for output in plan.outputs { result.outputs.append(outputTensor(output)) }
    }

    // MARK: Tensors

    /// The tensor of `value`, made on first use.
    mutating func activation(_ value: ValueID, _ wanted: ElementType = .int8) -> Int {
        let type = quantization.int16.contains(value) ? .int16 : wanted
        if let tensor = tensorOf[value], result.tensors[tensor].elementType == type { return tensor }
        if tensorOf[value] != nil || forms[value] != nil {
            return form(value, type, naturalOrder(shape(value))).tensor
        }
        var tensor = IntegerTensor(
            name: graph[value].name, elementType: type,
            dimensions: tensorDimensions(graph[value].shape ?? []),
            source: value)
        if type != .float32 {
            tensor.quantization = quantization[value]
            if let channels = quantization.channels[value] {
                tensor.channels = channels
                // One scale for the whole tensor says nothing to those who look for its name.
                tensor.name += "/channels"
            }
        }
        if let placement = placements[value] {
            // Not yet a view: the concatenation's own output is made first.
            let parent = activation(placement.output)
            tensor.view = IntegerTensor.View(parent: parent, offset: placement.firstChannel)
        }
        let index = result.add(tensor)
        tensorOf[value] = index
        return index
    }

    mutating func setTensor(_ tensor: Int, of value: ValueID) { tensorOf[value] = tensor }

    mutating func constant(
        _ contents: IntegerTensor.Contents, _ type: ElementType, _ dimensions: [Int], _ name: String
    ) -> Int {
        result.add(
            IntegerTensor(name: name, elementType: type, dimensions: dimensions, contents: contents))
    }

    /// `tensor` as a root whose bytes are dense: itself, or a copy.
    mutating func dense(_ tensor: Int) -> Int {
        guard let view = result.tensors[tensor].view else { return tensor }
        // A reshape is dense: it starts at its parent and has all of its bytes.
        if view.offset == 0, result.tensors[view.parent].byteCount == result.tensors[tensor].byteCount {
            return tensor
        }
        return copy(tensor)
    }

    /// A new root with the same contents.
    mutating func copy(_ tensor: Int) -> Int {
        var duplicate = result.tensors[tensor]
        duplicate.view = nil
        duplicate.name += "/copy"
        let output = result.add(duplicate)
        appendCopy(of: tensor, to: output, name: duplicate.name)
        return output
    }

    /// Of tensors of one shape, type and quantization.
    mutating func appendCopy(of tensor: Int, to output: Int, name: String) {
        let isFloat = result.tensors[tensor].elementType == .float32
        result.ops.append(
            IntegerOp(
                kind: isFloat ? .slice : .requantize, name: name, inputs: [tensor], outputs: [output],
                parameters: isFloat
                    ? SliceParameters(starts: .init(repeating: 0), steps: .init(repeating: 1)).words
                    : PointwiseParameters().words))
    }

    /// Outputs are roots of their own, each listed once and none an input.
    private mutating func outputTensor(_ value: ValueID) -> Int {
        let isFloat = plan.floatValues.contains(value)
        let tensor =
            isFloat
            ? form(value, .float32, naturalOrder(shape(value))).tensor
            : tensorOf[value] ?? activation(value)
        let isUsed = result.outputs.contains(tensor) || result.inputs.contains(tensor)
        if isFloat, !isUsed, result.tensors[tensor].view != nil { _ = reroot(tensor) }
        let isFree = result.tensors[tensor].view == nil && !isUsed
        let output = isFree ? tensor : copy(tensor)
        if isFloat, !isUsed { rename(output, value) }
        return output
    }

    /// The tensor of an output may have been another value's in another order.
    private mutating func rename(_ tensor: Int, _ value: ValueID) {
        result.tensors[tensor].name = graph[value].name
        result.tensors[tensor].source = value
        result.tensors[tensor].order = nil
    }

    // MARK: Facts about values

    func shape(_ value: ValueID) -> [Int] { graph[value].shape ?? [] }

    /// Whether `value` may be float32: every reader is a softmax, or the application.
    func leavesAsFloat(_ value: ValueID) -> Bool {
        if plan.floatValues.contains(value) { return true }
        let users = readers[value] ?? []
        let onlySoftmax = users.allSatisfy { index in
            if case .softmax = plan.operations[index].kind { true } else { false }
        }
        return onlySoftmax && (!users.isEmpty || plan.outputs.contains(value))
    }

    /// Output quanta of a fused activation.
    func clamp(_ operation: FusedOperation) -> (low: Int32, high: Int32) {
        if quantization.int16.contains(operation.outputs[0]) { return (-32768, 32767) }
        guard let bounds = operation.clamp else { return (-128, 127) }
        let q = quantization[operation.outputs[0]]
        return (Int32(q.quantize(bounds.low)), Int32(q.quantize(bounds.high)))
    }
}
