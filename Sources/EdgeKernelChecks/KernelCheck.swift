import EdgeKernels

/// What the sweep found about one registered kernel.
package struct KernelCheck {
    package var name: StaticString
    package var isa: ISA
    /// Cases in which the kernel ran: micro-kernel calls and whole operators. Zero: this CPU cannot run it,
    /// so nothing is known about it.
    package var executions = 0
    /// Cases whose bytes differ from the portable kernel's.
    package var mismatches = 0
    package var first: Mismatch?

    package var isExact: Bool { executions > 0 && mismatches == 0 }
}

/// The first output byte of a case that differs from the portable kernel's, or that the case's arguments
/// do not describe and the kernel wrote all the same.
package struct Mismatch {
    /// Bytes from the first output element; negative: before it.
    package var offset: Int
    package var expected: Int8
    package var actual: Int8
    package var inCase: CaseDescription
}

/// The arguments of a case, by name, for the report.
package struct CaseDescription {
    package private(set) var names: InlineArray<24, StaticString> = .init(repeating: "")
    package private(set) var values: InlineArray<24, Int> = .init(repeating: 0)
    package private(set) var count = 0

    mutating func add(_ name: StaticString, _ value: Int) {
        guard count < names.count else { return }
        names[count] = name
        values[count] = value
        count += 1
    }
}

/// Hears about the sweep as it goes.
package protocol KernelCheckReporter: ~Copyable {
    /// Before the first case of a kernel: what to name if the program is stopped by a fence.
    mutating func willCheck(_ name: StaticString, _ isa: ISA)
    mutating func didCheck(_ check: KernelCheck)
}
