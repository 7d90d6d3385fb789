#if Serve
    import EdgeVision
    import Logging

    #if canImport(Glibc)
        import Glibc
    #elseif canImport(Musl)
        import Musl
    #endif

    /// A line on standard error for each message: `time level message key=value …`, or the same as JSON.
    public struct LineLog: LogHandler {
        public enum Format: String, Sendable, CaseIterable { case text, json }

        public var metadata: Logger.Metadata = [:]
        public var logLevel: Logger.Level
        private let format: Format

        public init(format: Format, level: Logger.Level) {
            self.format = format
            logLevel = level
        }

        public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        public func log(event: LogEvent) {
            let fields = metadata.merging(event.metadata ?? [:]) { $1 }.sorted { $0.key < $1.key }
            var line: [UInt8] = []
            switch format {
            case .text:
                line.append(contentsOf: "\(Self.now()) \(event.level) ".utf8)
                line.append(jsonEscaped: Array("\(event.message)".utf8))
                for (key, value) in fields {
                    line.append(contentsOf: " \(key)=".utf8)
                    line.append(jsonString: "\(value)")
                }
            case .json:
                line.append(contentsOf: "{\"time\": \"\(Self.now())\", \"level\": \"\(event.level)\", ".utf8)
                line.append(text: "\"message\": ")
                line.append(jsonString: "\(event.message)")
                for (key, value) in fields {
                    line.append(text: ", ")
                    line.append(jsonString: key)
                    line.append(text: ": ")
                    line.append(jsonString: "\(value)")
                }
                line.append(UInt8(ascii: "}"))
            }
            line.append(0x0A)
            // One call, so that lines of several threads do not mix. A full disk loses the line, not the daemon.
            _ = write(STDERR_FILENO, line, line.count)
        }

        /// ISO 8601 in UTC with milliseconds.
        private static func now() -> String {
            var time = timespec()
            clock_gettime(CLOCK_REALTIME, &time)
            var parts = tm()
            gmtime_r(&time.tv_sec, &parts)
            func padded(_ number: Int, _ width: Int) -> String {
                let text = String(number)
                return String(repeating: "0", count: max(width - text.count, 0)) + text
            }
            return
                "\(parts.tm_year + 1900)-\(padded(Int(parts.tm_mon) + 1, 2))-\(padded(Int(parts.tm_mday), 2))T"
                + "\(padded(Int(parts.tm_hour), 2)):\(padded(Int(parts.tm_min), 2)):"
                + "\(padded(Int(parts.tm_sec), 2)).\(padded(time.tv_nsec / 1_000_000, 3))Z"
        }
    }
#endif
