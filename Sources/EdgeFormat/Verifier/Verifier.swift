/// Checks the structure and the meaning of every record and constant of a model, so that running it needs
/// no check at all (FORMAT.md, "Verification"). Allocates nothing; the time is bounded by `VerifierLimits`
/// and the length of the file.
///
/// The checks are in the files `Verifier+….swift`, in the order in which `verify` runs them: each may rely
/// on those before it.
public struct Verifier {
    let model: ModelView
    let states: UnsafeMutablePointer<TensorState>
    /// Live roots in ascending order of their offsets, while the placements are checked.
    let active: UnsafeMutablePointer<UInt32>
    /// Bytes of weights that ops may still read.
    var readBudget: Int
    let functions: VerifierFunctions

    /// Working memory for a model: alignment 16, contents free, needed during verification only.
    public static func workspaceBytes(for model: ModelView) -> Int {
        model.tensorCount * (MemoryLayout<TensorState>.stride + MemoryLayout<UInt32>.stride)
    }

    /// - Parameter workspace: at least `workspaceBytes` at a multiple of 16.
    public init(
        _ model: ModelView, workspace: UnsafeMutableRawBufferPointer,
        functions: VerifierFunctions = VerifierFunctions()
    ) {
        precondition(workspace.count >= Self.workspaceBytes(for: model), "workspace is too small")
        self.model = model
        self.functions = functions
        let count = model.tensorCount
        // A model without tensors has an empty workspace, which may have no address.
        let base = workspace.baseAddress ?? UnsafeMutableRawPointer(bitPattern: 16).unsafelyUnwrapped
        states = base.bindMemory(to: TensorState.self, capacity: count)
        active = (base + count * MemoryLayout<TensorState>.stride)
            .bindMemory(to: UInt32.self, capacity: count)
        readBudget = 0
        for i in 0..<count { (states + i).initialize(to: TensorState()) }
    }

    /// Throws the first broken rule.
    public mutating func verify() throws(FormatError) {
        try verifyRecordsChecksum()
        try verifySupported()
        try verifyTexts()
        try verifyTensors()
        try verifyGraph()
        try verifyPreprocessing()
        try verifyOrder()
        try verifyPlacements()
        try verifyWeightsChecksum()
        try verifyOps()
    }

    /// What the passes learn about one tensor. Steps: 0 is before the first op, op i is i + 1, and
    /// `opCount + 1` is after the last.
    struct TensorState {
        /// Roots: index of the placement.
        var placement = noIndex
        /// Roots: step of the first write to any part.
        var firstWrite = noIndex
        /// Roots: last step that reads or writes any part.
        var lastUse: UInt32 = 0
        /// Roots: the tensors that are written parts of it, as a list through `nextPart`.
        var firstPart = noIndex
        var partCount: UInt32 = 0
        var nextPart = noIndex
    }
}

// MARK: Errors that point at a record

extension Verifier {
    func tensorFault(
        _ index: Int, _ code: FormatError.Code, _ field: StaticString, _ rule: StaticString
    ) -> FormatError {
        FormatError(
            code, offset: model.offset(of: .tensors, index), record: UInt32(truncatingIfNeeded: index),
            subject: "tensor", field: field, rule: rule)
    }

    func opFault(
        _ index: Int, _ code: FormatError.Code, _ field: StaticString, _ rule: StaticString
    ) -> FormatError {
        FormatError(
            code, offset: model.offset(of: .ops, index), record: UInt32(truncatingIfNeeded: index),
            subject: "op", field: field, rule: rule)
    }

    func sectionFault(
        _ kind: SectionKind, _ index: Int, _ subject: StaticString, _ code: FormatError.Code,
        _ field: StaticString, _ rule: StaticString
    ) -> FormatError {
        FormatError(
            code, offset: model.offset(of: kind, index), record: UInt32(truncatingIfNeeded: index),
            subject: subject, field: field, rule: rule)
    }
}
