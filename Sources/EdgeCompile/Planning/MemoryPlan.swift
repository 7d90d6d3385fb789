import EdgeFormat

/// Where every root activation of an integer graph lies.
struct MemoryPlan {
    var placements: [PlacementRecord] = []
    var arenaBytes = 0
    /// Max over ops, in stored order, of the unpadded bytes of all activations live at that op, before any
    /// of them share memory. Working in place can go below it.
    var boundBytes = 0

    init(_ graph: IntegerGraph, inPlace: Bool = true, planner: ArenaPlanner = ArenaPlanner()) {
        let lifetimes = Lifetimes(graph)
        boundBytes = lifetimes.blocks(lifetimes.roots.map { [$0] }).peak(\.bytes)
        var best: (groups: [[Int]], offsets: [Int], bytes: Int)?
        for merges in inPlace ? [true, false] : [false] {
            let groups = merges ? lifetimes.inPlaceGroups(graph) : lifetimes.roots.map { [$0] }
            let (offsets, bytes) = planner.place(lifetimes.blocks(groups))
            if best == nil || bytes < best!.bytes { best = (groups, offsets, bytes) }
        }
        guard let best else { return }
        arenaBytes = best.bytes
        for (group, offset) in zip(best.groups, best.offsets) {
            for root in group {
                placements.append(
                    PlacementRecord(
                        tensor: UInt32(root), offset: UInt64(offset),
                        bytes: UInt64(graph.tensors[root].byteCount)))
            }
        }
        placements.sort { $0.tensor < $1.tensor }
        precondition(lifetimes.overlap(placements) == nil, "planner overlapped live tensors")
    }

    /// A plan in which no two activations share a byte, so that all of them can be read after a run.
    static func disjoint(_ graph: IntegerGraph) -> MemoryPlan {
        var plan = MemoryPlan()
        for root in Lifetimes(graph).roots {
            let block = ArenaBlock(bytes: graph.tensors[root].byteCount, lifetime: 0...0)
            plan.placements.append(
                PlacementRecord(
                    tensor: UInt32(root), offset: UInt64(plan.arenaBytes), bytes: UInt64(block.bytes)))
            plan.arenaBytes += block.paddedBytes
        }
        plan.boundBytes = plan.arenaBytes
        return plan
    }

    private init() {}
}
