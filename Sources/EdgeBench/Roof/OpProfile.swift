import EdgeFormat
import EdgeKernels
import EdgeVision

/// Each op's time beside what the machine could do.
public struct OpProfile: Sendable {
    public struct Row: Sendable {
        public var index: Int
        public var name: String
        public var kind: String
        public var isa: String
        public var shape: String
        /// Median.
        public var milliseconds: Double
        public var share: Double
        public var macs: Int
        public var traffic: OpTraffic
        public var roof: OpRoof

        public var gigaMACs: Double { milliseconds > 0 ? Double(macs) / milliseconds / 1e6 : 0 }
        public var gigabytes: Double { milliseconds > 0 ? Double(traffic.bytes) / milliseconds / 1e6 : 0 }
        /// Multiply-accumulates a byte.
        public var intensity: Double { traffic.bytes > 0 ? Double(macs) / Double(traffic.bytes) : 0 }
        /// The least time over the time; nil where no peak is known.
        public var shareOfRoof: Double? {
            guard milliseconds > 0, roof.compute != nil || macs == 0 else { return nil }
            return roof.milliseconds / milliseconds
        }
    }

    public var rows: [Row] = []
    public var roof: Roof
    public var runs: Int
    /// Sum of the ops' times, in milliseconds. More than a run takes: clock readings, and a region of threads each.
    public var total: Double
    /// Sum of the ops' least times, in milliseconds.
    public var roofMilliseconds: Double { rows.reduce(0) { $0 + $1.roof.milliseconds } }

    /// Steps through the ops of `subject`, `runs` times, then measures the roof.
    public init(_ subject: Subject, runs: Int, facts: MachineFacts) throws(BenchError) {
        let session = subject.session
        let view = subject.loaded.model.view
        self.runs = runs
        var times = [[Double]](repeating: [], count: session.opCount)
        for _ in 0..<runs {
            subject.input.load(into: session)
            var nanoseconds = [UInt64](repeating: 0, count: session.opCount)
            session.runProfiled(&nanoseconds)
            for (op, time) in nanoseconds.enumerated() { times[op].append(Double(time) / 1e6) }
        }
        let forms = (0..<session.opCount).map {
            ProductForm.of(
                session.isa(ofOp: $0), view.op($0).kind, winograd: session.goesByWinograd(op: $0))
        }
        var used: [ProductForm] = []
        for form in forms.flatMap({ $0 }) where !used.contains(form) { used.append(form) }
        roof = try Roof(threads: session.threads, forms: used, isa: session.isa, facts: facts)
        let medians = times.map { median($0) }
        total = medians.reduce(0, +)
        let footprint = session.memory.weightBytes + session.memory.arenaBytes
        for index in 0..<session.opCount {
            let op = view.op(index)
            let macs = view.multiplyAccumulates(ofOp: index)
            let traffic = OpTraffic(view, op: index)
            rows.append(
                Row(
                    index: index, name: view.opName(index), kind: "\(op.kind)",
                    isa: "\(session.isa(ofOp: index))",
                    shape: view.tensor(view.output(0, of: op)).shapeText, milliseconds: medians[index],
                    share: total > 0 ? medians[index] / total : 0, macs: macs, traffic: traffic,
                    roof: OpRoof(
                        roof, macs: macs, forms: forms[index], traffic: traffic, footprint: footprint)))
        }
    }
}
