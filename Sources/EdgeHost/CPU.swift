import CEdgeSIMD
import EdgeFormat
import EdgeKernels

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// What this machine's processor is and can do.
public enum CPU {
    /// The processor's name, as the system gives it.
    public static var name: String {
        let info = readText("/proc/cpuinfo", limit: 64 * 1024)
        for key in ["model name", "Model", "Hardware", "CPU part"] {
            if let value = info.value(ofLine: key, separator: ":") { return value }
        }
        return "unknown"
    }

    /// Logical processors that this process may run on.
    public static var logicalCount: Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

    /// The best instruction set that this CPU runs.
    public static let bestISA = ISA.detected(armCapabilities: capabilities)

    /// All instruction sets that this CPU runs.
    public static var availableISAs: [ISA] { ISA.allCases.filter { $0.runs(on: bestISA) } }

    /// The set to use: the environment's `EDGE_ISA`, or the best.
    ///
    /// - Throws: where `EDGE_ISA` names no set, or one that this CPU does not run.
    public static func selectedISA() throws(HostError) -> ISA {
        guard let value = getenv("EDGE_ISA"), value.pointee != 0 else { return bestISA }
        return try isa(named: String(cString: value))
    }

    /// The set of this name, as `EDGE_ISA` gives it.
    ///
    /// - Throws: where there is no such set, or this CPU does not run it.
    public static func isa(named name: String) throws(HostError) -> ISA {
        guard let isa = ISA.allCases.first(where: { $0.name.description == name }) else {
            throw .unknownISA(name: name)
        }
        return try checked(isa)
    }

    /// `isa`, if this CPU runs it.
    public static func checked(_ isa: ISA) throws(HostError) -> ISA {
        guard isa.runs(on: bestISA) else {
            throw .unsupportedISA(isa, available: availableISAs)
        }
        return isa
    }

    /// What verifies weights by the processor's instructions, as far as it has them.
    public static let verifierFunctions: VerifierFunctions = {
        var functions = VerifierFunctions()
        if edgeHasCRC32C(capabilities) { functions.checksum = { edgeCRC32C($0, $1, $2) } }
        #if arch(x86_64)
            if ISA.avx2.runs(on: bestISA) { functions.blockSums = { edgeBlockSumsAVX2($0, $1, $2) } }
        #endif
        return functions
    }()

    /// AT_HWCAP of the ELF auxiliary vector, pairs of words, type and value: what A64 is asked for.
    private static let capabilities: UInt = {
        #if arch(x86_64)
            return 0
        #else
            return hardwareCapabilities()
        #endif
    }()

    private static func hardwareCapabilities() -> UInt {
        let words = readBytes("/proc/self/auxv", limit: 4096)
        let size = MemoryLayout<UInt>.size
        return words.withUnsafeBytes { bytes in
            for pair in stride(from: 0, to: bytes.count / (2 * size) * 2 * size, by: 2 * size)
            where bytes.loadUnaligned(fromByteOffset: pair, as: UInt.self) == 16 {
                return bytes.loadUnaligned(fromByteOffset: pair + size, as: UInt.self)
            }
            return 0
        }
    }
}
