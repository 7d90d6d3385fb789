import EdgeKernels
import EdgeTestVectors
import Testing

/// The operators of int16 activations equal the reference bit for bit on every instruction set that this CPU runs.
extension ReferenceTests {
    @Test(arguments: sets) func int16(_ isa: ISA) throws {
        let kernels = KernelSet(isa: isa)
        let cases = try vectorCases("int16")
        #expect(cases.count >= 84)
        for c in cases {
            let pool = Pool()
            let wide = c.ints("wide").map { $0 == 1 }
            let input = wide.first == false ? pool.image(c.ints("image"), c.int8("input")) : pool.words(c)
            for parts in 1...3 {
                let output: [Int]
                switch c.name.split(separator: " ")[0] {
                case "conv": output = convolution(c, wide, input, kernels, parts, pool)
                case "depthwise": output = depthwise(c, wide, input, kernels, parts, pool)
                default: output = lookup(c, input, kernels, parts, pool)
                }
                #expect(output == c.ints("output"), "\(c.name), \(parts) parts")
            }
        }
    }

    private func convolution(
        _ c: VectorCase, _ wide: [Bool], _ input: ImageView, _ kernels: KernelSet, _ parts: Int, _ pool: Pool
    ) -> [Int] {
        let size = c.ints("size")
        let groups = c.ints("groups")[0]
        let w = Matrix(c, outputs: size[2], groups: groups, pool)
        var arguments = ConvArguments(
            input: input, output: pool.words(size), window: c.window, groups: groups,
            inputZeroPoint: Int32(c.ints("zeroPoint")[0]), weights: w.weights, bias: w.bias,
            weightSum: w.weightSum, requantization: Requantization(scale: w.scale, range: c.range))
        arguments.inputIsInt16 = wide[0]
        arguments.outputElement = wide[1] ? .int16 : .int8
        arguments.output.pixelStride = size[2]
        let scratch = pool.bytes(kernels.scratchBytes(for: arguments))
        for part in 0..<parts { kernels.conv(arguments, scratch: scratch, part: part, of: parts) }
        return contents(arguments.output, isWide: wide[1])
    }

    private func depthwise(
        _ c: VectorCase, _ wide: [Bool], _ input: ImageView, _ kernels: KernelSet, _ parts: Int, _ pool: Pool
    ) -> [Int] {
        let size = c.ints("size")
        let padded = (size[2] + 15) / 16 * 16
        let given = c.int8("weights")
        var weights: [Int8] = []
        for tap in 0..<given.count / size[2] {
            weights += given[tap * size[2]..<(tap + 1) * size[2]]
            weights += [Int8](repeating: 0, count: padded - size[2])
        }
        var arguments = DepthwiseArguments(
            input: input, output: pool.words(size), window: c.window, inputZeroPoint: 0,
            weights: pool.array(weights),
            bias: pool.array(c.ints("bias").map { Int32($0) }, padded: padded, with: 0),
            requantization: Requantization(
                scale: pool.array(c.floats("scale"), padded: padded, with: 1), range: c.range))
        arguments.inputIsInt16 = true
        arguments.outputIsInt16 = wide[1]
        arguments.output.pixelStride = size[2]
        let scratch = pool.bytes(kernels.scratchBytes(for: arguments))
        for part in 0..<parts { kernels.depthwise(arguments, scratch: scratch, part: part, of: parts) }
        return contents(arguments.output, isWide: wide[1])
    }

    private func lookup(
        _ c: VectorCase, _ input: ImageView, _ kernels: KernelSet, _ parts: Int, _ pool: Pool
    ) -> [Int] {
        let output = pool.words(c.ints("image"))
        let table = c.ints("table").map { Int16($0) }
        for part in 0..<parts {
            kernels.lookup16(
                Lookup16Arguments(
                    input: input, output: output, table: pool.array(table), isPerChannel: table.count > 1025),
                part: part, of: parts)
        }
        return contents(output, isWide: true)
    }

    /// Of an image without gaps.
    private func contents(_ image: ImageView, isWide: Bool) -> [Int] {
        let count = image.height * image.width * image.channels
        let words = UnsafeMutableRawPointer(image.base).assumingMemoryBound(to: Int16.self)
        return (0..<count).map { isWide ? Int(words[$0]) : Int(image.base[$0]) }
    }
}

extension Pool {
    /// The case's input as int16.
    fileprivate func words(_ c: VectorCase) -> ImageView {
        let image = words(c.ints("image"))
        let base = UnsafeMutableRawPointer(image.base).assumingMemoryBound(to: Int16.self)
        for (i, value) in c.ints("input").enumerated() { base[i] = Int16(value) }
        return image
    }

    /// An image of int16; pixels lie `pixelStride` bytes apart.
    fileprivate func words(_ size: [Int]) -> ImageView {
        let base = array([Int16](repeating: 99, count: size.reduce(1, *)))
        return ImageView(
            base: UnsafeMutableRawPointer(base).assumingMemoryBound(to: Int8.self), height: size[0],
            width: size[1], channels: size[2], pixelStride: 2 * size[2])
    }
}
