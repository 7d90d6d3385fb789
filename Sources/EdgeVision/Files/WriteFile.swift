#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Writes a file as a whole or not at all: beside its place, then renamed, so that a reader, or a crash, finds
/// the old contents or the new ones.
///
/// - Throws: `VisionError` for a folder that is missing, may not be written, or has no room.
public func writeFile(_ bytes: [UInt8], path: String) throws(VisionError) {
    let draft = "\(path).\(getpid()).part"
    func refuse(_ what: String, _ number: Int32) -> VisionError {
        VisionError(
            what: "\(what) (\(errorText(number)))", place: path, mend: "give a place that can be written")
    }
    let descriptor = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw refuse("cannot make it", errno) }
    var failure: Int32 = 0
    bytes.withUnsafeBytes { bytes in
        var done = 0
        while done < bytes.count {
            let count = write(descriptor, bytes.baseAddress! + done, bytes.count - done)
            if count < 0 && errno == EINTR { continue }
            if count < 0 {
                failure = errno
                return
            }
            done += count
        }
    }
    if close(descriptor) != 0 && failure == 0 { failure = errno }
    if failure == 0 && rename(draft, path) != 0 { failure = errno }
    guard failure == 0 else {
        unlink(draft)
        throw refuse("cannot write", failure)
    }
}
