/// A memory plan: where each root activation of a subgraph lies in the arena.
public struct PlanRecord: Sendable {
    public var subgraph: UInt32 = 0
    public var firstPlacement: UInt32 = 0
    public var placementCount: UInt32 = 0
    public var arenaBytes: UInt64 = 0
    /// Cap on the scratch of one thread; a kernel that needs more is not selected.
    public var scratchBytes: UInt64 = 0
    public init() {}
}

/// Arena interval of one root activation: `offset` is a multiple of 64.
public struct PlacementRecord: Sendable {
    public var tensor: UInt32
    public var offset: UInt64
    public var bytes: UInt64
    public init(tensor: UInt32, offset: UInt64, bytes: UInt64) {
        self.tensor = tensor
        self.offset = offset
        self.bytes = bytes
    }
}
