import EdgeKernelChecks
import EdgeKernels
import Testing

@Suite struct RegisteredKernelTests {
    /// Every kernel in the tables that this CPU runs equals the portable one, byte for byte.
    @Test func everyKernelEqualsPortable() throws {
        let seed = UInt64.random(in: 1...999_999)
        print("kernel sweep, seed \(seed)")
        var reporter = Report()
        try withGuardedMemory { memory in
            checkKernels(seed: seed, on: .detected, memory: memory, reporter: &reporter)
        }
        #expect(reporter.checks.count >= 8, "a family without kernels")
        for check in reporter.checks where !emulatedKernels.contains("\(check.name)") || check.executions > 0
        {
            #expect(check.executions > 0, "\(check.name) was not executed, and nothing emulates it")
            #expect(check.mismatches == 0, "\(check.text)")
        }
    }
}

private struct Report: KernelCheckReporter {
    var checks: [KernelCheck] = []

    mutating func willCheck(_ name: StaticString, _ isa: ISA) { print("checking \(name)") }
    mutating func didCheck(_ check: KernelCheck) { checks.append(check) }
}

extension KernelCheck {
    fileprivate var text: String {
        var text = "\(name): \(mismatches) of \(executions) cases differ"
        guard let first else { return text }
        text += "; first at byte \(first.offset): \(first.actual), expected \(first.expected);"
        for i in 0..<first.inCase.count { text += " \(first.inCase.names[i]) \(first.inCase.values[i])" }
        return text
    }
}
