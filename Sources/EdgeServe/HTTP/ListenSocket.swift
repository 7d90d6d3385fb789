#if Serve
    #if canImport(Glibc)
        import Glibc
    #elseif canImport(Musl)
        import Musl
    #endif

    /// Why the daemon does not start; one line: what, where, how to mend it.
    public struct StartError: Error, Sendable, CustomStringConvertible {
        public var description: String

        init(_ description: String) { self.description = description }
    }

    /// A bound socket, opened before anything else is started so that what is wrong with it is told at once.
    struct ListenSocket: Sendable {
        let address: ListenAddress
        let descriptor: Int32
        /// Of TCP: the port that was bound; else 0.
        let port: Int

        init(_ address: ListenAddress) throws(StartError) {
            self.address = address
            switch address {
            case .tcp(let host, let port):
                descriptor = try Self.bindTCP(host, port)
                self.port = Self.boundPort(descriptor)
            case .unix(let path):
                descriptor = try Self.bindUnix(path)
                port = 0
            case .inherited(let descriptor):
                self.descriptor = descriptor
                port = Self.boundPort(descriptor)
            }
            guard listen(descriptor, 128) == 0 else {
                throw StartError("\(address): cannot listen (\(Self.reason())); give another address")
            }
        }

        /// Whether it is a socket of this machine's file system, opened here or by the service manager.
        var isUnix: Bool {
            if case .unix = address { return true }
            if case .inherited = address { return port == 0 }
            return false
        }

        /// Removes what is left in the file system.
        func cleanUp() {
            if case .unix(let path) = address { unlink(path) }
        }

        // MARK: TCP

        private static func bindTCP(_ host: String, _ port: Int) throws(StartError) -> Int32 {
            var hints = addrinfo()
            hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
            hints.ai_flags = AI_PASSIVE
            var list: UnsafeMutablePointer<addrinfo>?
            let status = getaddrinfo(host, "\(port)", &hints, &list)
            guard status == 0, let first = list else {
                throw StartError(
                    "\(host): no such address (\(String(cString: gai_strerror(status)))); "
                        + "give a name or number of this machine to --listen")
            }
            defer { freeaddrinfo(first) }
            let descriptor = socket(
                first.pointee.ai_family, first.pointee.ai_socktype | Int32(SOCK_CLOEXEC.rawValue), 0)
            guard descriptor >= 0 else { throw StartError("\(host): cannot make a socket (\(reason()))") }
            var on: Int32 = 1
            setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
            guard bind(descriptor, first.pointee.ai_addr, first.pointee.ai_addrlen) == 0 else {
                let number = errno
                close(descriptor)
                throw StartError(bindFailure("\(host):\(port)", number))
            }
            return descriptor
        }

        private static func bindFailure(_ place: String, _ number: Int32) -> String {
            switch number {
            case EADDRINUSE:
                "\(place): the port is in use by another program; stop it, or give another --listen"
            case EACCES:
                "\(place): no right to this port; use one above 1023, or let the service manager open it"
            case EADDRNOTAVAIL: "\(place): this machine has no such address; give another --listen"
            default: "\(place): cannot bind (\(String(cString: strerror(number)))); give another --listen"
            }
        }

        private static func boundPort(_ descriptor: Int32) -> Int {
            var storage = sockaddr_storage()
            var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
            let status = withUnsafeMutableBytes(of: &storage) {
                getsockname(
                    descriptor, $0.baseAddress.unsafelyUnwrapped.assumingMemoryBound(to: sockaddr.self),
                    &length)
            }
            guard status == 0 else { return 0 }
            // The port lies behind the family in both kinds of address, in network order.
            guard [sa_family_t(AF_INET), sa_family_t(AF_INET6)].contains(storage.ss_family) else { return 0 }
            return withUnsafeBytes(of: &storage) {
                Int(UInt16(bigEndian: $0.load(fromByteOffset: 2, as: UInt16.self)))
            }
        }

        // MARK: Unix

        private static func bindUnix(_ path: String) throws(StartError) -> Int32 {
            guard let (address, length) = unixAddress(path) else {
                throw StartError("\(path): too long for a socket's path; give a shorter one to --socket")
            }
            try removeStale(path, address, length)
            let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
            guard descriptor >= 0 else { throw StartError("\(path): cannot make a socket (\(reason()))") }
            // For the owner and the group.
            let mask = umask(0o117)
            let status = withSocketAddress(address) { bind(descriptor, $0, length) }
            let number = errno
            umask(mask)
            guard status == 0 else {
                close(descriptor)
                throw StartError(
                    "\(path): cannot bind (\(String(cString: strerror(number)))); "
                        + "give a path in a writable directory to --socket")
            }
            return descriptor
        }

        /// Removes the socket of a daemon that is gone; a living one's stays, and so does what is no socket.
        private static func removeStale(
            _ path: String, _ address: sockaddr_un, _ length: socklen_t
        ) throws(StartError) {
            var facts = stat()
            guard lstat(path, &facts) == 0 else { return }
            guard facts.st_mode & S_IFMT == S_IFSOCK else {
                throw StartError("\(path): is there and is no socket; give another path to --socket")
            }
            let probe = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
            defer { close(probe) }
            if withSocketAddress(address, { connect(probe, $0, length) }) == 0 {
                throw StartError(
                    "\(path): another program listens there; stop it, or give another path to --socket")
            }
            unlink(path)
        }

        private static func reason() -> String { String(cString: strerror(errno)) }
    }

    /// The address of a Unix socket; a path that begins with '@' is an abstract one, which Linux keeps out of the
    /// file system. nil where it is too long.
    func unixAddress(_ path: String) -> (sockaddr_un, socklen_t)? {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var bytes = Array(path.utf8)
        let isAbstract = bytes.first == UInt8(ascii: "@")
        if isAbstract { bytes[0] = 0 }
        let room = MemoryLayout.size(ofValue: address.sun_path)
        guard !bytes.isEmpty, bytes.count < room else { return nil }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        // An abstract name ends where its length says, a path with a NUL.
        let length = MemoryLayout<sa_family_t>.size + bytes.count + (isAbstract ? 0 : 1)
        return (address, socklen_t(length))
    }

    func withSocketAddress<R>(_ address: sockaddr_un, _ body: (UnsafePointer<sockaddr>) -> R) -> R {
        withUnsafeBytes(of: address) {
            body($0.baseAddress.unsafelyUnwrapped.assumingMemoryBound(to: sockaddr.self))
        }
    }
#endif
