import EdgeFormat
import EdgeTestModels

extension RefusalTests {
    private static func attention(
        _ name: String, _ code: FormatError.Code, _ change: @escaping @Sendable (inout FileEditor) -> Void
    ) -> Case {
        Case("attention: " + name, code, "op", of: SampleModels.headAttention, change)
    }

    /// Makes operand `k` of the first attention the tensor that is operand `other` of the second.
    private static func exchange(_ k: Int, with other: Int, in file: inout FileEditor) {
        let from = file.record(.operands, Int(file.u32(op(.attention, 1, in: file) + 8)) + other)
        let to = file.record(.operands, Int(file.u32(op(.attention, in: file) + 8)) + k)
        file.set(file.u32(from), at: to)
    }

    static let attentionCases: [Case] = [
        attention("scale that is not positive", .outOfRange) {
            $0.set(Float(-0.5).bitPattern, at: op(.attention, in: $0) + 24)
        },
        attention("scale whose product is too large", .outOfRange) {
            $0.set(Float(0x1p100).bitPattern, at: op(.attention, in: $0) + 24)
        },
        attention("clamp", .outOfRange) { $0.set(Int32(128), at: op(.attention, in: $0) + 24 + 12 * 4) },
        attention("keys of another depth", .badShape) { exchange(1, with: 1, in: &$0) },
        attention("values of another number", .badShape) { exchange(2, with: 1, in: &$0) },
        attention("queries of another depth", .badShape) { exchange(0, with: 1, in: &$0) },
    ]
}
