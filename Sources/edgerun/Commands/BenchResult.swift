import EdgeFormat
import EdgeHost
import EdgeVision

/// Milliseconds from the start of the process to the first result.
struct ColdStart {
    /// Processor time before `main`: exec, dynamic loader, language start-up.
    var loader: Double
    /// Reading the arguments, and other work between the parts below.
    var program: Double
    var map: Double
    /// Copying the records, checking all of them and all weights.
    var verify: Double
    /// Choosing kernels, preparing ops, starting threads.
    var prepare: Double
    /// The first run of the network.
    var firstRun: Double

    /// - Parameter toMap: nanoseconds from `main` until the session was ready.
    init(loader: UInt64, toMap ready: UInt64, session: HostSession, firstRun: UInt64) {
        let timings = session.loaded.timings
        let parts = timings.mapNanoseconds + timings.verifyNanoseconds + session.prepareNanoseconds
        self.loader = Double(loader) / 1e6
        program = Double(ready) / 1e6 - Double(parts) / 1e6
        map = Double(timings.mapNanoseconds) / 1e6
        verify = Double(timings.verifyNanoseconds) / 1e6
        prepare = Double(session.prepareNanoseconds) / 1e6
        self.firstRun = Double(firstRun) / 1e6
    }

    var total: Double { loader + program + map + verify + prepare + firstRun }

    var parts: [(String, Double)] {
        [
            ("loader", loader), ("program", program), ("map", map), ("verify", verify),
            ("prepare", prepare), ("first_run", firstRun),
        ]
    }
}

/// What `edgerun bench` found; prints itself for people and for scripts.
struct BenchResult {
    var coldStart: ColdStart
    var checksum: UInt32
    var session: HostSession
    var model: String
    var warmup: Int
    var latencies: [Double] = []
    var peakResidentBytes = 0
    /// Median of each op; empty without a profile.
    var opMilliseconds: [Double] = []

    private var view: ModelView { session.loaded.model.view }

