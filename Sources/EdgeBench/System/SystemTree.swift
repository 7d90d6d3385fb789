#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The files in which Linux tells about the machine, below `/proc` and `/sys`.
///
/// The root can be another folder, so that tests make a machine of their own.
public struct SystemTree: Sendable {
    private let root: String

    public init(root: String = "") { self.root = root }

    /// Why a file gave no value.
    public enum Absence: Error, Sendable, Equatable {
        case missing
        /// Only a privileged process may read it.
        case forbidden
        /// It is there, and reading it fails or gives no such value.
        case unreadable
    }

    /// The file's text without blanks at its end.
    public func text(_ path: String, limit: Int = 16 * 1024) throws(Absence) -> String {
        let descriptor = open(root + path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            switch errno {
            case EACCES, EPERM: throw .forbidden
            case ENOENT, ENOTDIR: throw .missing
            default: throw .unreadable
            }
        }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: limit)
        var count = 0
        while count < limit {
            let got = bytes.withUnsafeMutableBytes {
                read(descriptor, $0.baseAddress.unsafelyUnwrapped + count, limit - count)
            }
            if got < 0 { throw errno == EACCES || errno == EPERM ? .forbidden : .unreadable }
            if got == 0 { break }
            count += got
        }
        while count > 0, bytes[count - 1] <= 0x20 { count -= 1 }
        return String(decoding: bytes[..<count], as: UTF8.self)
    }

    public func number(_ path: String) throws(Absence) -> Int {
        guard let value = Int(try text(path, limit: 64)) else { throw .unreadable }
        return value
    }

    /// nil where there is none, whatever the reason.
    public func textIfAny(_ path: String, limit: Int = 16 * 1024) -> String? { try? text(path, limit: limit) }

    /// nil where there is none, whatever the reason.
    public func numberIfAny(_ path: String) -> Int? { try? number(path) }

    /// The names in a folder, sorted; digits by their value, so that `cpu10` follows `cpu9`.
    public func names(in path: String) -> [String] {
        guard let folder = opendir(root + path) else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted { ($0.utf8.count, $0) < ($1.utf8.count, $1) }
    }

    /// Those names that are `prefix` and a number: `("cpu", "/sys/devices/system/cpu")` gives 0, 1, 2 …
    public func numbers(of prefix: String, in path: String) -> [Int] {
        names(in: path).compactMap { name in
            name.hasPrefix(prefix) ? Int(name.dropFirst(prefix.count)) : nil
        }.sorted()
    }
}
