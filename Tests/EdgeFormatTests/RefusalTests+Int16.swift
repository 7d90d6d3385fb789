import EdgeFormat
import EdgeTestModels

extension RefusalTests {
    private static func int16(
        _ name: String, _ code: FormatError.Code, _ change: @escaping @Sendable (inout FileEditor) -> Void
    ) -> Case {
        Case("int16: " + name, code, "op", of: SampleModels.int16, change)
    }

    static let int16Cases: [Case] = [
        int16("clamp of 17 bits", .outOfRange) {
            $0.set(Int32(40_000), at: op(.conv2D, in: $0) + 24 + 12 * 4)
        },
        int16("clamp of an int8 output", .outOfRange) {
            $0.set(Int32(128), at: op(.conv2D, 1, in: $0) + 24 + 12 * 4)
        },
        int16("lane safety", .outOfRange) { $0.set(Int32(2), at: op(.conv2D, 1, in: $0) + 24 + 14 * 4) },
        int16("read by an op of int8", .badOperand) {
            $0.set(UInt16(OpKind.requantize.rawValue), at: op(.lookup, in: $0))
            // Without the table.
            $0.set(UInt16(1), at: op(.lookup, in: $0) + 2)
        },
        int16("written by an op of int8 alone", .badOperand) {
            $0.set(UInt16(OpKind.transposedConv2D.rawValue), at: op(.conv2D, in: $0))
        },
        int16("table of two types", .badOperand) {
            $0.bytes[$0.record(.tensors, 2) + 1] = ElementType.int8.rawValue
        },
        int16("depthwise of int8 to int16", .badOperand) {
            // The model's input in the place of the first.
            $0.set(UInt32(0), at: $0.record(.operands, Int($0.u32(op(.depthwiseConv2D, in: $0) + 8))))
        },
        int16("bias beyond 32 bits", .overflow) {
            $0.set(Int32.max - (1 << 24), at: data(op(.conv2D, 1, in: $0), input: 2, in: $0))
        },
    ]
}
