#if Serve
    import EdgeVision

    /// The secret that clients show in `Authorization: Bearer …` (RFC 6750).
    package struct BearerToken: Sendable {
        private let secret: [UInt8]

        package init(secret: [UInt8]) { self.secret = secret }

        /// - Throws: `VisionError` for a file that cannot be read or holds no token of at least 16 characters.
        package init(file path: String) throws(VisionError) {
            let wanted = "a file with one token of 16 characters or more"
            var bytes = try readFile(path, limit: 4096, wanted: wanted)
            while let last = bytes.last, last == 0x0A || last == 0x0D || last == 0x20 { bytes.removeLast() }
            guard bytes.count >= 16, bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
                throw VisionError(what: "holds no usable token", place: path, mend: "give \(wanted)")
            }
            secret = bytes
        }

        /// Whether the value of an Authorization header is the secret's. The time that it takes depends on the
        /// header's length alone, not on how much of it is right.
        package func matches(_ header: String?) -> Bool {
            let shown = Array((header ?? "").utf8)
            let scheme = Array("bearer ".utf8)
            var difference: UInt8 = shown.count == scheme.count + secret.count ? 0 : 1
            for index in shown.indices {
                if index < scheme.count {
                    difference |= (shown[index] | 0x20) ^ (scheme[index] | 0x20)
                } else {
                    difference |= shown[index] ^ secret[(index - scheme.count) % secret.count]
                }
            }
            return difference == 0
        }
    }
#endif
