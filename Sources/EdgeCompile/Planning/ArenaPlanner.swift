import EdgeGraph

/// Places blocks in one arena so that those alive together do not overlap, in as little memory as it can.
///
/// Each attempt takes the blocks in some order and puts each at the lowest offset that is free over its
/// lifetime (Pisarchyk and Lee, "Efficient Memory Management for Deep Neural Net Inference", 2020). The
/// orders are the usual greedy ones, then seeded mutations of the best; it stops at the lower bound. The
/// same blocks give the same plan everywhere.
public struct ArenaPlanner: Sendable {
    /// Mutated orders that are tried where no greedy one reaches the bound.
    public var attempts = 400
    public var seed: UInt64 = 1

    public init() {}

    /// - Returns: an offset for each block, multiples of 64, and the size of the arena, a multiple of 64.
    public func place(_ blocks: [ArenaBlock]) -> (offsets: [Int], bytes: Int) {
        guard !blocks.isEmpty else { return ([], 0) }
        let bound = blocks.peak(\.paddedBytes)
        let neighbours = Self.neighbours(blocks)
        var bestOrder: [Int] = []
        var best: (offsets: [Int], bytes: Int) = ([], .max)
        for order in Self.greedyOrders(blocks) {
            let result = Self.place(blocks, order, neighbours)
            if result.bytes < best.bytes { (best, bestOrder) = (result, order) }
            if best.bytes == bound { return best }
        }
        var random = SplitMix64(seed: seed)
        for _ in 0..<attempts {
            var order = bestOrder
            for _ in 0..<(1 + Int(random.next() % 3)) {
                let from = Int(random.next() % UInt64(order.count))
                let to = Int(random.next() % UInt64(order.count))
                order.insert(order.remove(at: from), at: to)
            }
            let result = Self.place(blocks, order, neighbours)
            if result.bytes <= best.bytes { (best, bestOrder) = (result, order) }
            if best.bytes == bound { break }
        }
        return best
    }

    private static func greedyOrders(_ blocks: [ArenaBlock]) -> [[Int]] {
        func sorted(_ key: (ArenaBlock) -> Int) -> [Int] {
            blocks.indices.sorted { a, b in
                let (x, y) = (key(blocks[a]), key(blocks[b]))
                return x != y ? x > y : a < b
            }
        }
        return [
            sorted(\.bytes),
            sorted { $0.bytes * $0.lifetime.count },
            sorted(\.lifetime.count),
            byPressure(blocks),
            Array(blocks.indices),
        ]
    }

    /// Blocks of the fullest step first, largest first within a step.
    private static func byPressure(_ blocks: [ArenaBlock]) -> [Int] {
        let end = blocks.map(\.lifetime.upperBound).max()! + 1
        var pressure = [Int](repeating: 0, count: end)
        for block in blocks {
            for step in block.lifetime { pressure[step] += block.paddedBytes }
        }
        let fullest = blocks.map { $0.lifetime.map { pressure[$0] }.max()! }
        return blocks.indices.sorted { a, b in
            if fullest[a] != fullest[b] { return fullest[a] > fullest[b] }
            return blocks[a].bytes != blocks[b].bytes ? blocks[a].bytes > blocks[b].bytes : a < b
        }
    }

    /// For each block, the others whose lifetimes meet its own.
    private static func neighbours(_ blocks: [ArenaBlock]) -> [[Int]] {
        blocks.indices.map { i in
            blocks.indices.filter { $0 != i && blocks[$0].lifetime.overlaps(blocks[i].lifetime) }
        }
    }

    private static func place(
        _ blocks: [ArenaBlock], _ order: [Int], _ neighbours: [[Int]]
    ) -> (offsets: [Int], bytes: Int) {
        var offsets = [Int](repeating: -1, count: blocks.count)
        var total = 0
        for i in order {
            let size = blocks[i].paddedBytes
            let taken = neighbours[i].filter { offsets[$0] >= 0 }
                .map { offsets[$0]..<offsets[$0] + blocks[$0].paddedBytes }
                .sorted { $0.lowerBound < $1.lowerBound }
            var offset = 0
            for interval in taken {
                if interval.lowerBound >= offset + size { break }
                offset = max(offset, interval.upperBound)
            }
            offsets[i] = offset
            total = max(total, offset + size)
        }
        return (offsets, total)
    }
}
