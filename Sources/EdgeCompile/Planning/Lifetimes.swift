import EdgeFormat

/// When each root activation is written first and used last. Step 0 is before the first op, op i is step
/// i + 1, outputs live to the step after the last op.
struct Lifetimes {
    private(set) var roots: [Int] = []
    private var ranges: [Int: ClosedRange<Int>] = [:]
    private let sizes: [Int]

    init(_ graph: IntegerGraph) {
        sizes = graph.tensors.map(\.byteCount)
        for input in graph.inputs { touch(graph.root(of: input), at: 0) }
        for (index, op) in graph.ops.enumerated() {
            for tensor in op.inputs + op.outputs where graph.tensors[tensor].isActivation {
                touch(graph.root(of: tensor), at: index + 1)
            }
        }
        for output in graph.outputs { touch(graph.root(of: output), at: graph.ops.count + 1) }
        roots = ranges.keys.sorted()
    }

    private mutating func touch(_ root: Int, at step: Int) {
        ranges[root] = ranges[root].map { min($0.lowerBound, step)...max($0.upperBound, step) } ?? step...step
    }

    /// One block for each group of roots that share their bytes.
    func blocks(_ groups: [[Int]]) -> [ArenaBlock] {
        groups.map { group in
            let lifetimes = group.map { ranges[$0]! }
            return ArenaBlock(
                bytes: group.map { sizes[$0] }.max()!,
                lifetime: lifetimes.map(\.lowerBound).min()!...lifetimes.map(\.upperBound).max()!)
        }
    }

    /// Roots in groups that can lie in the same place: the output of a pointwise op takes over an input of
    /// the same size that nobody reads afterwards (the rule of the verifier).
    func inPlaceGroups(_ graph: IntegerGraph) -> [[Int]] {
        var group: [Int: Int] = [:]
        var members: [Int: [Int]] = [:]
        for root in roots {
            group[root] = root
            members[root] = [root]
        }
        for (index, op) in graph.ops.enumerated() where op.kind.worksInPlace {
            let step = index + 1
            let output = op.outputs[0]
            let target = graph.root(of: output)
            guard ranges[target]!.lowerBound == step, sizes[output] == sizes[target] else { continue }
            let candidates = op.inputs.filter { graph.tensors[$0].isActivation }
            for input in candidates {
                let source = graph.root(of: input)
                guard source != target, ranges[source]!.upperBound == step, sizes[source] == sizes[target],
                    sizes[input] == sizes[source],
                    graph.tensors[source].elementType == graph.tensors[target].elementType
                else { continue }
                let leader = group[source]!
                group[target] = leader
                members[leader]! += [target]
                members[target] = nil
                break
            }
        }
        return members.keys.sorted().map { members[$0]! }
    }

    /// Two roots that share a byte while both live, other than at the one step where an op in place hands
    /// the bytes over.
    func overlap(_ placements: [PlacementRecord]) -> (Int, Int)? {
        for (i, a) in placements.enumerated() {
            for b in placements[(i + 1)...] {
                guard a.offset < b.offset + b.bytes, b.offset < a.offset + a.bytes else { continue }
                let x = ranges[Int(a.tensor)]!
                let y = ranges[Int(b.tensor)]!
                guard x.overlaps(y) else { continue }
                let handsOver =
                    a.offset == b.offset && a.bytes == b.bytes
                    && (x.upperBound == y.lowerBound || y.upperBound == x.lowerBound)
                if !handsOver { return (Int(a.tensor), Int(b.tensor)) }
            }
        }
        return nil
    }
}

extension OpKind {
    /// Output element i depends on input elements i only (FORMAT.md, "Placements").
    var worksInPlace: Bool {
        switch self {
        case .add, .mul, .lookup, .requantize, .prelu, .floatUnary, .floatBinary,
            .floatBinaryConstant:
            true
        default: false
        }
    }
}
