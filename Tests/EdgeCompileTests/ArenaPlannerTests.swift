import EdgeCompile
import EdgeTestRandom
import Testing

@Suite struct ArenaPlannerTests {
    /// Chains with branches, as networks make them: no overlap, never below the trivial bound, and near it.
    @Test func randomLifetimes() {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let steps = Int.random(in: 1...60, using: &random)
            var blocks: [ArenaBlock] = []
            for step in 0..<steps {
                let reach = Int.random(in: 0..<10, using: &random) == 0 ? 12 : 1
                let end = min(step + Int.random(in: 1...reach, using: &random), steps)
                let bytes = Int.random(in: 1...(1 << Int.random(in: 4...20, using: &random)), using: &random)
                blocks.append(ArenaBlock(bytes: bytes, lifetime: step...end))
            }
            let plan = ArenaPlanner().place(blocks)
            #expect(plan.bytes % ArenaBlock.alignment == 0)
            var bound = 0
            for step in 0...steps {
                bound = max(
                    bound, blocks.filter { $0.lifetime.contains(step) }.reduce(0) { $0 + $1.paddedBytes })
            }
            #expect(plan.bytes >= bound, "seed \(seed)")
            #expect(Double(plan.bytes) <= Double(bound) * 1.25, "seed \(seed)")
            for i in blocks.indices {
                #expect(plan.offsets[i] % ArenaBlock.alignment == 0)
                #expect(
                    plan.offsets[i] >= 0 && plan.offsets[i] + blocks[i].bytes <= plan.bytes, "seed \(seed)")
                for j in 0..<i where blocks[i].lifetime.overlaps(blocks[j].lifetime) {
                    let apart =
                        plan.offsets[i] + blocks[i].bytes <= plan.offsets[j]
                        || plan.offsets[j] + blocks[j].bytes <= plan.offsets[i]
                    #expect(apart, "seed \(seed)")
                }
            }
        }
    }

    @Test func samePlanEveryTime() {
        let blocks = (0..<40).map { ArenaBlock(bytes: ($0 * 7919) % 5000 + 1, lifetime: $0...($0 + $0 % 5)) }
        let first = ArenaPlanner().place(blocks)
        let second = ArenaPlanner().place(blocks)
        #expect(first.offsets == second.offsets && first.bytes == second.bytes)
        #expect(ArenaPlanner().place([]).bytes == 0)
    }
}
