/// How many products of unsigned activations with the weights may be added in 16 bits (ARITHMETIC.md,
/// "Lane-safe weights").
public enum WeightSafety: UInt8, Sendable {
    /// None.
    case none
    /// Two neighbours.
    case pairs
    /// Two neighbours, and four.
    case fourTaps
}
