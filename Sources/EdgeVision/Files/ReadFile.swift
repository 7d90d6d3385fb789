#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The whole of a file in memory. `-` reads standard input.
///
/// Pictures are read, not mapped: a file that is cut while it is being decoded must not raise SIGBUS.
///
/// - Parameter limit: the most bytes taken; a longer file is an error.
/// - Throws: `VisionError` for a missing or unreadable file, a directory, an empty or too large file.
public func readFile(_ path: String, limit: Int = 1 << 30, wanted: String) throws(VisionError) -> [UInt8] {
    let mend = "give \(wanted)"
    let isInput = path == "-"
    let place = isInput ? "standard input" : path
    let descriptor = isInput ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
        throw VisionError(what: "cannot open (\(errorText(errno)))", place: place, mend: mend)
    }
    defer { if !isInput { close(descriptor) } }

    var facts = stat()
    guard fstat(descriptor, &facts) == 0 else {
        throw VisionError(what: "cannot look at it (\(errorText(errno)))", place: place, mend: mend)
    }
    if facts.st_mode & S_IFMT == S_IFDIR {
        throw VisionError(what: "is a directory", place: place, mend: mend)
    }
    func tooLarge() -> VisionError {
        VisionError(what: "is larger than \(limit >> 20) MiB", place: place, mend: mend)
    }
    let isRegular = facts.st_mode & S_IFMT == S_IFREG
    if isRegular && Int64(facts.st_size) > Int64(limit) { throw tooLarge() }

    var bytes: [UInt8] = []
    // One byte more than the file has, so that its end shows in the first read.
    var capacity = isRegular ? Int(facts.st_size) + 1 : 1 << 16
    while true {
        let failure = append(to: &bytes, atMost: capacity - bytes.count, from: descriptor)
        switch failure {
        case .more: break
        case .end:
            if bytes.isEmpty { throw VisionError(what: "is empty (0 bytes)", place: place, mend: mend) }
            return bytes
        case .failed(let number):
            throw VisionError(
                what: "cannot read (\(errorText(number)))", place: "\(place), byte \(bytes.count)", mend: mend
            )
        }
        if bytes.count > limit { throw tooLarge() }
        if bytes.count == capacity { capacity += min(capacity, limit + 1 - capacity) }
    }
}

private enum ReadOutcome {
    case more, end
    case failed(Int32)
}

/// One `read` into the tail of the array.
private func append(to bytes: inout [UInt8], atMost count: Int, from descriptor: Int32) -> ReadOutcome {
    let have = bytes.count
    var outcome = ReadOutcome.more
    bytes.reserveCapacity(have + count)
    let chunk = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
        var got = read(descriptor, buffer.baseAddress, count)
        while got < 0 && errno == EINTR { got = read(descriptor, buffer.baseAddress, count) }
        if got < 0 { outcome = .failed(errno) } else if got == 0 { outcome = .end }
        initialized = max(got, 0)
    }
    if have == 0 { bytes = chunk } else { bytes += chunk }
    return outcome
}

/// The system's words for an `errno` value.
func errorText(_ number: Int32) -> String {
    strerror(number).map { String(cString: $0) } ?? "error \(number)"
}
