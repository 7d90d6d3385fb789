import EdgeFormat
import EdgeKernels

/// Why a model could not be loaded or run on this machine. `description` is one line: what, where, how to
/// mend it.
public enum HostError: Error, Sendable, CustomStringConvertible {
    /// A system call on a file failed; `reason` is the system's message.
    case file(path: String, reason: String)
    case notAFile(path: String)
    case emptyFile(path: String)
    /// The bytes are not a valid model. `path` is nil for bytes in memory.
    case invalidModel(path: String?, FormatError)
    case unknownISA(name: String)
    /// The CPU lacks an instruction set that was asked for.
    case unsupportedISA(ISA, available: [ISA])
    case badThreadCount(Int)
    case outOfMemory(bytes: Int)

    public var description: String {
        switch self {
        case .file(let path, let reason):
            return "cannot open \(path): \(reason); check the path and its permissions"
        case .notAFile(let path):
            return "\(path) is not a regular file; give a .edge file written by edgec convert"
        case .emptyFile(let path):
            return "\(path) is empty; convert or copy the model again"
        case .invalidModel(let path, let error):
            return path.map { "\($0): \(error)" } ?? "\(error)"
        case .unknownISA(let name):
            return "EDGE_ISA is '\(name)', no instruction set; use one of \(names(ISA.allCases))"
        case .unsupportedISA(let isa, let available):
            return "this CPU does not run \(isa); set EDGE_ISA to one of \(names(available))"
        case .badThreadCount(let count):
            return "\(count) threads asked for; use 1 to 1024"
        case .outOfMemory(let bytes):
            return "cannot get \(bytes) bytes of memory; use a smaller model or input"
        }
    }

    private func names(_ sets: [ISA]) -> String { sets.map { "\($0)" }.joined(separator: ", ") }
}
