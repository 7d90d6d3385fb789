import EdgeKernelChecks
import EdgeKernels
import EmbeddedChecks

@_cdecl("edgeCheckRegionCount")
public func edgeCheckRegionCount() -> Int { FencedMemory.regionCount }

@_cdecl("edgeCheckRegionBytes")
public func edgeCheckRegionBytes() -> Int { FencedMemory.minimumRegionBytes }

@_cdecl("edgeCheckKernels")
public func edgeCheckKernels(
    seed: UInt64, capabilities: UInt64, memory: UnsafeMutableRawPointer, regionBytes: Int,
    regionStride: Int
) -> Int {
    var report = Report(best: .detected(armCapabilities: UInt(capabilities)))
    checkKernels(
        seed: seed, on: report.best,
        memory: FencedMemory(base: memory, regionBytes: regionBytes, regionStride: regionStride),
        reporter: &report)
    return report.failures
}

/// Hands the results to C, which prints them.
private struct Report: KernelCheckReporter {
    let best: ISA
    var failures = 0

    init(best: ISA) { self.best = best }

    mutating func willCheck(_ name: StaticString, _ isa: ISA) { reportStart(text(name)) }

    mutating func didCheck(_ check: KernelCheck) {
        reportKernel(text(check.name), text(check.isa.name), check.executions, check.mismatches)
        if let first = check.first {
            reportMismatch(first.offset, Int32(first.expected), Int32(first.actual))
            for i in 0..<first.inCase.count {
                reportField(text(first.inCase.names[i]), first.inCase.values[i])
            }
        }
        if check.isa.runs(on: best) && !check.isExact { failures += 1 }
    }
}
