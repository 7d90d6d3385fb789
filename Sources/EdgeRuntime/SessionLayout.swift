import EdgeFormat
import EdgeKernels

/// How a session's memory is divided: arena, scratch of each thread, kernels, prepared ops, levels of detect ops.
struct SessionLayout {
    var arenaBytes: Int
    var scratchBytes = 0
    var levelCount = 0
    var bytes: Int

    init(_ model: Model, _ kernels: KernelChoice, threads: Int) throws(FormatError) {
        guard threads >= 1, threads <= 1024 else {
            throw sessionFault(.outOfRange, "threads", "are not within 1...1024")
        }
        arenaBytes = model.arenaBytes
        // Scratch depends on shapes only: any address will do.
        let anywhere = UnsafeMutableRawPointer(bitPattern: Model.alignment).unsafelyUnwrapped
        let memory = TensorMemory(model: model, arena: anywhere)
        for i in 0..<model.view.opCount {
            let op = memory.prepare(i, levels: anywhere.assumingMemoryBound(to: DetectLevel.self))
            if case .detect(let arguments) = op.call { levelCount += arguments.levelCount }
            guard let choice = kernels.select(for: op, cap: model.scratchCap) else {
                throw FormatError(
                    .outOfMemory, offset: model.view.offset(of: .ops, i), record: UInt32(i), subject: "op",
                    field: "scratch", rule: "is more than the file allows, for every kernel")
            }
            scratchBytes = max(scratchBytes, choice.scratchBytes)
        }
        scratchBytes = Model.aligned(scratchBytes)
        let (scratch, scratchOverflow) = scratchBytes.multipliedReportingOverflow(by: threads)
        let (sum, sumOverflow) = arenaBytes.addingReportingOverflow(scratch)
        let (total, overflow) = sum.addingReportingOverflow(
            kernels.bytes + model.view.opCount * MemoryLayout<PreparedOp>.stride
                + levelCount * MemoryLayout<DetectLevel>.stride)
        guard !scratchOverflow, !sumOverflow, !overflow else {
            throw sessionFault(.outOfMemory, "memory", "is more than this machine can address")
        }
        bytes = max(total, 1)
    }
}

func sessionFault(
    _ code: FormatError.Code, _ field: StaticString, _ rule: StaticString
) -> FormatError {
    FormatError(code, offset: 0, subject: "session", field: field, rule: rule)
}
