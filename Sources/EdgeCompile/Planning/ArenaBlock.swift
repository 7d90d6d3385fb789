/// Memory that must stay untouched by others over a closed range of steps.
public struct ArenaBlock: Sendable, Equatable {
    /// Unpadded size.
    public var bytes: Int
    /// First and last step at which the contents matter.
    public var lifetime: ClosedRange<Int>

    public init(bytes: Int, lifetime: ClosedRange<Int>) {
        self.bytes = bytes
        self.lifetime = lifetime
    }

    /// Offsets are multiples of this (FORMAT.md, "Placements").
    public static let alignment = 64

    /// Size with the padding up to the next aligned offset.
    public var paddedBytes: Int {
        (bytes + Self.alignment - 1) / Self.alignment * Self.alignment
    }
}

extension Collection where Element == ArenaBlock, Index == Int {
    /// The largest total of `size` over the blocks live at one step: no placement needs less.
    func peak(_ size: (ArenaBlock) -> Int) -> Int {
        var changes: [Int: Int] = [:]
        for block in self {
            changes[block.lifetime.lowerBound, default: 0] += size(block)
            changes[block.lifetime.upperBound + 1, default: 0] -= size(block)
        }
        var live = 0
        var peak = 0
        for step in changes.keys.sorted() {
            live += changes[step]!
            peak = Swift.max(peak, live)
        }
        return peak
    }
}
