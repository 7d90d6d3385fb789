import CEdgePeak
import EdgeHost
import EdgeVision

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// What does not change while a machine is measured.
public struct MachineFacts: Sendable {
    public var cpu: String
    /// Of the instruction sets that networks use; in the system's own words.
    public var flags: [String]
    public var cores: Int
    public var kernel: String
    public var distribution: String
    /// The board's name where the device tree has one.
    public var board: String?
    public var caches: [Cache]
    public var memoryBytes: Int
    public var isVirtual: Bool
    public var compiler: String

    public init(_ tree: SystemTree) {
        let info = tree.textIfAny("/proc/cpuinfo", limit: 64 * 1024) ?? ""
        cpu =
            ["model name", "Model", "Hardware", "CPU part"].lazy.compactMap { info.value(of: $0) }.first
            ?? "unknown"
        let words = (info.value(of: "flags") ?? info.value(of: "Features") ?? "").split(separator: " ")
        flags = words.filter { Self.concernsNetworks($0) }.map(String.init)
        isVirtual = words.contains("hypervisor")
        cores = CPU.logicalCount
        var name = utsname()
        uname(&name)
        kernel =
            tree.textIfAny("/proc/sys/kernel/osrelease").map { "Linux \($0)" }
            ?? withUnsafePointer(to: &name.release) {
                $0.withMemoryRebound(to: CChar.self, capacity: 65) { "Linux " + String(cString: $0) }
            }
        distribution =
            tree.textIfAny("/etc/os-release")?.split(separator: "\n").first { $0.hasPrefix("PRETTY_NAME=") }
            .map { String($0.dropFirst("PRETTY_NAME=".count).filter { $0 != "\"" }) } ?? "unknown"
        board = tree.textIfAny("/proc/device-tree/model").map { String($0.filter { $0 != "\0" }) }
        caches = Cache.all(tree)
        let total = (tree.textIfAny("/proc/meminfo") ?? "").value(of: "MemTotal") ?? ""
        // Some 32-bit systems have more than they can count.
        let kibibytes = Int(total.prefix { $0.isNumber }) ?? 0
        memoryBytes = min(kibibytes, .max / 1024) * 1024
        compiler = BuildFacts.text
    }

    private static func concernsNetworks(_ flag: Substring) -> Bool {
        let exact: Set<Substring> = [
            "ssse3", "fma", "f16c", "bmi2", "gfni", "neon", "vfpv4", "crc32", "i8mm", "bf16", "sve", "sve2",
            "sme",
        ]
        return exact.contains(flag)
            || ["sse4", "avx", "amx", "asimd"].contains { flag.hasPrefix($0) }
    }
}

/// One cache as a core sees it.
public struct Cache: Sendable, Equatable {
    public var level: Int
    public var bytes: Int
    /// Logical processors that share it.
    public var sharedBy: Int

    public init(level: Int, bytes: Int, sharedBy: Int) {
        self.level = level
        self.bytes = bytes
        self.sharedBy = sharedBy
    }

    /// Those of the first core that hold data, smallest first; empty where the system does not tell.
    static func all(_ tree: SystemTree) -> [Cache] {
        let folder = "/sys/devices/system/cpu/cpu0/cache"
        return tree.numbers(of: "index", in: folder).compactMap { index -> Cache? in
            let place = "\(folder)/index\(index)"
            guard tree.textIfAny("\(place)/type") != "Instruction",
                let level = tree.numberIfAny("\(place)/level"),
                let size = tree.textIfAny("\(place)/size"), let count = Int(size.prefix { $0.isNumber }),
                count > 0
            else { return nil }
            let unit = size.hasSuffix("K") ? 1024 : size.hasSuffix("M") ? 1 << 20 : 1
            let shared = tree.textIfAny("\(place)/shared_cpu_list").flatMap { CPUList.parse($0) }?.count ?? 1
            return Cache(level: level, bytes: count * unit, sharedBy: shared)
        }.sorted { $0.level < $1.level }
    }
}

/// What this program was built with.
public enum BuildFacts {
    public static var text: String {
        // Some builds of clang add where their sources lie, in parentheses.
        let compiler = String(cString: edgeBuildCCompiler()).prefix { $0 != "(" }
        let words = compiler.split(separator: " ").joined(separator: " ")
        return "Swift \(swift), \(words)\(isDebug ? ", debug" : "")"
    }

    private static var swift: String {
        #if compiler(>=6.5)
            "6.5 or later"
        #elseif compiler(>=6.4)
            "6.4"
        #elseif compiler(>=6.3)
            "6.3"
        #else
            "6.2"
        #endif
    }

    /// Whether checks are in it that release builds leave out: its times mean nothing.
    public static var isDebug: Bool {
        var debug = false
        assert(
            {
                debug = true
                return true
            }())
        return debug
    }
}

extension String {
    /// What follows the colon on the first line whose words before it are `key`.
    func value(of key: String) -> String? {
        for line in split(separator: "\n") {
            guard line.hasPrefix(key), let colon = line.firstIndex(of: ":") else { continue }
            guard line[..<colon].dropFirst(key.count).allSatisfy({ $0 == " " || $0 == "\t" }) else {
                continue
            }
            let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
            if !value.isEmpty { return String(value) }
        }
        return nil
    }
}
