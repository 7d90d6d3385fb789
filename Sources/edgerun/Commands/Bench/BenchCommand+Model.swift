import EdgeBench
import EdgeHost
import EdgeVision

extension BenchCommand {
    /// A model that has run once in this process.
    private struct Opened {
        var subject: Subject
        var coldStart: ColdStart
        var ready: UInt64
        var firstRun: UInt64
    }

    private func open(_ model: String) throws(Failure) -> Opened {
        let session = try openSession(model, threads: options.threads[0])
        let ready = monotonicNanoseconds()
        let subject = try subject(model, session)
        let firstRun = subject.runFirst()
        return Opened(
            subject: subject,
            coldStart: ColdStart(
                loader: start.loaderNanoseconds, toSession: ready - start.main, session: session,
                firstRun: firstRun),
            ready: ready, firstRun: firstRun)
    }

    func subject(_ model: String, _ session: HostSession) throws(Failure) -> Subject {
        let input = try failing { () throws(BenchError) in
            try BenchInput(session, model: model, path: options.input)
        }
        return Subject(path: model, session: session, input: input)
    }

    /// What `--cold` executes.
    func runOnce() throws(Failure) {
        let opened = try open(operands[0])
        let answer = FirstRun(
            ready: opened.ready, coldStart: opened.coldStart, firstRun: opened.firstRun,
            checksum: opened.subject.checksum)
        try write(answer.json.text + "\n")
    }

    func measureModel() throws(Failure) {
        let model = operands[0]
        let coldStart = try open(model).coldStart
        // The model is not mapped here now, so that its pages can leave the cache.
        let fresh = try freshProcesses(model)
        let subjects = try subjects(model)
        let cpus = Affinity.current
        let machine = MachineFacts(tree)
        let before = SystemState(tree, cpus: cpus)
        try failing { () throws(BenchError) in try Measurement(subjects, options.plan).run() }
        let after = SystemState(tree, cpus: cpus)
        var report = BenchReport(
            model: try failing { () throws(BenchError) in try ModelFacts(model, subjects[0].session) },
            machine: machine, before: before, after: after, affinity: options.affinity, cpus: cpus,
            series: subjects.map(\.series), coldStart: coldStart, checksum: subjects[0].checksum,
            peakResidentBytes: peakResidentBytes(), version: Program.version)
        report.fresh = fresh
        if options.energySeconds > 0 {
            let meter = EnergyMeter(tree)
            report.energyReason = meter.reason
            report.energy = meter.measure(subjects[0], seconds: options.energySeconds)
        }
        if options.profiles {
            report.profile = try failing { () throws(BenchError) in
                try OpProfile(subjects[0], runs: min(options.plan.runs ?? 100, 200), facts: machine)
            }
        }
        try write(options.asJSON ? report.json(samples: options.withSamples).text + "\n" : report.text)
        try writeTables(report)
        if let path = options.html { try writeText(report.page, path) }
    }

    private func freshProcesses(_ model: String) throws(Failure) -> FreshProcesses? {
        guard options.coldStarts > 0 else { return nil }
        var arguments = ["bench", model, "--first-run", "--threads", String(options.threads[0])]
        if let input = options.input { arguments += ["--input", input] }
        return try failing { () throws(BenchError) in
            try FreshProcesses(of: model, count: options.coldStarts, arguments: arguments)
        }
    }

    /// One for each number of threads, all of one mapped file.
    private func subjects(_ model: String) throws(Failure) -> [Subject] {
        let first = try openSession(model, threads: options.threads[0])
        var subjects: [Subject] = []
        for threads in options.threads {
            let session =
                threads == options.threads[0] ? first : try openSession(first.loaded, model, threads: threads)
            let subject = try subject(model, session)
            _ = subject.runFirst()
            guard subject.checksum == subjects.first?.checksum ?? subject.checksum else {
                throw Failure(
                    message: "\(model): the output depends on the number of threads; this is a defect of "
                        + "edgerun: report it with the model and the processor's name")
            }
            subjects.append(subject)
        }
        return subjects
    }

    private func writeTables(_ report: BenchReport) throws(Failure) {
        guard let path = options.csv else { return }
        try writeText(report.samplesCSV, path)
        if let ops = report.opsCSV {
            try writeText(ops, (path.hasSuffix(".csv") ? String(path.dropLast(4)) : path) + ".ops.csv")
        }
    }
}
