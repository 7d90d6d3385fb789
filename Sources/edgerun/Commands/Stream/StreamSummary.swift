import EdgeHost
import EdgeVision

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// What became of a stream's frames, and how fast.
struct StreamSummary {
    private(set) var results: UInt64 = 0
    private(set) var damaged: UInt64 = 0
    private var dropped: UInt64 = 0
    private var inStream: UInt64 = 0
    private var total = StageTimes()
    private var latencies = LatencyHistogram()
    private var start: UInt64 = 0
    private var duration: UInt64 = 0
    private var lastProgress: UInt64 = 0
    /// Only a person sees it: not where lines go to the same terminal.
    private let showsProgress = isatty(STDERR_FILENO) == 1 && isatty(STDOUT_FILENO) == 0

    mutating func begin() {
        start = monotonicNanoseconds()
        lastProgress = start
    }

    mutating func add(_ frame: PreparedFrame, _ times: StageTimes, _ latency: UInt64) {
        if frame.isDamaged {
            damaged += 1
        } else {
            results += 1
            total.decode += times.decode
            total.preprocess += times.preprocess
            total.inference += times.inference
            total.postprocess += times.postprocess
        }
        latencies.add(nanoseconds: latency)
    }

    mutating func end(_ pipeline: FramePipeline) {
        duration = monotonicNanoseconds() - start
        dropped = pipeline.droppedFrames
    }

    /// A line that is written over, once a second.
    mutating func showProgress() {
        guard showsProgress else { return }
        let now = monotonicNanoseconds()
        guard now - lastProgress >= 1_000_000_000 else { return }
        lastProgress = now
        let seconds = Double(now - start) / 1e9
        try? write(
            "\r\(results + damaged) frames, \(fixed(Double(results + damaged) / seconds, 1)) a second ",
            to: STDERR_FILENO)
    }

    var text: String {
        let seconds = Double(duration) / 1e9
        let lines = results + damaged
        let rate = seconds > 0 ? Double(lines) / seconds : 0
        var text = showsProgress && lastProgress > start ? "\r" : ""
        text += "\(lines) frames in \(fixed(seconds, 2)) s, \(fixed(rate, 1)) a second"
        text += ": \(results) with results, \(damaged) damaged, \(dropped) dropped\n"
        guard results > 0 else { return text }
        func mean(_ sum: Double) -> String { fixed(sum / Double(results), 2) }
        text += "mean ms: decode \(mean(total.decode)), preprocess \(mean(total.preprocess)), "
        text += "inference \(mean(total.inference)), postprocess \(mean(total.postprocess)); "
        text += "latency: median \(fixed(latencies.percentile(50), 1)), "
        text +=
            "99% \(fixed(latencies.percentile(99), 1)), most \(fixed(Double(latencies.maximum) / 1e6, 1))\n"
        return text
    }
}
