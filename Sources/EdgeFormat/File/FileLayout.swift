/// Offsets, widths and alignments of the flat file (FORMAT.md, "Header" to "Records"). They are constants
/// of the format: nothing here is ever read from a file, except the strides, which a file may only enlarge.
public enum FileLayout {
    /// `89 45 44 47 45 0D 0A 1A`: a high bit, "EDGE", CR LF and ^Z, so that a file that went through a text
    /// conversion is noticed in its first bytes.
    public static var magic: InlineArray<8, UInt8> { [0x89, 0x45, 0x44, 0x47, 0x45, 0x0D, 0x0A, 0x1A] }
    public static var version: UInt32 { 0 }
    public static var headerBytes: Int { 64 }
    /// Alignment of every structural section.
    public static var sectionAlignment: Int { 8 }
    /// Alignment of the weights section, of every constant, of every placement and of a model's bytes in
    /// memory.
    public static var dataAlignment: Int { 64 }

    enum Header {
        static var magic: Int { 0 }
        static var version: Int { 8 }
        static var sectionCount: Int { 12 }
        static var fileBytes: Int { 16 }
        static var recordsEnd: Int { 24 }
        static var requiredFeatures: Int { 32 }
        static var optionalFeatures: Int { 40 }
        static var recordsChecksum: Int { 48 }
        static var weightsChecksum: Int { 52 }
        static var reserved: Int { 56 }
    }

    enum SectionEntry {
        static var bytes: Int { 32 }
        static var kind: Int { 0 }
        static var flags: Int { 4 }
        static var offset: Int { 8 }
        static var length: Int { 16 }
        static var stride: Int { 24 }
        static var count: Int { 28 }
        static var requiredFlag: UInt32 { 1 }
    }

    enum Tensor {
        static var bytes: Int { 80 }
        static var kind: Int { 0 }
        static var elementType: Int { 1 }
        static var layout: Int { 2 }
        static var rank: Int { 3 }
        static var dimensions: Int { 4 }
        static var scale: Int { 28 }
        static var zeroPoint: Int { 32 }
        static var parent: Int { 36 }
        static var parentOffset: Int { 40 }
        static var flags: Int { 44 }
        static var dataOffset: Int { 48 }
        static var dataBytes: Int { 56 }
        static var name: Int { 64 }
        static var reserved: Int { 72 }
    }

    enum Operand {
        static var bytes: Int { 4 }
    }

    enum Op {
        static var bytes: Int { 120 }
        static var kind: Int { 0 }
        static var inputCount: Int { 2 }
        static var outputCount: Int { 4 }
        static var flags: Int { 6 }
        static var firstInput: Int { 8 }
        static var firstOutput: Int { 12 }
        static var name: Int { 16 }
        static var parameters: Int { 24 }
    }

    enum Subgraph {
        static var bytes: Int { 24 }
        static var firstOp: Int { 0 }
        static var opCount: Int { 4 }
        static var firstInput: Int { 8 }
        static var inputCount: Int { 12 }
        static var firstOutput: Int { 16 }
        static var outputCount: Int { 20 }
    }

    enum Plan {
        static var bytes: Int { 32 }
        static var subgraph: Int { 0 }
        static var firstPlacement: Int { 4 }
        static var placementCount: Int { 8 }
        static var reserved: Int { 12 }
        static var arenaBytes: Int { 16 }
        static var scratchBytes: Int { 24 }
    }

    enum Placement {
        static var bytes: Int { 24 }
        static var tensor: Int { 0 }
        static var reserved: Int { 4 }
        static var offset: Int { 8 }
        static var length: Int { 16 }
    }

    enum Preprocessing {
        static var bytes: Int { 48 }
        static var input: Int { 0 }
        static var resize: Int { 4 }
        static var channels: Int { 5 }
        static var fill: Int { 6 }
        static var reserved: Int { 7 }
        static var cropFraction: Int { 8 }
        static var mean: Int { 12 }
        static var std: Int { 28 }
        static var reservedEnd: Int { 44 }
    }

    enum Label {
        static var bytes: Int { 8 }
        static var text: Int { 0 }
    }

    enum Metadata {
        static var bytes: Int { 16 }
        static var key: Int { 0 }
        static var value: Int { 8 }
    }

    enum StateReset {
        static var bytes: Int { 8 }
        static var tensor: Int { 0 }
        static var constant: Int { 4 }
    }

    enum Region {
        static var bytes: Int { 24 }
        static var subgraph: Int { 0 }
        static var firstOp: Int { 4 }
        static var opCount: Int { 8 }
        static var stripRows: Int { 12 }
        static var lineBufferBytes: Int { 16 }
    }

    enum Proof {
        static var bytes: Int { 16 }
        static var kind: Int { 0 }
        static var op: Int { 4 }
        static var bound: Int { 8 }
    }
}
