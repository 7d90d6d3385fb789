#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A POSIX thread that runs one function.
public struct WorkerThread: @unchecked Sendable {
    private let handle: pthread_t

    private final class Body {
        let run: () -> Void
        init(_ run: @escaping () -> Void) { self.run = run }
    }

    /// - Throws: `VisionError` where the system has no more threads.
    public init(_ run: @escaping @Sendable () -> Void) throws(VisionError) {
        let body = Unmanaged.passRetained(Body(run))
        var signals = sigset_t()
        var before = sigset_t()
        // Signals go to the main thread.
        sigfillset(&signals)
        pthread_sigmask(SIG_SETMASK, &signals, &before)
        #if canImport(Glibc)
            var created = pthread_t()
        #else
            var created: pthread_t?
        #endif
        let status = pthread_create(
            &created, nil,
            { argument in
                // The C libraries differ in whether the argument may be nil.
                let opaque: UnsafeMutableRawPointer? = argument
                Unmanaged<Body>.fromOpaque(opaque.unsafelyUnwrapped).takeRetainedValue().run()
                return nil
            }, body.toOpaque())
        pthread_sigmask(SIG_SETMASK, &before, nil)
        guard status == 0, let created = Optional(created) else {
            body.release()
            throw VisionError(
                what: "cannot start a thread (\(errorText(status)))", place: "threads",
                mend: "let this process have more threads or memory")
        }
        handle = created
    }

    /// Waits for its end.
    public func join() { pthread_join(handle, nil) }
}
