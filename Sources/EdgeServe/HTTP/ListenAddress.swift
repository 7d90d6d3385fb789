#if Serve
    /// Where the daemon listens.
    public enum ListenAddress: Sendable, Equatable, CustomStringConvertible {
        /// A host name or number, and a port; port 0 for any free one.
        case tcp(host: String, port: Int)
        /// A Unix socket's path.
        case unix(path: String)
        /// A socket that the service manager has opened.
        case inherited(descriptor: Int32)

        /// `HOST:PORT`, `[IPv6]:PORT` or `PORT`, which is of 127.0.0.1; nil for anything else.
        public init?(argument: String) {
            var host = "127.0.0.1"
            var port = argument
            if let colon = argument.lastIndex(of: ":") {
                host = String(argument[..<colon])
                port = String(argument[argument.index(after: colon)...])
            }
            if host.hasPrefix("["), host.hasSuffix("]") {
                host = String(host.dropFirst().dropLast())
            } else if host.contains(":") {
                return nil
            }
            guard !host.isEmpty, let number = Int(port), (0...65535).contains(number) else { return nil }
            self = .tcp(host: host, port: number)
        }

        /// Whether only this machine can reach it. What the service manager hands over is its own decision.
        public var isLocal: Bool {
            switch self {
            case .tcp(let host, _): host == "localhost" || host == "::1" || host.hasPrefix("127.")
            case .unix, .inherited: true
            }
        }

        public var description: String {
            switch self {
            case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
            case .unix(let path): path
            case .inherited(let descriptor): "descriptor \(descriptor)"
            }
        }
    }
#endif
