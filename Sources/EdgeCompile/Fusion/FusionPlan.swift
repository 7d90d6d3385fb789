import EdgeGraph
import EdgeQuantize

/// The integer operators that a float graph becomes, in execution order, before any quantization: made
/// once, then read by calibration (what to observe) and by lowering.
struct FusionPlan {
    var operations: [FusedOperation] = []
    /// Values that stand for another one (Identity, Dropout, folded padding).
    var aliases: [ValueID: ValueID] = [:]
    var orders: [ValueID: ElementOrder] = [:]
    var outputs: [ValueID] = []
    /// Values that become float32 tensors.
    var floatValues: Set<ValueID> = []
    /// Nodes that run in float32 by the rule of heads.
    var headNodes = 0

    /// The value whose tensor `id` reads.
    func resolve(_ id: ValueID) -> ValueID {
        var id = id
        while let next = aliases[id] { id = next }
        return id
    }

    func order(_ id: ValueID) -> ElementOrder { orders[id] ?? .natural }

    /// Values that become int8 tensors: those whose range calibration must find.
    var quantizedValues: Set<ValueID> {
        var values = Set<ValueID>()
        for op in operations {
            if op.isFloat {
                values.formUnion((op.inputs + op.outputs).filter { !floatValues.contains($0) })
            } else {
                values.formUnion(op.inputs)
                values.formUnion(op.outputs)
            }
        }
        return values
    }

    var linearOperators: [LinearOperator] { operations.flatMap(\.linearOperators) }

    /// - Throws: every operator of the graph without an integer form.
    init(_ graph: Graph) throws(RefusedOperators) {
        var builder = FusionBuilder(graph)
        builder.run()
        guard builder.refusals.isEmpty else { throw RefusedOperators(refusals: builder.refusals) }
        self = builder.plan
        outputs = graph.outputs.map { self.resolve($0) }
    }

    init() {}
}

/// Thrown with all refusals of a graph.
struct RefusedOperators: Error {
    var refusals: [Refusal]
}
