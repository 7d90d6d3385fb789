#if Serve
    #if canImport(Glibc)
        import Glibc
    #elseif canImport(Musl)
        import Musl
    #endif

    /// Sockets that the service manager has opened: sd_listen_fds(3).
    package enum SocketActivation {
        private static let firstDescriptor: Int32 = 3

        /// Descriptors that are meant for this process.
        package static func descriptors(environment: [String: String]) -> [Int32] {
            guard let pid = environment["LISTEN_PID"].flatMap({ Int32($0) }), pid == getpid(),
                let count = environment["LISTEN_FDS"].flatMap({ Int32($0) }), (1...64).contains(count)
            else { return [] }
            let descriptors = Array(firstDescriptor..<firstDescriptor + count)
            for descriptor in descriptors { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
            return descriptors
        }
    }
#endif