    private var checksumText: String {
        let digits = String(checksum, radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }

    /// Rate of `macs` multiply-accumulates in `milliseconds`.
    private func gigaMACs(_ macs: Int, _ milliseconds: Double) -> Double {
        milliseconds > 0 ? Double(macs) / milliseconds / 1e6 : 0
    }

    // MARK: JSON

    var json: JSON {
        let summary = LatencySummary(latencies)
        let macs = view.multiplyAccumulates
        func milliseconds(_ value: Double?) -> JSON { .number(value ?? .nan, decimals: 4) }
        var fields: [(String, JSON)] = [
            ("model", .string(model)),
            (
                "latency_ms",
                .object([
                    ("min", milliseconds(summary?.minimum)), ("p50", milliseconds(summary?.p50)),
                    ("p90", milliseconds(summary?.p90)), ("p99", milliseconds(summary?.p99)),
                    ("max", milliseconds(summary?.maximum)), ("mean", milliseconds(summary?.mean)),
                ])
            ),
            ("runs", .integer(latencies.count)), ("warmup", .integer(warmup)),
            ("cold_start_ms", milliseconds(coldStart.total)),
            ("cold_start_parts_ms", .object(coldStart.parts.map { ($0, milliseconds($1)) })),
            ("arena_bytes", .integer(session.memory.arenaBytes)),
            ("scratch_bytes", .integer(session.memory.scratchBytes)),
            ("weight_bytes", .integer(session.memory.weightBytes)),
            ("file_bytes", .integer(session.loaded.fileBytes)),
            ("peak_rss_bytes", .integer(peakResidentBytes)),
            ("isa", .string("\(session.isa)")), ("threads", .integer(session.threads)),
            ("cpu", .string(CPU.name)), ("macs", .integer(macs)),
            ("gmac_per_s", .number(gigaMACs(macs, summary?.p50 ?? 0), decimals: 2)),
            ("output_crc32", .string(checksumText)), ("version", .string(Program.version)),
        ]
        if !opMilliseconds.isEmpty { fields.append(("profile", .array(opRows.map(\.json)))) }
        return .object(fields)
    }

    // MARK: Text

    var text: String {
        guard let summary = LatencySummary(latencies) else { return "" }
        let memory = session.memory
        var text =
            "\(model)  \(session.isa), \(session.threads) thread\(session.threads == 1 ? "" : "s"), \(CPU.name)\n"
        text += "  latency     min \(fixed(summary.minimum, 3))  p50 \(fixed(summary.p50, 3))"
        text += "  p90 \(fixed(summary.p90, 3))  p99 \(fixed(summary.p99, 3))"
        text += "  max \(fixed(summary.maximum, 3)) ms  (\(latencies.count) runs after \(warmup))\n"
        let macs = view.multiplyAccumulates
        text += "  work        \(fixed(Double(macs) / 1e6, 1)) MMAC, "
        text += "\(fixed(gigaMACs(macs, summary.p50), 1)) GMAC/s\n"
        text += "  cold start  \(fixed(coldStart.total, 2)) ms = "
        text +=
            coldStart.parts.map { "\($0.replacingUnderscores) \(fixed($1, 2))" }.joined(separator: " + ")
            + "\n"
        text +=
            "  memory      arena \(kibibytes(memory.arenaBytes)), scratch \(kibibytes(memory.scratchBytes))"
        text += ", weights \(kibibytes(memory.weightBytes)) in the file"
        text += ", resident at most \(kibibytes(peakResidentBytes))\n"
        text += "  output      CRC-32 \(checksumText)\n"
        if !opMilliseconds.isEmpty { text += profileTable }
        return text
    }

    private func kibibytes(_ bytes: Int) -> String { "\(fixed(Double(bytes) / 1024, 0)) KiB" }

    // MARK: Profile

    private struct OpRow {
        var index: Int
        var name: String
        var kind: String
        var isa: String
        var shape: String
        var milliseconds: Double
        var share: Double
        var macs: Int
        var gigaMACs: Double

        var json: JSON {
            .object([
                ("op", .integer(index)), ("name", .string(name)), ("kind", .string(kind)),
                ("isa", .string(isa)), ("output_shape", .string(shape)),
                ("ms", .number(milliseconds, decimals: 5)), ("share", .number(share, decimals: 5)),
                ("macs", .integer(macs)), ("gmac_per_s", .number(gigaMACs, decimals: 2)),
            ])
        }
    }

    private var opRows: [OpRow] {
        let total = opMilliseconds.reduce(0, +)
        return opMilliseconds.indices.map { index in
            let op = view.op(index)
            let macs = view.multiplyAccumulates(ofOp: index)
            let time = opMilliseconds[index]
            return OpRow(
                index: index, name: view.opName(index), kind: "\(op.kind)",
                isa: "\(session.isa(ofOp: index))",
                shape: view.tensor(view.output(0, of: op)).shapeText, milliseconds: time,
                share: total > 0 ? time / total : 0, macs: macs, gigaMACs: gigaMACs(macs, time))
        }
    }

    private var profileTable: String {
        let rows = opRows
        let kindWidth = rows.map(\.kind.count).max() ?? 0
        let shapeWidth = rows.map(\.shape.count).max() ?? 0
        var text = "  op         ms   share      MMAC  GMAC/s\n"
        for row in rows {
            text += "  \(padded(String(row.index), 3))  \(padded(fixed(row.milliseconds, 4), 8))"
            text +=
                "  \(padded(fixed(row.share * 100, 1), 5))%  \(padded(fixed(Double(row.macs) / 1e6, 2), 8))"
            text += "  \(padded(row.macs > 0 ? fixed(row.gigaMACs, 1) : "-", 6))"
            text +=
                "  \(paddedRight(row.kind, kindWidth))  \(paddedRight(row.shape, shapeWidth))  \(row.name)\n"
        }
        return text
    }
}

extension String {
    fileprivate var replacingUnderscores: String { String(map { $0 == "_" ? " " : $0 }) }
}
