#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A whole file, mapped read-only and private; unmapped when the last reference goes.
///
/// Replace a model's file by renaming a new one over it: the mapping keeps the old one. Truncating the
/// mapped file itself makes the system end the process with SIGBUS when a lost page is read.
public final class MappedFile: @unchecked Sendable {
    /// Starts at a page, thus at a multiple of 64.
    public let bytes: UnsafeRawBufferPointer

    public init(path: String) throws(HostError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.failure(path) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Self.failure(path) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw HostError.notAFile(path: path) }
        guard status.st_size > 0 else { throw HostError.emptyFile(path: path) }
        let count = Int(status.st_size)
        // All of it is read at once, to be verified: one call maps every page.
        guard let base = mmap(nil, count, PROT_READ, MAP_PRIVATE | Self.populate, descriptor, 0),
            base != UnsafeMutableRawPointer(bitPattern: -1)  // MAP_FAILED
        else { throw Self.failure(path) }
        bytes = UnsafeRawBufferPointer(start: base, count: count)
    }

    deinit { munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count) }

    private static var populate: Int32 {
        #if os(Linux)
            Int32(MAP_POPULATE)
        #else
            0
        #endif
    }

    private static func failure(_ path: String) -> HostError {
        .file(path: path, reason: String(cString: strerror(errno)))
    }
}
