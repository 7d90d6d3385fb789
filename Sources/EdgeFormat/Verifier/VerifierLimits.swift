/// Counts above which a file is refused, so that verification takes bounded time whatever the bytes say
/// (FORMAT.md, "Limits").
public enum VerifierLimits {
    /// Records of one section.
    public static var records: Int { 1 << 20 }
    /// Bytes of the structural part, which is copied at load.
    public static var structuralBytes: Int { 1 << 28 }
}
