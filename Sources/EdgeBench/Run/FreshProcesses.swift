import EdgeHost
import EdgeVision

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Cold starts as a user meets them: this program executed anew, several times, and the time until it has its
/// first result. Made before this process maps the model, which would keep its pages in the cache.
public struct FreshProcesses: Sendable {
    /// Milliseconds from before the process is made until the first run has ended, without the preparation of
    /// the input. Of processes that found the model in the page cache.
    public var kept: [Double] = []
    /// The same where the model's pages were first thrown out of the cache, so that they come from the disk.
    public var dropped: [Double] = []
    /// Why `dropped` is empty.
    public var reason: String?

    /// - Parameters:
    ///   - count: processes of each kind.
    ///   - arguments: that make this program answer as `FirstRun` says.
    public init(of model: String, count: Int, arguments: [String]) throws(BenchError) {
        for _ in 0..<count { kept.append(try Self.measure(arguments)) }
        for _ in 0..<count {
            if let reason = dropFromPageCache(model) {
                self.reason = reason
                break
            }
            dropped.append(try Self.measure(arguments))
        }
    }

    private static func measure(_ arguments: [String]) throws(BenchError) -> Double {
        let begin = monotonicNanoseconds()
        let output = try outputOfThisProgram(arguments)
        guard let answer = try? JSONReader.read(Array(output.utf8)),
            let ready = answer["session_ready_ns"]?.number, let first = answer["first_run_ns"]?.number,
            ready >= Double(begin)
        else {
            throw BenchError(
                "a fresh process of this program gave no answer; is the file it was started from gone?")
        }
        return (ready - Double(begin) + first) / 1e6
    }
}

/// What a fresh process answers, one line of JSON.
public struct FirstRun {
    /// Monotonic clock when the session was ready.
    public var ready: UInt64
    public var coldStart: ColdStart
    public var firstRun: UInt64
    public var checksum: UInt32

    public init(ready: UInt64, coldStart: ColdStart, firstRun: UInt64, checksum: UInt32) {
        self.ready = ready
        self.coldStart = coldStart
        self.firstRun = firstRun
        self.checksum = checksum
    }

    public var json: JSON {
        .object([
            ("session_ready_ns", .number(Double(ready), decimals: 0)),
            ("first_run_ns", .number(Double(firstRun), decimals: 0)),
            ("cold_start_ms", .number(coldStart.total, decimals: 4)),
            ("cold_start_parts_ms", .object(coldStart.parts.map { ($0, .number($1, decimals: 4)) })),
            ("output_crc32", .string(hex(checksum))),
        ])
    }
}

/// 8 digits.
func hex(_ value: UInt32) -> String {
    var text: [UInt8] = []
    text.append(hexadecimal: value)
    return String(decoding: text, as: UTF8.self)
}
