import EdgeBench
import EdgeHost
import EdgeTestModels
import Foundation

/// Reports of a small model, with whatever series a test wants.
enum SampleReport {
    /// A model in a file of its own, run once.
    static func subject(threads: Int = 1) throws -> (subject: Subject, path: String) {
        let path = FileManager.default.temporaryDirectory.appending(path: "bench-\(UUID().uuidString).edge")
            .path
        try Data(SampleModels.residual().bytes).write(to: URL(filePath: path))
        let session = try HostSession(path: path, threads: threads)
        let subject = Subject(
            path: path, session: session, input: try BenchInput(session, model: path, path: nil))
        _ = subject.runFirst()
        return (subject, path)
    }

    static func make(
        _ series: [Series], name: String? = nil, profile: OpProfile? = nil, machine: [String: String] = [:]
    ) -> BenchReport {
        // A test that cannot make its model has nothing to say: it ends here.
        let (subject, path) = try! subject()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let tree = try! MadeTree(machine).tree
        let state = SystemState(tree, cpus: [0], measuresClock: false)
        var facts = try! ModelFacts(path, subject.session)
        if let name { facts.path = name }
        var report = BenchReport(
            model: facts, machine: MachineFacts(tree), before: state, after: state, affinity: [0, 2],
            cpus: [0, 2],
            series: series,
            coldStart: ColdStart(loader: 1, program: 0.5, map: 0.25, verify: 0.25, prepare: 1, firstRun: 2),
            checksum: 0xABC, peakResidentBytes: 1 << 20, version: "test")
        report.profile = profile
        return report
    }

    static func series(threads: Int, rounds: [[Double]]) -> Series {
        var series = Series(threads: threads)
        for (i, times) in rounds.enumerated() {
            series.rounds.append(Round(start: Double(i) / 10, clock: 2.5, milliseconds: times))
        }
        return series
    }
}
