import EdgeBench
import EdgeVision

extension BenchCommand {
    /// Lets another program decide when a round is measured, so that it can put rounds of other runtimes between.
    ///
    /// First a line of JSON about the model; then, for each line `{"runs": N}` on standard input, one with the times.
    func answerRequests() throws(Failure) {
        let model = operands[0]
        let subject = try subject(model, try openSession(model, threads: options.threads[0]))
        _ = subject.runFirst()
        let facts = try failing { () throws(BenchError) in try ModelFacts(model, subject.session) }
        let hello = JSON.object([
            ("model", .string(model)), ("threads", .integer(options.threads[0])), ("isa", .string(facts.isa)),
            ("macs", .integer(facts.macs)), ("cpu", .string(MachineFacts(tree).cpu)),
        ])
        try write(hello.text + "\n")
        while let line = readLine() {
            let question = try failing { () throws(BenchError) in try JSONReader.read(Array(line.utf8)) }
            guard let number = question["runs"]?.number, number >= 1, number <= 1e6 else {
                throw Failure(message: "standard input: '\(line)' is no request; write {\"runs\": 50}")
            }
            let times = Measurement.round(subject, runs: Int(number))
            try write(
                JSON.object([("milliseconds", .array(times.map { .number($0, decimals: 6) }))]).text + "\n")
        }
        try failing { () throws(BenchError) in try subject.check() }
    }
}
