import EdgeFormat
import EdgeTestModels
import Testing

/// One broken rule at a time: each is refused for its own reason, at its own place.
@Suite struct RefusalTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var sample: @Sendable () throws -> SampleModel
        var code: FormatError.Code
        var subject: String
        var edit: @Sendable (inout FileEditor) -> Void
        var testDescription: String { name }

        init(
            _ name: String, _ code: FormatError.Code, _ subject: String,
            of sample: @escaping @Sendable () throws -> SampleModel = { try SampleModels.residual() },
            _ edit: @escaping @Sendable (inout FileEditor) -> Void
        ) {
            self.name = name
            self.sample = sample
            self.code = code
            self.subject = subject
            self.edit = edit
        }
    }

    @Test(arguments: cases + detectCases + int16Cases + attentionCases)
    func refused(item: Case) throws {
        var editor = FileEditor(try item.sample().bytes)
        item.edit(&editor)
        let bytes = editor.sealed()
        let error = #expect(throws: FormatError.self) { try Verifier.verify(bytes) }
        #expect(error?.code == item.code, "\(error.map { "\($0)" } ?? "no error")")
        #expect(error.map { "\($0.subject)" } == item.subject, "\(error.map { "\($0)" } ?? "no error")")
    }

    /// Index of the first op of a kind.
    static func op(_ kind: OpKind, _ index: Int = 0, in file: FileEditor) -> Int {
        (0..<file.count(.ops)).map { file.record(.ops, $0) }.filter {
            file.u32($0) & 0xFFFF == UInt32(kind.rawValue)
        }[index]
    }

    /// Offset in the file of the data of an op's k-th input.
    static func data(_ op: Int, input k: Int, in file: FileEditor) -> Int {
        let tensor = file.u32(file.record(.operands, Int(file.u32(op + 8)) + k))
        return Int(file.u64(file.record(.tensors, Int(tensor)) + 48))
    }

    private static let cases: [Case] = [
        // Header and sections.
        Case("magic", .notAModel, "header") { $0.bytes[3] = 0 },
        Case("version", .unsupportedVersion, "header") { $0.set(UInt32(1), at: 8) },
        Case("required feature", .unsupportedFeature, "header") { $0.set(UInt64(4), at: 32) },
        Case("reserved", .outOfRange, "header") { $0.bytes[60] = 1 },
        Case("many sections", .tooMany, "header") { $0.set(UInt32(65), at: 12) },
        Case("file length", .truncated, "header") { $0.set($0.u64(16) + 1, at: 16) },
        Case("unknown required section", .unsupportedFeature, "section") {
            $0.set(UInt32(99), at: $0.entry(.labels)!)
            $0.set(UInt32(1), at: 64 + 32 * ($0.bytes.count > 0 ? 7 : 0) + 4)
        },
        Case("section twice", .badSection, "section") {
            $0.set(SectionKind.placements.rawValue, at: $0.entry(.labels)!)
        },
        Case("section before its turn", .badSection, "section") {
            $0.set($0.u64($0.entry(.ops)! + 8) - 8, at: $0.entry(.ops)! + 8)
        },
        Case("stride", .badSection, "section") { $0.set(UInt32(79), at: $0.entry(.tensors)! + 24) },
        Case("count", .tooMany, "section") { $0.set(UInt32(1 << 20), at: $0.entry(.tensors)! + 28) },
        // Texts.
        Case("UTF-8", .outOfRange, "strings") {
            $0.bytes[Int($0.u64($0.entry(.strings)! + 8)) + 2] = 0xFF
        },
        Case("name past the end", .badIndex, "tensor") {
            $0.set(UInt32(1 << 20), at: $0.record(.tensors, 2) + 64)
        },
        Case("label within a character", .badIndex, "label") {
            let label = $0.record(.labels, 3)
            $0.set($0.u32(label) + 1, at: label)
            $0.set($0.u32(label + 4) - 1, at: label + 4)
        },
        // Tensors.
        Case("tensor kind", .badEnumeration, "tensor") { $0.bytes[$0.record(.tensors, 0)] = 3 },
        Case("state", .unsupportedFeature, "tensor") { $0.bytes[$0.record(.tensors, 0)] = 2 },
        Case("element type", .badEnumeration, "tensor") { $0.bytes[$0.record(.tensors, 0) + 1] = 0 },
        Case("int16 input of the model", .unsupportedFeature, "subgraph") {
            $0.bytes[$0.record(.tensors, 0) + 1] = ElementType.int16.rawValue
            $0.set(Int32(0), at: $0.record(.tensors, 0) + 32)
        },
        Case("uint8 activation", .unsupportedFeature, "tensor") {
            $0.bytes[$0.record(.tensors, 0) + 1] = ElementType.uint8.rawValue
        },
        Case("int16 zero point", .outOfRange, "tensor") {
            $0.bytes[$0.record(.tensors, 0) + 1] = ElementType.int16.rawValue
            $0.set(Int32(1), at: $0.record(.tensors, 0) + 32)
        },
        Case("rank", .outOfRange, "tensor") { $0.bytes[$0.record(.tensors, 0) + 3] = 7 },
        Case("dimension 0", .outOfRange, "tensor") { $0.set(Int32(0), at: $0.record(.tensors, 0) + 8) },
        Case("scale NaN", .outOfRange, "tensor") { $0.set(Float.nan, at: $0.record(.tensors, 0) + 28) },
        Case("scale subnormal", .outOfRange, "tensor") {
            $0.set(Float.leastNonzeroMagnitude, at: $0.record(.tensors, 0) + 28)
        },
        Case("scale negative", .outOfRange, "tensor") { $0.set(Float(-1), at: $0.record(.tensors, 0) + 28) },
        Case("zero point", .outOfRange, "tensor") { $0.set(Int32(128), at: $0.record(.tensors, 0) + 32) },
        Case("view of a view", .badOperand, "tensor", of: SampleModels.concat) {
            $0.set(UInt32(3), at: $0.record(.tensors, 2) + 36)
        },
        Case("slice past the pixel", .badShape, "tensor", of: SampleModels.concat) {
            $0.set(UInt32(25), at: $0.record(.tensors, 3) + 40)
        },
        Case("slice in another scale", .badOperand, "tensor", of: SampleModels.concat) {
            $0.set(Float(0.5), at: $0.record(.tensors, 3) + 28)
        },
        Case("reshape of another count", .badShape, "tensor", of: SampleModels.dequantizing) {
            $0.set(Int32(31), at: $0.record(.tensors, 1) + 8)
        },
        Case("constant past the end", .truncated, "tensor") {
            let op = op(.fullyConnected, in: $0)
            let tensor = $0.u32($0.record(.operands, Int($0.u32(op + 8)) + 1))
            $0.set(UInt64(1) << 60, at: $0.record(.tensors, Int(tensor)) + 48)
        },
        // Graph.
        Case("operand", .badIndex, "operand") { $0.set(UInt32(1000), at: $0.record(.operands, 0)) },
        Case("op kind", .badEnumeration, "op") { $0.set(UInt16(999), at: $0.record(.ops, 0)) },
        Case("input count", .badOperand, "op") { $0.set(UInt16(4), at: $0.record(.ops, 0) + 2) },
        Case("unused parameter", .outOfRange, "op") {
            $0.set(Int32(1), at: $0.record(.ops, 0) + 24 + 4 * 20)
        },
        Case("read before written", .badOrder, "op") {
            // The first convolution reads what the second writes.
            let first = $0.record(.operands, Int($0.u32($0.record(.ops, 0) + 8)))
            $0.set($0.u32($0.record(.operands, Int($0.u32($0.record(.ops, 1) + 12)))), at: first)
        },
        Case("written twice", .badOrder, "op") {
            let second = $0.record(.operands, Int($0.u32($0.record(.ops, 1) + 12)))
            $0.set($0.u32($0.record(.operands, Int($0.u32($0.record(.ops, 0) + 12)))), at: second)
        },
        Case("slices overlap", .badOrder, "op", of: SampleModels.concat) {
            // The left slice grows by one channel into the right one, as do its weights' record.
            $0.set(Int32(25), at: $0.record(.tensors, 2) + 4 + 12)
        },
        Case("preprocessing input", .badIndex, "preprocessing") {
            $0.set(UInt32(1), at: $0.record(.preprocessing, 0))
        },
        Case("preprocessing std", .outOfRange, "preprocessing") {
            $0.set(Float(0), at: $0.record(.preprocessing, 0) + 28)
        },
        // Placements.
        Case("placement misaligned", .badPlacement, "placement") {
            $0.set($0.u64($0.record(.placements, 1) + 8) + 1, at: $0.record(.placements, 1) + 8)
        },
        Case("placement outside", .badPlacement, "placement") {
            $0.set(UInt64(1) << 40, at: $0.record(.placements, 1) + 8)
        },
        Case("placement too small", .badPlacement, "placement") {
            $0.set(UInt64(191), at: $0.record(.placements, 0) + 16)
        },
        Case("placed twice", .badPlacement, "placement") {
            $0.set($0.u32($0.record(.placements, 0)), at: $0.record(.placements, 1))
        },
        Case("live tensors overlap", .badPlacement, "placement") {
            // The depthwise result over its own input.
            $0.set($0.u64($0.record(.placements, 2) + 8), at: $0.record(.placements, 3) + 8)
        },
        Case(
            "in place of a convolution's input", .badPlacement, "placement",
            of: SampleModels.depthwise
        ) {
            $0.set($0.u64($0.record(.placements, 0) + 8), at: $0.record(.placements, 1) + 8)
        },
        Case("arena unaligned", .outOfRange, "plan") {
            $0.set($0.u64($0.record(.plans, 0) + 16) + 1, at: $0.record(.plans, 0) + 16)
        },
        Case("scratch too small", .badPlacement, "op") { $0.set(UInt64(0), at: $0.record(.plans, 0) + 24) },
        // Ops.
        Case("output height", .badShape, "op") { $0.set(Int32(2), at: $0.record(.ops, 0) + 24 + 4 * 2) },
        Case("padding", .outOfRange, "op") { $0.set(Int32(3), at: $0.record(.ops, 0) + 24 + 4 * 6) },
        Case("kernel 0", .outOfRange, "op") { $0.set(Int32(0), at: $0.record(.ops, 0) + 24) },
        Case("groups", .badShape, "op") { $0.set(Int32(2), at: $0.record(.ops, 0) + 24 + 4 * 10) },
        Case("clamp", .outOfRange, "op") { $0.set(Int32(-129), at: $0.record(.ops, 0) + 24 + 4 * 11) },
        Case("ratio of scales", .outOfRange, "op", of: SampleModels.pointwise) {
            $0.set(Float(0x1p100), at: $0.record(.tensors, 0) + 28)
            $0.set(Float(0x1p-20), at: $0.record(.tensors, 3) + 28)
        },
        Case("rounding", .badEnumeration, "op", of: SampleModels.resize) {
            $0.set(Int32(3), at: $0.record(.ops, 0) + 24)
        },
        Case("transposed output", .badShape, "op", of: SampleModels.transposed) {
            $0.set(Int32(1), at: $0.record(.ops, 0) + 24 + 4 * 2)
        },
        Case("transposed padding below", .outOfRange, "op", of: SampleModels.transposed) {
            $0.set(Int32(1), at: $0.record(.ops, 0) + 24 + 4 * 8)
        },
        Case("transposed strides", .tooMany, "op", of: SampleModels.transposed) {
            $0.set(Int32(65), at: $0.record(.ops, 0) + 24 + 4 * 2)
            $0.set(Int32(65), at: $0.record(.ops, 0) + 24 + 4 * 3)
        },
        Case("transposed dilation moves the phases", .badWeights, "op", of: SampleModels.transposed) {
            // Stride 1 by 3, dilation 2 by 2: the second column of taps belongs to another phase.
            $0.set(Int32(2), at: $0.record(.ops, 3) + 24 + 4 * 5)
        },
        Case("transposed weights in the layout of conv2D", .badOperand, "op", of: SampleModels.transposed) {
            let tensor = $0.u32($0.record(.operands, Int($0.u32($0.record(.ops, 0) + 8)) + 1))
            $0.bytes[$0.record(.tensors, Int(tensor)) + 2] = WeightLayout.blocked16x4.rawValue
        },
        Case("transposed scratch", .badPlacement, "op", of: SampleModels.transposed) {
            $0.set($0.u64($0.record(.plans, 0) + 24) - 64, at: $0.record(.plans, 0) + 24)
        },
        Case("false claim of four-tap safety", .badWeights, "op") {
            let conv = op(.conv2D, in: $0)
            let first = data(conv, input: 1, in: $0)
            // Channel 0, K 0 and 4: 127 and 2, with the sum made right.
            let was = Int32(Int8(bitPattern: $0.bytes[first])) + Int32(Int8(bitPattern: $0.bytes[first + 64]))
            $0.bytes[first] = 127
            $0.bytes[first + 64] = 2
            let sum = data(conv, input: 4, in: $0)
            $0.set(Int32(bitPattern: $0.u32(sum)) + 129 - was, at: sum)
            $0.set(Int32(1), at: conv + 24 + 4 * 14)
        },
        Case("false claim of pair safety", .badWeights, "op") {
            let conv = op(.conv2D, in: $0)
            let first = data(conv, input: 1, in: $0)
            // Channel 0, K 0 and 1: 127 and 2, with the sum made right.
            let was = Int32(Int8(bitPattern: $0.bytes[first])) + Int32(Int8(bitPattern: $0.bytes[first + 1]))
            $0.bytes[first] = 127
            $0.bytes[first + 1] = 2
            let sum = data(conv, input: 4, in: $0)
            $0.set(Int32(bitPattern: $0.u32(sum)) + 129 - was, at: sum)
            $0.set(Int32(2), at: conv + 24 + 4 * 14)
        },
        Case("lane safety 3", .outOfRange, "op") {
            $0.set(Int32(3), at: op(.conv2D, in: $0) + 24 + 4 * 14)
        },
        Case("word 13 of a convolution", .outOfRange, "op") {
            $0.set(Int32(1), at: op(.conv2D, in: $0) + 24 + 4 * 13)
        },
        Case("linear resize past the last row", .outOfRange, "op", of: SampleModels.resize) {
            $0.set(Int32(256 + 1), at: data(op(.resizeLinear, in: $0), input: 1, in: $0) + 4)
        },
        Case("linear resize weight", .outOfRange, "op", of: SampleModels.resize) {
            $0.set(Int32(129), at: data(op(.resizeLinear, in: $0), input: 2, in: $0))
        },
        Case("reflection past the other end", .outOfRange, "op", of: SampleModels.images) {
            $0.set(Int32(8), at: op(.pad2D, in: $0) + 24)
        },
        Case("padding's value", .outOfRange, "op", of: SampleModels.images) {
            $0.set(Int32(1), at: op(.pad2D, in: $0) + 24 + 4 * 3)
        },
        Case("groups of a normalization", .badShape, "op", of: SampleModels.normalizations) {
            $0.set(Int32(3), at: op(.normalize, in: $0) + 24)
        },
        Case("epsilon", .outOfRange, "op", of: SampleModels.normalizations) {
            $0.set(Float.nan, at: op(.normalize, in: $0) + 24 + 4)
        },
        Case("factor of a normalization", .badWeights, "op", of: SampleModels.normalizations) {
            $0.set(Float.nan, at: data(op(.normalize, in: $0), input: 1, in: $0))
        },
        Case("factor of a leaky unit", .badWeights, "op", of: SampleModels.normalizations) {
            $0.set(Float.infinity, at: data(op(.prelu, in: $0), input: 1, in: $0) + 4)
        },
        Case("block", .badShape, "op", of: SampleModels.images) {
            $0.set(Int32(4), at: op(.spaceToDepth, in: $0) + 24)
        },
        // Contents of constants.
        Case("weight -128", .badWeights, "op") {
            $0.bytes[data(op(.conv2D, in: $0), input: 1, in: $0)] = 0x80
        },
        Case("depthwise weight -128", .badWeights, "op") {
            $0.bytes[data(op(.depthwiseConv2D, in: $0), input: 1, in: $0) + 33] = 0x80
        },
        Case("weight changed", .badWeights, "op") {
            $0.bytes[data(op(.conv2D, in: $0), input: 1, in: $0) + 5] ^= 1
        },
        Case("padding of K", .badWeights, "op") {
            // K = 27: byte 3 of the last quad of a channel.
            $0.bytes[data(op(.conv2D, in: $0), input: 1, in: $0) + 6 * 64 + 3] = 1
        },
        Case("padding of channels", .badWeights, "op") {
            $0.bytes[data(op(.fullyConnected, in: $0), input: 1, in: $0) + 4 * 4] = 1
        },
        Case("bias padding", .badWeights, "op") {
            $0.set(Int32(1), at: data(op(.fullyConnected, in: $0), input: 2, in: $0) + 4 * 4)
        },
        Case("scale padding", .badWeights, "op") {
            $0.set(Float(2), at: data(op(.fullyConnected, in: $0), input: 3, in: $0) + 4 * 4)
        },
        Case("scale infinite", .badWeights, "op") {
            $0.set(Float.infinity, at: data(op(.conv2D, in: $0), input: 3, in: $0))
        },
        Case("accumulator", .overflow, "op") {
            $0.set(Int32.min, at: data(op(.conv2D, in: $0), input: 2, in: $0))
        },
    ]

    /// Sections that the format has room for and this version cannot run.
    @Test(arguments: [SectionKind.stateResets, .regions, .proofs])
    func roomMade(kind: SectionKind) throws {
        // The labels' section, of 8-byte records, takes the place; its length must be a multiple.
        var editor = FileEditor(try SampleModels.residual().bytes)
        let entry = editor.entry(.labels)!
        let bytes = Int(editor.u64(entry + 16))
        editor.set(kind.rawValue, at: entry)
        editor.set(UInt32(kind.recordBytes), at: entry + 24)
        editor.set(UInt32(bytes / kind.recordBytes), at: entry + 28)
        editor.set(UInt64(bytes / kind.recordBytes * kind.recordBytes), at: entry + 16)
        let sealed = editor.sealed()
        let error = #expect(throws: FormatError.self) { try Verifier.verify(sealed) }
        #expect(error?.code == .unsupportedFeature)
    }
}
