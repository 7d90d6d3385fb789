import EdgeBench
import EdgeHost
import EdgeVision

extension BenchCommand {
    /// Two models turn by turn in this process, for each number of threads.
    func compareModels() throws(Failure) {
        let cpus = Affinity.current
        let machine = MachineFacts(tree)
        let before = SystemState(tree, cpus: cpus)
        var series: [(a: Series, b: Series)] = []
        var sameOutput = true
        var isa = ""
        for threads in options.threads {
            var pair: [Subject] = []
            for model in operands {
                let subject = try subject(model, try openSession(model, threads: threads))
                _ = subject.runFirst()
                pair.append(subject)
            }
            try failing { () throws(BenchError) in try Measurement(pair, options.plan).run() }
            series.append((pair[0].series, pair[1].series))
            sameOutput = sameOutput && pair[0].checksum == pair[1].checksum
            isa = "\(pair[0].session.isa.name)"
        }
        var comparison = Comparison(a: operands[0], b: operands[1], series)
        comparison.sameOutput = sameOutput
        comparison.isa = isa
        comparison.cpu = machine.cpu
        let warnings = MachineWarnings(
            before: before, after: SystemState(tree, cpus: cpus), facts: machine, cpus: cpus,
            threads: options.threads.max() ?? 1)
        comparison.warnings = warnings.all + comparison.warnings
        try finish(comparison)
    }
}
