#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Writes all of `text` to a file descriptor.
///
/// - Throws: `Failure` on a full disk, which `print` would not notice.
func write(_ text: String, to descriptor: Int32 = STDOUT_FILENO) throws(Failure) {
    var text = text
    let failed: Int32? = text.withUTF8 { bytes in
        var done = 0
        while done < bytes.count {
            let count = systemWrite(descriptor, bytes.baseAddress! + done, bytes.count - done)
            if count < 0 && errno == EINTR { continue }
            if count < 0 { return errno }
            done += count
        }
        return nil
    }
    if let failed {
        throw Failure(
            message: "standard output: cannot write (\(String(cString: strerror(failed)))); "
                + "make room, or write elsewhere")
    }
}

/// One line on standard error; there is nowhere left to report its failure.
func report(_ failure: Failure) { try? write("error: \(failure.message)\n", to: STDERR_FILENO) }

func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int {
    #if canImport(Glibc)
        Glibc.write(descriptor, bytes, count)
    #else
        Musl.write(descriptor, bytes, count)
    #endif
}
