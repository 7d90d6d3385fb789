import EdgeKernels
import EdgeTestVectors
import Testing

/// attention equals the reference bit for bit on every instruction set that this CPU runs.
extension ReferenceTests {
    @Test(arguments: sets) func attention(_ isa: ISA) throws {
        let kernels = KernelSet(isa: isa)
        let cases = try vectorCases("attention")
        #expect(cases.count >= 48)
        for c in cases {
            let pool = Pool()
            let size = c.ints("size")
            let (heads, width) = (size[0], size[4])
            func tokens(_ values: [Int8], _ count: Int, _ depth: Int) -> AttentionArguments.Tokens {
                .init(
                    base: pool.array(values), count: count, depth: depth, stride: heads * depth,
                    headStride: depth)
            }
            let factors = c.floats("factors")
            let count = heads * size[1] * width
            let arguments = AttentionArguments(
                heads: heads, queries: tokens(c.int8("q"), size[1], size[3]),
                keys: tokens(c.int8("k"), size[2], size[3]), values: tokens(c.int8("v"), size[2], width),
                output: tokens([Int8](repeating: 99, count: count), size[1], width),
                queryZeroPoint: Int32(c.ints("zeroPoint")[0]), scoreScale: factors[0],
                outputScale: factors[1], range: c.range)
            let scratch = pool.bytes(kernels.scratchBytes(for: arguments))
            for parts in 1...3 {
                for part in 0..<parts {
                    kernels.attention(arguments, scratch: scratch, part: part, of: parts)
                }
                #expect(
                    (0..<count).map { Int(arguments.output.base[$0]) } == c.ints("output"),
                    "\(c.name), \(parts) parts")
                arguments.output.base.update(repeating: 99, count: count)
            }
        }
    }
}
