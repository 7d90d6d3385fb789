#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Nanoseconds of the monotonic clock.
public func monotonicNanoseconds() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}

/// By the calendar's clock: milliseconds since 1970.
public func calendarMilliseconds() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
}

/// Largest resident set of this process so far, in bytes; 0 where the system does not say. (Not `ru_maxrss`, which a process inherits from
/// the one that executed it.)
public func peakResidentBytes() -> Int {
    let status = readText("/proc/self/status", limit: 8 * 1024)
    if let value = status.value(ofLine: "VmHWM", separator: ":") {
        if let kibibytes = Int(value.prefix { $0.isNumber }) { return kibibytes * 1024 }
    }
    return 0
}

/// The start of a small text file of the system; empty where it cannot be read.
func readText(_ path: String, limit: Int) -> String {
    String(decoding: readBytes(path, limit: limit), as: UTF8.self)
}

/// The first `limit` bytes of a file of the system; empty where it cannot be read.
func readBytes(_ path: String, limit: Int) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: limit)
    var count = 0
    while count < limit {
        let got = bytes.withUnsafeMutableBytes {
            read(descriptor, $0.baseAddress.unsafelyUnwrapped + count, limit - count)
        }
        guard got > 0 else { break }
        count += got
    }
    bytes.removeLast(limit - count)
    return bytes
}

extension String {
    /// What follows the separator on the first line that starts with `key`, without surrounding spaces.
    func value(ofLine key: String, separator: Character) -> String? {
        for line in split(separator: "\n") where line.hasPrefix(key) {
            guard let colon = line.firstIndex(of: separator) else { continue }
            let blank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
            var value = line[line.index(after: colon)...].drop(while: blank)
            while let last = value.last, blank(last) { value.removeLast() }
            return String(value)
        }
        return nil
    }
}
