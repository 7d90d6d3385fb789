import EdgeHost

/// Milliseconds from the start of the process to the first result.
public struct ColdStart: Sendable {
    /// Processor time before `main`: exec, dynamic loader, language start-up.
    public var loader: Double
    /// Reading the arguments, and other work between the parts below.
    public var program: Double
    public var map: Double
    /// Copying the records, checking all of them and all weights.
    public var verify: Double
    /// Choosing kernels, preparing ops, starting threads.
    public var prepare: Double
    /// The first run of the network.
    public var firstRun: Double

    /// - Parameters:
    ///   - loader: nanoseconds of processor time before `main`.
    ///   - ready: nanoseconds from `main` until the session was ready.
    public init(loader: UInt64, toSession ready: UInt64, session: HostSession, firstRun: UInt64) {
        let timings = session.loaded.timings
        let parts = timings.mapNanoseconds + timings.verifyNanoseconds + session.prepareNanoseconds
        self.loader = Double(loader) / 1e6
        program = (Double(ready) - Double(parts)) / 1e6
        map = Double(timings.mapNanoseconds) / 1e6
        verify = Double(timings.verifyNanoseconds) / 1e6
        prepare = Double(session.prepareNanoseconds) / 1e6
        self.firstRun = Double(firstRun) / 1e6
    }

    public init(
        loader: Double, program: Double, map: Double, verify: Double, prepare: Double, firstRun: Double
    ) {
        self.loader = loader
        self.program = program
        self.map = map
        self.verify = verify
        self.prepare = prepare
        self.firstRun = firstRun
    }

    public var total: Double { loader + program + map + verify + prepare + firstRun }

    public var parts: [(String, Double)] {
        [
            ("loader", loader), ("program", program), ("map", map), ("verify", verify),
            ("prepare", prepare), ("first_run", firstRun),
        ]
    }
}
