import EdgeVision

/// What a file of `edgerun bench --json` says, as far as comparing needs it.
public struct SavedRun: Sendable {
    public var name: String
    /// Medians of rounds by number of threads, in milliseconds.
    public var rounds: [(threads: Int, medians: RoundMedians)] = []
    public var checksum: String?
    /// Runs with the same one were measured turn by turn.
    public var turns: String?
    /// What should be the same in both, by name.
    public var conditions: [(name: String, value: String)] = []

    /// The first line that holds anything.
    ///
    /// - Parameter name: for messages.
    public init(_ bytes: [UInt8], name: String) throws(BenchError) {
        self.name = name
        func refuse(_ what: String) -> BenchError {
            BenchError("\(name): \(what); give what 'edgerun bench --json' wrote")
        }
        let value: JSONValue
        do throws(BenchError) { value = try JSONReader.read(bytes) } catch { throw refuse("\(error)") }
        checksum = value["output_crc32"]?.string
        turns = value["turns"]?.string
        let rows = value["scaling"]?.array ?? [value]
        for row in rows {
            guard let threads = row["threads"]?.number, threads >= 1, threads <= 1024,
                threads == threads.rounded()
            else {
                throw refuse("says not how many threads it had")
            }
            guard let rounds = row["rounds_ms"]?.numbers, !rounds.isEmpty, rounds.allSatisfy({ $0 > 0 })
            else {
                throw refuse("holds no medians of rounds (rounds_ms)")
            }
            let calm = (row["calm_rounds_ms"]?.array ?? []).map { $0.number.flatMap { $0 > 0 ? $0 : nil } }
            self.rounds.append((Int(threads), RoundMedians(all: rounds, calm: calm)))
        }
        for field in ["cpu", "isa", "cpus"] {
            if let text = value[field]?.string { conditions.append((field, text)) }
        }
        for field in ["kernel", "compiler"] {
            if let text = value["machine"]?[field]?.string { conditions.append((field, text)) }
        }
        if let clocks = value["before"]?["clocks"]?.array, let governor = clocks.first?["governor"]?.string {
            conditions.append(("governor", governor))
        }
    }
}
