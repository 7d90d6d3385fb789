/// Tells when a model has warmed up: when blocks of runs no longer get faster.
///
/// Other programs only ever make a block slower, thus a block that is no faster than the best before it is a
/// sign of rest, whatever the noise; a machine whose clock sinks with heat does not keep it from ending.
public struct WarmUp: Sendable {
    /// Blocks one after the other that must bring nothing new.
    public static let quietBlocks = 3
    /// By how much a block must beat the best before it to be something new.
    public static let gain = 0.01

    public private(set) var blocks = 0
    public private(set) var isStable = false
    private var best = Double.infinity
    private var quiet = 0

    public init() {}

    /// - Parameter time: of a run of the next block: its median.
    public mutating func add(_ time: Double) {
        blocks += 1
        quiet = time < best * (1 - Self.gain) ? 0 : quiet + 1
        best = min(best, time)
        if quiet >= Self.quietBlocks { isStable = true }
    }
}
