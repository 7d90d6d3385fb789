/// The sections of a file; each occurs at most once. All but `weights` lie in the structural part.
public enum SectionKind: UInt32, Sendable {
    /// UTF-8 bytes; strings are (offset, length) pairs into it, without terminators.
    case strings = 1
    case tensors = 2
    /// Tensor indices (u32) that ops and subgraphs take slices of.
    case operands = 3
    case ops = 4
    case subgraphs = 5
    case plans = 6
    case placements = 7
    case preprocessing = 8
    /// Class names, by class index.
    case labels = 9
    case metadata = 10
    /// Room made: which constant a state tensor starts from.
    case stateResets = 11
    /// Room made: ranges of ops that run in row strips.
    case regions = 12
    /// Room made: bounds that faster kernels rely on; re-proved at load, never believed.
    case proofs = 13
    /// The bytes of the constants, read in place.
    case weights = 14

    /// Bytes of one record as this version knows it; a stored stride is at least this.
    public var recordBytes: Int {
        switch self {
        case .strings, .weights: 1
        case .tensors: FileLayout.Tensor.bytes
        case .operands: FileLayout.Operand.bytes
        case .ops: FileLayout.Op.bytes
        case .subgraphs: FileLayout.Subgraph.bytes
        case .plans: FileLayout.Plan.bytes
        case .placements: FileLayout.Placement.bytes
        case .preprocessing: FileLayout.Preprocessing.bytes
        case .labels: FileLayout.Label.bytes
        case .metadata: FileLayout.Metadata.bytes
        case .stateResets: FileLayout.StateReset.bytes
        case .regions: FileLayout.Region.bytes
        case .proofs: FileLayout.Proof.bytes
        }
    }

    /// Whether a reader must understand the section to run the model correctly.
    public var isRequired: Bool {
        switch self {
        case .labels, .metadata: false
        default: true
        }
    }
}

#if !hasFeature(Embedded)
    extension SectionKind: CaseIterable {}
#endif
