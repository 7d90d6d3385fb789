#if Serve
    #if canImport(Glibc)
        import Glibc
    #elseif canImport(Musl)
        import Musl
    #endif

    /// Tells the service manager how the daemon is: the protocol of sd_notify(3), one datagram a message to the
    /// socket that `NOTIFY_SOCKET` names. Does nothing without one.
    public struct ServiceManager: Sendable {
        private let path: String?
        /// How often `WATCHDOG=1` is expected; nil where it is not.
        public let watchdogInterval: Duration?

        public init(environment: [String: String]) {
            path = environment["NOTIFY_SOCKET"].flatMap { $0.isEmpty ? nil : $0 }
            let isForUs = environment["WATCHDOG_PID"].flatMap { Int32($0) }.map { $0 == getpid() } ?? true
            watchdogInterval =
                isForUs
                ? environment["WATCHDOG_USEC"].flatMap { Int64($0) }.flatMap {
                    $0 > 0 ? .microseconds($0) : nil
                } : nil
        }

        /// - Returns: whether it was sent; nobody is there to be told where not.
        @discardableResult
        public func notify(_ message: String) -> Bool {
            guard let path, let (address, length) = unixAddress(path) else { return false }
            let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
            guard descriptor >= 0 else { return false }
            defer { close(descriptor) }
            let bytes = Array(message.utf8)
            let sent = withSocketAddress(address) {
                sendto(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL), $0, length)
            }
            return sent == bytes.count
        }

        public func ready(_ status: String) { notify("READY=1\nSTATUS=\(status)\nMAINPID=\(getpid())") }

        public func stopping() { notify("STOPPING=1\nSTATUS=draining") }

        public func reloading() {
            var now = timespec()
            clock_gettime(CLOCK_MONOTONIC, &now)
            notify("RELOADING=1\nMONOTONIC_USEC=\(Int64(now.tv_sec) * 1_000_000 + Int64(now.tv_nsec) / 1000)")
        }

        public func watchdog() { notify("WATCHDOG=1") }
    }
#endif
