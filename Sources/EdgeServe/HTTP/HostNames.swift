#if Serve
    #if canImport(Glibc)
        import Glibc
    #elseif canImport(Musl)
        import Musl
    #endif

    /// The names by which requests without a token may call this machine.
    ///
    /// A page from elsewhere can have its own name resolve to 127.0.0.1 and then read from here as from itself
    /// ("DNS rebinding"): the browser still says that name in the header Host. Addresses, `localhost` and the
    /// machine's own name are no page's from elsewhere.
    package struct HostNames: Sendable {
        private let names: Set<String>

        /// - Parameter others: further names, such as the one that a proxy passes on.
        package init(machine: String, others: [String]) {
            let machine = machine.lowercased()
            let own = machine.isEmpty ? [] : [machine, machine + ".local"]
            names = Set(["localhost"] + own + others.map { $0.lowercased() })
        }

        /// The machine's own name; empty where it has none.
        static var machine: String {
            var name = [CChar](repeating: 0, count: 256)
            guard gethostname(&name, name.count - 1) == 0 else { return "" }
            return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }

        /// - Parameter authority: of the request, as in `board.local:8000`; nil where it has none.
        package func accepts(_ authority: String?) -> Bool {
            guard let authority else { return true }
            if authority.hasPrefix("[") { return true }  // an IPv6 address
            var name = authority.split(separator: ":", omittingEmptySubsequences: false)[0].lowercased()
            if name.hasSuffix(".") { name.removeLast() }
            return names.contains(name) || name.hasSuffix(".localhost") || Self.isAddress(name)
        }

        private static func isAddress(_ name: String) -> Bool {
            let parts = name.split(separator: ".", omittingEmptySubsequences: false)
            return parts.count == 4
                && parts.allSatisfy { part in
                    part.utf8.allSatisfy { (0x30...0x39).contains($0) } && UInt8(part) != nil
                }
        }
    }
#endif
