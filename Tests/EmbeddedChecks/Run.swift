import EdgeFormat
import EdgeKernels
import EdgeRuntime
import EmbeddedChecks

@_cdecl("edgeISAName")
public func edgeISAName(index: Int) -> UnsafePointer<CChar>? {
    ISA(rawValue: UInt8(truncatingIfNeeded: index)).map { text($0.name) }
}

@_cdecl("edgeRunsISA")
public func edgeRunsISA(index: Int, capabilities: UInt64) -> Int32 {
    let best = ISA.detected(armCapabilities: UInt(truncatingIfNeeded: capabilities))
    return ISA(rawValue: UInt8(truncatingIfNeeded: index))?.runs(on: best) == true ? 1 : 0
}

@_cdecl("edgeRunModel")
public func edgeRunModel(
    file: UnsafeRawPointer, fileBytes: Int, isa: Int, parts: Int, memory: UnsafeMutableRawPointer,
    memoryBytes: Int
) -> Int64 {
    do throws(FormatError) {
        return Int64(
            try run(
                UnsafeRawBufferPointer(start: file, count: fileBytes),
                isa: ISA(rawValue: UInt8(truncatingIfNeeded: isa)) ?? .portable, parts: parts,
                memory: UnsafeMutableRawBufferPointer(start: memory, count: memoryBytes)))
    } catch {
        reportFormatError(text(error.subject), error.record, text(error.field), text(error.rule))
        return -1
    }
}

private func run(
    _ file: UnsafeRawBufferPointer, isa: ISA, parts: Int, memory: UnsafeMutableRawBufferPointer
) throws(FormatError) -> UInt32 {
    let recordBytes = (try Model.requiredBytes(for: file) + 63) / 64 * 64
    guard recordBytes <= memory.count else { throw tooLarge }
    let model = try Model(
        file: file, memory: UnsafeMutableRawBufferPointer(rebasing: memory[..<recordBytes]))
    let sessionBytes = try Session.requiredBytes(for: model, isa: isa, threads: parts)
    guard sessionBytes <= memory.count - recordBytes else { throw tooLarge }
    // Exactly what it asked for: a byte less is refused.
    var session = try Session(
        model, isa: isa, threads: parts,
        memory: UnsafeMutableRawBufferPointer(rebasing: memory[recordBytes..<recordBytes + sessionBytes]))

    var noise = Noise()
    for i in 0..<model.view.inputCount {
        let input = session.input(i)
        for pixel in 0..<input.pixels {
            noise.fill(input.base + pixel * input.pixelStride, input.pixelBytes, input.elementType)
        }
    }
    // Several parts in turn on one thread, op by op: within an op no part waits for another.
    let inTurn = ParallelFor(
        run: { _, threads, body, work in for part in 0..<threads { body(work, part, threads) } },
        barrier: { _ in })
    for i in 0..<session.opCount { session.runOp(i, inTurn) }

    var crc = CRC32()
    for i in 0..<model.view.outputCount {
        let output = session.output(i)
        for pixel in 0..<output.pixels {
            crc.update(output.base + pixel * output.pixelStride, output.pixelBytes)
        }
    }
    return ~crc.state
}

private var tooLarge: FormatError {
    FormatError(
        .outOfMemory, offset: 0, subject: "model", field: "memory", rule: "is more than this program has")
}

/// The inputs of `edgerun bench`: SplitMix64 (Steele, Lea, Flood 2014) from seed 1, its low byte, or for
/// float32 its upper 24 bits as a number within -1..<1.
private struct Noise {
    private var state: UInt64 = 1

    mutating func fill(_ p: UnsafeMutableRawPointer, _ count: Int, _ type: ElementType) {
        if type == .float32 {
            for i in 0..<count / 4 {
                let value = Float(Int(next() >> 40)) / Float(1 << 23) - 1
                p.storeBytes(of: value, toByteOffset: i * 4, as: Float.self)
            }
        } else {
            for i in 0..<count {
                p.storeBytes(of: UInt8(truncatingIfNeeded: next()), toByteOffset: i, as: UInt8.self)
            }
        }
    }

    private mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// As zlib's.
private struct CRC32 {
    private(set) var state: UInt32 = 0xFFFF_FFFF

    mutating func update(_ p: UnsafeRawPointer, _ count: Int) {
        for i in 0..<count {
            state ^= UInt32(p.load(fromByteOffset: i, as: UInt8.self))
            for _ in 0..<8 { state = (state &>> 1) ^ (0xEDB8_8320 & (0 &- (state & 1))) }
        }
    }
}
