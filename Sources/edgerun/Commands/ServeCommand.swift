#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// `edgerun serve`: becomes the program `edgerun-serve`, which has all that a network server needs and this one is
/// better without: it lies beside this one, or on the PATH.
struct ServeCommand {
    private static let program = "edgerun-serve"
    private let arguments: ArraySlice<String>

    init(_ arguments: ArraySlice<String>) { self.arguments = arguments }

    /// Returns only to throw.
    func run() throws(Failure) {
        var words: [UnsafeMutablePointer<CChar>?] = ([Self.program] + arguments).map { strdup($0) }
        words.append(nil)
        if let sibling { execv(sibling, words) }
        // A sibling that is there and does not start is told of; one that is not there may be elsewhere.
        let number = errno
        if sibling == nil || number == ENOENT { execvp(Self.program, words) }
        let reason = sibling == nil || number == ENOENT ? errno : number
        throw Failure(
            message: "serve: cannot start \(sibling ?? Self.program) (\(String(cString: strerror(reason)))); "
                + "install edgerun-serve beside edgerun, or build it: swift build -c release --product edgerun-serve"
        )
    }

    /// Its path beside this program's own; nil where that is not known.
    private var sibling: String? {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &buffer, buffer.count)
        guard count > 0, count < buffer.count else { return nil }
        let path = String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return nil }
        return "\(path[...slash])\(Self.program)"
    }
}
