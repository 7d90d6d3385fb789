/// What verifying weights takes most of its time with. Hosts hand in functions that use the processor's
/// instructions; the portable ones are their exact twins.
public struct VerifierFunctions: Sendable {
    public var checksum: ChecksumFunction
    /// Nil for the portable `BlockSums`.
    public var blockSums: BlockSumsFunction?

    public init(checksum: ChecksumFunction = portableCRC32C, blockSums: BlockSumsFunction? = nil) {
        self.checksum = checksum
        self.blockSums = blockSums
    }
}

/// Of blocked weights `[quads][16][4]`: 16 sums and 16 sums of magnitudes to the third argument. The result's bits:
/// 1 where some weight is -128, 2 where two weights exceed a lane's bound, 4 where four do.
public typealias BlockSumsFunction =
    @Sendable @convention(c) (UnsafeRawPointer, Int, UnsafeMutablePointer<Int>) -> UInt32
