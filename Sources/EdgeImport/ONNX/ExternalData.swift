#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Tensors stored in files beside the model. Only regular files in the model's own folder (or folders
/// below it) are read: no absolute path, no "..", no symbolic link on the way.
struct ExternalData {
    /// The model's folder; nil where there is none, as for a model in memory.
    var folder: String?

    /// The bytes that `entries` (location, offset, length) describe.
    ///
    /// - Parameter expected: Bytes that the tensor's shape and type need.
    func read(_ entries: [ONNXStringEntry], expected: Int) throws(TensorProblem) -> [UInt8] {
        var location: String?
        var offset = 0
        var length = expected
        for entry in entries {
            switch entry.key {
            case "location": location = entry.value
            case "offset": offset = try number(entry)
            case "length": length = try number(entry)
            default: break
            }
        }
        guard let location, !location.isEmpty else {
            throw TensorProblem(reason: "its external data has no location")
        }
        guard length == expected else {
            throw TensorProblem(
                reason: "its external data has \(length) bytes, its shape needs \(expected)")
        }
        guard let folder else {
            throw TensorProblem(
                reason: "its data is outside the model", mend: "pass the model as a file in its folder")
        }
        return try read(location, in: folder, offset: offset, length: length)
    }

    private func number(_ entry: ONNXStringEntry) throws(TensorProblem) -> Int {
        guard let value = Int(entry.value), value >= 0 else {
            throw TensorProblem(
                reason: "its external data has \(printable(entry.key)) \"\(printable(entry.value))\"")
        }
        return value
    }

    private func read(
        _ location: String, in folder: String, offset: Int, length: Int
    ) throws(TensorProblem) -> [UInt8] {
        let shown = printable(location)
        let parts = location.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let escapes =
            location.utf8.contains(0) || location.utf8.contains(UInt8(ascii: "\\"))
            || parts.contains { $0.isEmpty || $0 == ".." }
        guard !escapes else {
            throw TensorProblem(
                reason: "its external data \"\(shown)\" is not inside the model's folder",
                mend: "keep external data beside the model, under a relative name")
        }
        // Each step opens relative to the last one and refuses links: no window between check and use.
        var directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { throw missing(shown) }
        defer { close(directory) }
        for part in parts.dropLast() {
            let next = openat(directory, part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            guard next >= 0 else { throw missing(shown) }
            close(directory)
            directory = next
        }
        let file = openat(directory, parts[parts.count - 1], O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard file >= 0 else { throw missing(shown) }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { throw missing(shown) }
        let (end, overflow) = offset.addingReportingOverflow(length)
        guard !overflow, end <= Int(status.st_size) else {
            throw TensorProblem(
                reason:
                    "its external data ends at byte \(overflow ? Int.max : end) of \"\(shown)\", which has \(status.st_size)",
                mend: "copy the whole data file beside the model")
        }
        guard let bytes = readBytes(file, offset: offset, count: length) else {
            throw TensorProblem(
                reason: "its external data \"\(shown)\" cannot be read", mend: "check the file and the disk")
        }
        return bytes
    }

    private func missing(_ shown: String) -> TensorProblem {
        TensorProblem(
            reason: "its external data \"\(shown)\" is not a regular file in the model's folder",
            mend: "copy the data file beside the model (symbolic links are not followed)")
    }
}

/// `count` bytes of an open file from `offset`; nil where the system fails or the file ends early.
func readBytes(_ file: Int32, offset: Int, count: Int) -> [UInt8]? {
    var done = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
        while done < count {
            let got = pread(file, buffer.baseAddress! + done, count - done, off_t(offset + done))
            if got < 0 && errno == EINTR { continue }
            if got <= 0 { break }
            done += got
        }
        initialized = done
    }
    return done == count ? bytes : nil
}
