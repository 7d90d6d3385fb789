extension PreparedFrame {
    /// Appends the frame as one line of JSON, its newline included: what came out of it and when, or why nothing did.
    ///
    /// - Parameters:
    ///   - key: what the source is called, `input` or `camera`.
    ///   - number: the frame's, where it is counted otherwise than in its stream.
    ///   - showsDropped: whether frames could be dropped.
    ///   - latency: from arrival to result, in nanoseconds.
    ///   - appendResult: appends members without braces; not called for a damaged frame.
    public func appendLine(
        to line: inout [UInt8], key: StaticString, source: String, number: UInt64, showsDropped: Bool,
        times: StageTimes, latency: UInt64, appendResult: (inout [UInt8]) -> Void
    ) {
        line.append(text: "{\"")
        line.append(text: key)
        line.append(text: "\": ")
        line.append(jsonString: source)
        line.append(text: ", \"frame\": ")
        line.append(integer: Int(truncatingIfNeeded: number))
        line.append(text: ", \"time\": ")
        line.append(number: Double(unixMilliseconds) / 1000, decimals: 3)
        if showsDropped {
            line.append(text: ", \"dropped\": ")
            line.append(integer: Int(truncatingIfNeeded: dropped))
        }
        line.append(text: ", ")
        if isDamaged {
            line.append(text: "\"error\": \"")
            line.append(jsonEscaped: error)
            line.append(text: "\"")
        } else {
            appendResult(&line)
            line.append(text: ", ")
            times.appendJSON(to: &line)
            if !warning.isEmpty {
                line.append(text: ", \"warning\": \"")
                line.append(jsonEscaped: warning)
                line.append(text: "\"")
            }
        }
        line.append(text: ", \"latency_ms\": ")
        line.append(number: Double(latency) / 1e6, decimals: 3)
        line.append(text: "}\n")
    }
}
