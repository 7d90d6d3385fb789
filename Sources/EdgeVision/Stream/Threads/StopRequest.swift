#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Ends the reading of a stream from another thread or from a signal handler: a pipe whose reading end a
/// `ByteSource` watches while it waits for bytes.
public final class StopRequest: Sendable {
    /// Becomes readable with the request, and stays so.
    public let descriptor: Int32
    /// A byte written here is the request: all that a signal handler may do.
    public let writeDescriptor: Int32

    /// - Throws: `VisionError` where the process has no more descriptors.
    public init() throws(VisionError) {
        var ends: (Int32, Int32) = (-1, -1)
        let status = withUnsafeMutablePointer(to: &ends) {
            $0.withMemoryRebound(to: Int32.self, capacity: 2) { pipe($0) }
        }
        guard status == 0 else {
            throw VisionError(
                what: "cannot make a pipe (\(errorText(errno)))", place: "stream",
                mend: "let this process have more descriptors")
        }
        (descriptor, writeDescriptor) = ends
        for end in [descriptor, writeDescriptor] {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
    }

    deinit {
        close(descriptor)
        close(writeDescriptor)
    }

    public func send() {
        var byte: UInt8 = 1
        _ = write(writeDescriptor, &byte, 1)
    }
}
