/// Which linear operators get lane-safe weights (ARITHMETIC.md). CPUs with AVX2 but without a dot product
/// instruction multiply four-tap safe ones up to 1.8 times as fast, and pair-safe ones up to 1.4 times; both are
/// coarser, four-tap safe ones by more.
public enum WeightPreference: String, Sendable, CaseIterable {
    /// As far as it costs the network little; all of a detector's are pair-safe.
    case balanced
    /// All are four-tap safe.
    case speed
    /// None.
    case accuracy
}
