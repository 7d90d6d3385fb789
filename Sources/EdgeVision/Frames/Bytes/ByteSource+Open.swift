#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

extension ByteSource {
    /// Most bytes of one frame unless a caller says otherwise: 8K in rgb24 is 95 MiB.
    public static let standardLimit = 128 << 20

    /// Opens a file, a named pipe or a device; `-` is standard input.
    ///
    /// A named pipe without a writer is waited for by the first read, not here.
    ///
    /// - Parameters:
    ///   - limit: most bytes of one frame.
    ///   - stop: a descriptor that becomes readable when reading is to end; -1 for none.
    /// - Throws: `VisionError` for a missing or unreadable file, and for a directory.
    public convenience init(
        path: String, limit: Int = ByteSource.standardLimit, stop: Int32 = -1
    ) throws(VisionError) {
        let mend = "give a file, a named pipe, or - for standard input"
        let isInput = path == "-"
        let place = isInput ? "standard input" : path
        // Not blocking: an `open` that waits for the writer of a named pipe could not be stopped.
        let descriptor = isInput ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw VisionError(what: "cannot open (\(errorText(errno)))", place: place, mend: mend)
        }
        self.init(.descriptor(descriptor, owned: !isInput, stop: stop), name: place, limit: limit)
        var facts = stat()
        guard fstat(descriptor, &facts) == 0 else {
            throw VisionError(what: "cannot look at it (\(errorText(errno)))", place: place, mend: mend)
        }
        if facts.st_mode & S_IFMT == S_IFDIR {
            throw VisionError(what: "is a directory", place: place, mend: mend)
        }
        #if os(Linux)
            // Fewer changes between two processes; where the system refuses, the pipe stays as it is. The
            // number is F_SETPIPE_SZ, which glibc shows to programs of its own dialect only.
            if facts.st_mode & S_IFMT == S_IFIFO { _ = fcntl(descriptor, 1031, 1 << 20) }
        #endif
    }

    /// Reads an open descriptor, which stays the caller's.
    public convenience init(
        descriptor: Int32, name: String, limit: Int = ByteSource.standardLimit, stop: Int32 = -1
    ) {
        self.init(.descriptor(descriptor, owned: false, stop: stop), name: name, limit: limit)
    }

    /// Bytes in memory, handed out at most `chunk` at a time.
    public convenience init(
        bytes: [UInt8], name: String = "memory", limit: Int = ByteSource.standardLimit, chunk: Int = .max
    ) {
        self.init(.memory(bytes, offset: 0, chunk: max(chunk, 1)), name: name, limit: limit)
    }

    /// A sentence about a source that failed; nil where it ended as it should.
    public var failure: VisionError? {
        guard case .failed(let number) = ending else { return nil }
        return VisionError(
            what: "cannot read (\(errorText(number)))", place: "\(name), byte \(position)",
            mend: "check the device or the program that writes it")
    }
}
