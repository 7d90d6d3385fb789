#if Serve
    import EdgeVision

    /// Writes metrics in Prometheus' text exposition format 0.0.4.
    package struct PrometheusText {
        package enum Kind: String { case counter, gauge, histogram }
        package typealias Labels = [(name: String, value: String)]

        package private(set) var bytes: [UInt8] = []

        package init() {}

        /// Begins a family; its samples follow.
        package mutating func family(_ name: String, _ kind: Kind, _ help: String) {
            bytes.append(contentsOf: "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n".utf8)
        }

        package mutating func sample(_ name: String, _ value: Int) { sample(name, [], value) }

        package mutating func sample(_ name: String, _ value: Double) { sample(name, [], value) }

        package mutating func sample(_ name: String, _ labels: Labels, _ value: Int) {
            begin(name, labels)
            bytes.append(integer: value)
            bytes.append(0x0A)
        }

        package mutating func sample(_ name: String, _ labels: Labels, _ value: Double) {
            begin(name, labels)
            bytes.append(contentsOf: Self.text(value).utf8)
            bytes.append(0x0A)
        }

        /// The buckets (cumulative), sum and count of a histogram of seconds.
        package mutating func samples(_ name: String, _ labels: Labels, _ histogram: Histogram) {
            var sum: UInt64 = 0
            for (index, count) in histogram.counts.enumerated() {
                sum += count
                let bound = index < Histogram.labels.count ? Histogram.labels[index] : "+Inf"
                sample("\(name)_bucket", labels + [("le", bound)], Int(sum))
            }
            sample("\(name)_sum", labels, Double(histogram.sum) / 1e9)
            sample("\(name)_count", labels, Int(histogram.count))
        }

        private mutating func begin(_ name: String, _ labels: Labels) {
            bytes.append(contentsOf: name.utf8)
            if !labels.isEmpty {
                bytes.append(UInt8(ascii: "{"))
                for (index, label) in labels.enumerated() {
                    if index > 0 { bytes.append(UInt8(ascii: ",")) }
                    bytes.append(contentsOf: label.name.utf8)
                    bytes.append(text: "=\"")
                    append(escaped: label.value)
                    bytes.append(UInt8(ascii: "\""))
                }
                bytes.append(UInt8(ascii: "}"))
            }
            bytes.append(UInt8(ascii: " "))
        }

        /// Backslash, quote and line feed are escaped; all else is as it is.
        private mutating func append(escaped value: String) {
            for byte in value.utf8 {
                switch byte {
                case UInt8(ascii: "\\"): bytes.append(text: "\\\\")
                case UInt8(ascii: "\""): bytes.append(text: "\\\"")
                case 0x0A: bytes.append(text: "\\n")
                default: bytes.append(byte)
                }
            }
        }

        private static func text(_ value: Double) -> String {
            if value.isNaN { return "NaN" }
            if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
            return "\(value)"
        }
    }
#endif
