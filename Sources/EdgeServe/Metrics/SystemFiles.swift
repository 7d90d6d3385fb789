#if Serve
    #if canImport(Glibc)
        import Glibc
    #elseif canImport(Musl)
        import Musl
    #endif

    /// The start of a small text file of the system; nil where it cannot be read.
    func systemText(_ path: String, limit: Int = 4096) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: limit)
        let count = read(descriptor, &bytes, limit)
        return count < 0 ? nil : String(decoding: bytes[..<count], as: UTF8.self)
    }

    /// Its first line.
    func systemLine(_ path: String) -> String? {
        systemText(path)?.split(separator: "\n", omittingEmptySubsequences: false).first.map(String.init)
    }

    func systemInteger(_ path: String) -> Int? { systemLine(path).flatMap { Int($0) } }

    /// Names in a folder; 0 where it cannot be read.
    func countEntries(ofFolder path: String) -> Int {
        guard let folder = opendir(path) else { return 0 }
        defer { closedir(folder) }
        var count = 0
        while let entry = readdir(folder) {
            // "." and ".." are no entries.
            if entry.pointee.d_name.0 != CChar(bitPattern: UInt8(ascii: ".")) { count += 1 }
        }
        return count
    }
#endif
