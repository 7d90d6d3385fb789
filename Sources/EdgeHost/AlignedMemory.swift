#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Memory at a multiple of 64, freed when the last reference goes.
public final class AlignedMemory: @unchecked Sendable {
    public let bytes: UnsafeMutableRawBufferPointer

    public init(count: Int) throws(HostError) {
        var base: UnsafeMutableRawPointer?
        guard posix_memalign(&base, 64, max(count, 1)) == 0, let base else {
            throw HostError.outOfMemory(bytes: count)
        }
        bytes = UnsafeMutableRawBufferPointer(start: base, count: count)
    }

    deinit { free(bytes.baseAddress) }
}

extension AlignedMemory {
    /// The whole of a regular file. One that shrinks while it is read is an error, as is an empty one.
    convenience init(readingFile path: String) throws(HostError) {
        func failure() -> HostError { .file(path: path, reason: String(cString: strerror(errno))) }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure() }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure() }
        guard status.st_mode & S_IFMT == S_IFREG else { throw HostError.notAFile(path: path) }
        guard status.st_size > 0 else { throw HostError.emptyFile(path: path) }
        try self.init(count: Int(status.st_size))
        var rest = bytes[...]
        while let start = UnsafeMutableRawBufferPointer(rebasing: rest).baseAddress, !rest.isEmpty {
            let got = read(descriptor, start, rest.count)
            if got < 0 && errno == EINTR { continue }
            guard got >= 0 else { throw failure() }
            guard got > 0 else { throw HostError.file(path: path, reason: "it shrank while it was read") }
            rest = rest.dropFirst(got)
        }
    }
}
