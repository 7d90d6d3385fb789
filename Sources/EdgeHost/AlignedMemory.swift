#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Memory at a multiple of 64, freed when the last reference goes.
///
/// Large memory is in huge pages where the system has them: the first writes to 2 MiB then take a fifth of what 512
/// pages of 4 KiB take to be mapped, and the processor's cache of addresses holds all of it.
public final class AlignedMemory: @unchecked Sendable {
    public let bytes: UnsafeMutableRawBufferPointer

    public init(count: Int) throws(HostError) {
        let huge = Self.inHugePages(count)
        var base: UnsafeMutableRawPointer?
        guard posix_memalign(&base, huge > 0 ? Self.hugePage : 64, max(count, huge, 1)) == 0, let base else {
            throw HostError.outOfMemory(bytes: count)
        }
        #if os(Linux)
            // A system without huge pages refuses, and all is as without.
            if huge > 0 { madvise(base, huge, MADV_HUGEPAGE) }
        #endif
        bytes = UnsafeMutableRawBufferPointer(start: base, count: count)
    }

    private static var hugePage: Int { 2 << 20 }

    /// Bytes of `count`, from the start, for huge pages: of the last one a quarter may stay unused.
    private static func inHugePages(_ count: Int) -> Int {
        // With pages of 16 or 64 KiB, huge ones are of 32 or 512 MiB.
        guard sysconf(Int32(_SC_PAGESIZE)) == 4096, count <= .max - hugePage else { return 0 }
        return (count + hugePage / 4) / hugePage * hugePage
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
