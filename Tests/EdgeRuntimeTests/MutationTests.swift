import EdgeFormat
import EdgeHost
import EdgeKernels
import EdgeRuntime
import EdgeTestModels
import Testing

/// 100,000 seeded mutations of valid files, checksums made right again: each is refused with an error that
/// says where, or runs to its end. Under AddressSanitizer (Tools/test-sanitizers) also without reading a
/// byte outside the file or the session's memory.
@Suite struct MutationTests {
    static let seed: UInt64 = 0x5EED_2026
    static let perSample = 100_000 / 24 + 1

    @Test(arguments: try SampleModels.all())
    func refusedOrRuns(sample: SampleModel) throws {
        var random = SeededGenerator(seed: Self.seed ^ UInt64(sample.name.utf8.count) << 32)
        var refused = 0
        var ran = 0
        var codes: Set<FormatError.Code> = []
        for iteration in 0..<Self.perSample {
            let bytes = mutate(sample.bytes, &random)
            do {
                if try run(bytes) { ran += 1 }
            } catch {
                refused += 1
                codes.insert(error.code)
                let line = error.description
                #expect(!line.isEmpty && !line.contains("\n"), "iteration \(iteration), seed \(Self.seed)")
            }
        }
        // Both happen, and for many reasons: the mutations reach behind the header.
        #expect(refused > Self.perSample / 4 && ran > 100, "\(refused) refused, \(ran) ran")
        #expect(codes.count >= 8, "\(codes)")
    }

    /// One to four changes, most of them to the records.
    private func mutate(_ bytes: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        var editor = FileEditor(bytes)
        let end = editor.recordsEnd
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let range = Int.random(in: 0..<10, using: &random) < 8 ? 8..<end : 0..<bytes.count
            let at = Int.random(in: range, using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0: editor.bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 1: editor.bytes[at] = UInt8.random(in: 0...255, using: &random)
            case 2:
                let values: [UInt32] = [0, 1, 2, 0x7F, 0x80, 0xFF, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF]
                editor.set(values.randomElement(using: &random)!, at: min(at & ~3, bytes.count - 4))
            default:
                let word = min(at & ~3, bytes.count - 4)
                editor.set(editor.u32(word) &+ (Bool.random(using: &random) ? 1 : ~0), at: word)
            }
        }
        // Now and then a checksum stays wrong.
        return Int.random(in: 0..<50, using: &random) == 0 ? editor.bytes : editor.sealed()
    }

    /// Loads from memory of exactly the file's size; runs it where that takes reasonable time and memory.
    private func run(_ bytes: [UInt8]) throws(FormatError) -> Bool {
        let file = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 64)
        defer { file.deallocate() }
        file.copyBytes(from: bytes)
        let records = UnsafeMutableRawBufferPointer.allocate(
            byteCount: try Model.requiredBytes(for: UnsafeRawBufferPointer(file)), alignment: 64)
        defer { records.deallocate() }
        let model = try Model(
            file: UnsafeRawBufferPointer(file), memory: records, functions: CPU.verifierFunctions)
        let isa = CPU.bestISA
        let required = try Session.requiredBytes(for: model, isa: isa, threads: 1)
        guard required < 1 << 22, work(model) < 1 << 23 else { return false }
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: required, alignment: 64)
        defer { memory.deallocate() }
        var session = try Session(model, isa: isa, threads: 1, memory: memory)
        for i in 0..<model.view.inputCount {
            let input = session.input(i)
            for pixel in 0..<input.pixels {
                (input.base + pixel * input.pixelStride).initializeMemory(
                    as: UInt8.self, repeating: UInt8(truncatingIfNeeded: pixel &* 37), count: input.pixelBytes
                )
            }
        }
        session.run()
        return true
    }

    /// About how many multiplications a run takes.
    private func work(_ model: Model) -> Int {
        (0..<model.view.opCount).reduce(0) { sum, i in
            let op = model.view.op(i)
            let y = model.view.tensor(model.view.output(0, of: op)).elementCount ?? 0
            let x = model.view.tensor(model.view.input(0, of: op)).elementCount ?? 0
            let window = WindowedOpParameters(op.parameters)
            let isWindowed = [.conv2D, .depthwiseConv2D, .transposedConv2D, .maxPool2D, .averagePool2D]
                .contains(op.kind)
            var each = 1
            if isWindowed {
                each = max(1, Int(window.window.kernelHeight)) * max(1, Int(window.window.kernelWidth))
            }
            if [.conv2D, .transposedConv2D, .fullyConnected].contains(op.kind) {
                let weights = model.view.tensor(model.view.input(1, of: op)).dimensions
                each *= Int(weights[3])
            }
            if op.kind == .matMul || op.kind == .matMulConstant { return sum + y * min(x, 1 << 20) }
            return sum + y * min(each, 1 << 20) + x
        }
    }
}
