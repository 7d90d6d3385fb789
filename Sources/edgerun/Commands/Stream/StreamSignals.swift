import EdgeVision

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// What signals do while a stream runs: an interrupt ends the reading, a closed pipe is a failed write.
enum StreamSignals {
    /// Where the handler writes; a constant at first, so that it needs no initializer to run in a handler.
    nonisolated(unsafe) private static var target: Int32 = -1

    static func install(_ stop: StopRequest) {
        target = stop.writeDescriptor
        signal(SIGPIPE, SIG_IGN)
        // A program may be started with these blocked, and inherits it.
        var unblocked = sigset_t()
        sigemptyset(&unblocked)
        sigaddset(&unblocked, SIGINT)
        sigaddset(&unblocked, SIGTERM)
        pthread_sigmask(SIG_UNBLOCK, &unblocked, nil)
        for number in [SIGINT, SIGTERM] {
            // Where the shell has it ignored (a job in the background), it stays so.
            let before = signal(number) { number in
                let saved = errno
                var byte: UInt8 = 1
                _ = write(StreamSignals.target, &byte, 1)
                // The second one ends the process as usual.
                signal(number, SIG_DFL)
                errno = saved
            }
            if unsafeBitCast(before, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self) {
                signal(number, SIG_IGN)
            }
        }
    }
}
