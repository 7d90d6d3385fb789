// Records of sections that version 0 describes but cannot execute: a file whose section is not empty is
// refused by name.

/// The constant that a state tensor starts from.
public struct StateResetRecord: Sendable, Equatable {
    public var tensor: UInt32 = noIndex
    public var constant: UInt32 = noIndex
    public init() {}
}

/// A range of ops run in strips of `stripRows` output rows through line buffers.
public struct RegionRecord: Sendable, Equatable {
    public var subgraph: UInt32 = 0
    public var firstOp: UInt32 = 0
    public var opCount: UInt32 = 0
    public var stripRows: UInt32 = 0
    public var lineBufferBytes: UInt64 = 0
    public init() {}
}

/// A bound that a kernel relies on, of the kind `kind`, claimed for one op.
public struct ProofRecord: Sendable, Equatable {
    public var kind: UInt32 = 0
    public var op: UInt32 = 0
    public var bound: UInt64 = 0
    public init() {}
}
