#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A file could not be written; nothing was left behind.
public struct FileWriteError: Error, Sendable, CustomStringConvertible {
    public var path: String
    /// What the system said.
    public var reason: String

    public var description: String { "cannot write '\(path)': \(reason)" }
}

/// Replaces `path` by `bytes` at once: writes a temporary file beside it, flushes it to the device and
/// renames it. On any failure (a full disk, a missing folder) the old file stays and no part of the new
/// one is left behind.
public func writeFile(_ bytes: [UInt8], to path: String) throws(FileWriteError) {
    func failure(_ code: Int32) -> FileWriteError {
        FileWriteError(path: path, reason: String(cString: strerror(code)))
    }
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { throw failure(EISDIR) }

    let temporary = "\(path).\(getpid()).part"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw failure(errno) }
    var code: Int32 = 0
    bytes.withUnsafeBytes { buffer in
        var written = 0
        while written < buffer.count, code == 0 {
            let count = write(descriptor, buffer.baseAddress! + written, buffer.count - written)
            if count > 0 {
                written += count
            } else if count < 0, errno != EINTR {
                code = errno
            } else if count == 0 {
                code = ENOSPC
            }
        }
    }
    if code == 0, fsync(descriptor) != 0, errno != EINVAL, errno != EROFS { code = errno }
    if close(descriptor) != 0, code == 0 { code = errno }
    if code == 0, rename(temporary, path) != 0 { code = errno }
    guard code == 0 else {
        unlink(temporary)
        throw failure(code)
    }
}

/// As above, for text in UTF-8.
public func writeFile(_ text: String, to path: String) throws(FileWriteError) {
    try writeFile(Array(text.utf8), to: path)
}
