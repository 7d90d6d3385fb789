/// What verifying weights takes most of its time with. Hosts hand in functions that use the processor's
/// instructions; the portable ones are their exact twins.
public struct VerifierFunctions: Sendable {
    public var checksum: ChecksumFunction
    public var blockSums: BlockSumsFunction

    public init(
        checksum: ChecksumFunction = portableCRC32C, blockSums: BlockSumsFunction = portableBlockSums
    ) {
        self.checksum = checksum
        self.blockSums = blockSums
    }
}

/// Of blocked weights `[quads][16][4]` at a multiple of 16: 16 sums and 16 sums of magnitudes to the third argument.
/// The result is bits of `BlockFinding`.
public typealias BlockSumsFunction =
    @Sendable @convention(c) (UnsafeRawPointer, Int, UnsafeMutablePointer<Int>) -> UInt32

public enum BlockFinding {
    /// Some weight is -128.
    public static var hasMinimum: UInt32 { 1 }
    /// Two neighbouring weights exceed a lane's bound, and so do four.
    public static var exceedsPairs: UInt32 { 2 }
    /// Four neighbouring weights do.
    public static var exceedsFours: UInt32 { 4 }
}
