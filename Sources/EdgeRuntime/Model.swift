import EdgeFormat

/// A verified model over the bytes of an `.edge` file.
///
/// The structural records are copied into memory that the caller hands in; the copy is what was verified
/// and what is used. Only constants are read from the file's bytes, in place. `Model` owns neither: both
/// must outlive it and every `Session` of it, and nobody may write to them meanwhile.
///
///     let needed = try Model.requiredBytes(for: file)
///     let memory = …  // `needed` bytes at a multiple of 64
///     let model = try Model(file: file, memory: memory)
public struct Model: @unchecked Sendable {
    /// The verified records.
    public let view: ModelView
    /// For each tensor, the placement that holds it.
    private let placements: UnsafePointer<UInt32>

    /// Alignment in bytes of the file's bytes and of all memory handed in.
    public static var alignment: Int { FileLayout.dataAlignment }

    /// The next multiple of `alignment`.
    static func aligned(_ bytes: Int) -> Int { (bytes + alignment - 1) / alignment * alignment }

    /// Bytes of memory that `init(file:memory:functions:)` needs for this file: its structural part, and
    /// working memory of about 28 bytes per tensor.
    public static func requiredBytes(for file: UnsafeRawBufferPointer) throws(FormatError) -> Int {
        let view = try ModelView(file)
        return view.records.count + Verifier.workspaceBytes(for: view)
    }

    /// Copies the structural part of `file` into `memory` and verifies the model.
    ///
    /// - Parameters:
    ///   - file: the whole file, at a multiple of 64.
    ///   - memory: at least `requiredBytes` at a multiple of 64.
    ///   - functions: hosts hand in those that use the processor's instructions.
    /// - Throws: the first rule that the file breaks.
    public init(
        file: UnsafeRawBufferPointer, memory: UnsafeMutableRawBufferPointer,
        functions: VerifierFunctions = VerifierFunctions()
    ) throws(FormatError) {
        let structuralBytes = try FileHeader.structuralBytes(of: file)
        guard let base = memory.baseAddress, memory.count >= structuralBytes else {
            throw Self.tooSmall
        }
        guard UInt(bitPattern: base) % UInt(Self.alignment) == 0 else {
            throw FormatError(
                .misaligned, offset: 0, subject: "memory", field: "address",
                rule: "is not a multiple of 64")
        }
        base.copyMemory(from: file.baseAddress.unsafelyUnwrapped, byteCount: structuralBytes)
        // From here on the file's own records are not looked at again: they may change under us.
        let records = UnsafeRawBufferPointer(start: base, count: structuralBytes)
        let view = try ModelView(records: records, file: file)
        guard view.records.count == structuralBytes,
            memory.count - structuralBytes >= Verifier.workspaceBytes(for: view)
        else { throw Self.tooSmall }
        var verifier = Verifier(
            view, workspace: UnsafeMutableRawBufferPointer(rebasing: memory[structuralBytes...]),
            functions: functions)
        try verifier.verify()
        placements = verifier.placementIndices()
        self.view = view
    }

    private static var tooSmall: FormatError {
        FormatError(
            .outOfMemory, offset: 0, subject: "memory", field: "for the records",
            rule: "is smaller than the file needs")
    }

    /// Bytes of the activation arena.
    public var arenaBytes: Int { Int(narrow: view.plan(0).arenaBytes) }

    /// Most bytes of scratch that a kernel may use on one thread.
    public var scratchCap: Int { Int(narrow: view.plan(0).scratchBytes) }

    /// Offset of an activation's first byte in the arena.
    public func arenaOffset(ofTensor index: Int) -> Int {
        Int(narrow: view.placement(Int(placements[index])).offset) + Int(view.tensor(index).parentOffset)
    }
}
