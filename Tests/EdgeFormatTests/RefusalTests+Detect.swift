import EdgeFormat
import EdgeTestModels

extension RefusalTests {
    /// A parameter word of the detect op.
    private static func word(
        _ name: String, _ index: Int, _ value: Int32, _ code: FormatError.Code,
        of sample: @escaping @Sendable () throws -> SampleModel = SampleModels.detection
    ) -> Case {
        Case("detect: " + name, code, "op", of: sample) {
            $0.set(value, at: op(.detect, in: $0) + 24 + 4 * index)
        }
    }

    private static func float(_ x: Float) -> Int32 { Int32(bitPattern: x.bitPattern) }

    static let detectCases: [Case] = [
        word("box form", 0, 7, .badEnumeration),
        word("box form that needs priors", 0, 5, .badOperand),
        word("score form", 1, 3, .badEnumeration),
        word("no class", 2, 0, .outOfRange),
        word("other classes", 2, 6, .badShape),
        word("background alone", 2, 1, .outOfRange, of: SampleModels.priorDetection),
        word("no anchor", 3, 0, .outOfRange),
        word("other anchors", 3, 2, .badShape),
        word("one bin", 4, 1, .outOfRange),
        word("other bins", 4, 5, .badShape),
        word("bins unused", 4, 4, .outOfRange, of: SampleModels.anchorDetection),
        word("unknown flag", 5, 4, .badEnumeration),
        word("objectness that is missing", 5, 1, .badOperand),
        word("no row", 6, 0, .outOfRange),
        word("more rows than candidates", 6, 65, .outOfRange),
        word("other rows", 6, 19, .badShape),
        word("many candidates", 7, 4097, .outOfRange),
        word("candidates beyond the scratch", 7, 4096, .badPlacement, of: SampleModels.priorDetection),
        word("least score 0", 8, 0, .outOfRange),
        word("least score 1", 8, float(1), .outOfRange),
        word("least score NaN", 8, float(.nan), .outOfRange),
        word("overlap negative", 9, float(-0.5), .outOfRange),
        word("overlap infinite", 9, float(.infinity), .outOfRange),
        word("no level", 10, 0, .badOperand),
        word("many levels", 10, 9, .badOperand),
        word("word 11", 11, 1, .outOfRange),
        word("variance unused", 14, float(0.1), .outOfRange),
        word("variance 0", 15, 0, .outOfRange, of: SampleModels.priorDetection),
        Case("detect: maps of other sizes", .badShape, "op", of: SampleModels.priorDetection) {
            // Both maps have 40 cells: the scores' in a square.
            $0.set(Int32(5), at: $0.record(.tensors, 1) + 12)
            $0.set(Int32(8), at: $0.record(.tensors, 1) + 16)
        },
        Case("detect: infinite geometry", .badWeights, "op", of: SampleModels.priorDetection) {
            $0.set(Float.infinity, at: data(op(.detect, in: $0), input: 2, in: $0))
        },
        Case("detect: prior NaN", .badWeights, "op", of: SampleModels.priorDetection) {
            $0.set(Float.nan, at: data(op(.detect, in: $0), input: 3, in: $0) + 4)
        },
        Case("detect: int8 output", .badOperand, "op", of: SampleModels.anchorDetection) {
            let y = Int($0.u32($0.record(.operands, Int($0.u32(op(.detect, in: $0) + 12)))))
            $0.bytes[$0.record(.tensors, y) + 1] = ElementType.int8.rawValue
            $0.set(Float(1), at: $0.record(.tensors, y) + 28)
        },
    ]
}
