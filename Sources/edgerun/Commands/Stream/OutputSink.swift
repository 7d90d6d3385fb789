#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A descriptor that lines or pictures are written to, each at once and whole.
struct OutputSink {
    enum Fault: Error {
        /// The reader closed the pipe.
        case closed
        case failed(String)
    }

    private let descriptor: Int32
    private let name: String

    static let standardOutput = OutputSink(descriptor: STDOUT_FILENO, name: "standard output")
    static let standardError = OutputSink(descriptor: STDERR_FILENO, name: "standard error")

    private init(descriptor: Int32, name: String) {
        self.descriptor = descriptor
        self.name = name
    }

    /// Opens a file for writing, from its beginning; `-` is standard output.
    init(path: String) throws(Failure) {
        guard path != "-" else {
            self = .standardOutput
            return
        }
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        name = path
        guard descriptor >= 0 else {
            throw Failure(
                message: "\(path): cannot write (\(String(cString: strerror(errno)))); give another place")
        }
    }

    func write(_ bytes: [UInt8]) throws(Fault) {
        let fault: Fault? = bytes.withUnsafeBytes { bytes in
            var done = 0
            while done < bytes.count {
                let count = systemWrite(
                    descriptor, bytes.baseAddress.unsafelyUnwrapped + done, bytes.count - done)
                if count >= 0 {
                    done += count
                } else if errno == EAGAIN || errno == EWOULDBLOCK {
                    waitForRoom()
                } else if errno == EPIPE {
                    return .closed
                } else if errno != EINTR {
                    return .failed("\(name): cannot write (\(String(cString: strerror(errno)))); make room")
                }
            }
            return nil
        }
        if let fault { throw fault }
    }

    /// Of a descriptor that someone made non-blocking.
    private func waitForRoom() {
        var watched = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&watched, 1, -1)
    }
}
