import EdgeHost
import EdgeRuntime

/// When the process began.
struct ProgramStart {
    /// Processor time before `main`: exec, dynamic loader, language start-up.
    var loaderNanoseconds: UInt64
    /// Monotonic clock at `main`.
    var main: UInt64
}

/// Chooses the command.
struct Program {
    static let version = "0.1.0"
    var start: ProgramStart

    func run(_ arguments: ArraySlice<String>) throws(Failure) {
        switch arguments.first {
        case "run": try runCommand(arguments.dropFirst())
        case "stream": try streamCommand(arguments.dropFirst())
        case "bench": try benchCommand(arguments.dropFirst())
        case "serve": try ServeCommand(arguments.dropFirst()).run()
        case "--help", "-h", "help": try write(Self.help)
        case "--version": try write("edgerun \(Self.version)\n")
        case nil:
            throw Failure(
                message: "no command given; see 'edgerun --help'", status: Failure.usageStatus)
        case let other?:
            throw Failure(
                message: "unknown command '\(other)'; see 'edgerun --help'",
                status: Failure.usageStatus)
        }
    }

    private func runCommand(_ arguments: ArraySlice<String>) throws(Failure) {
        if wantsHelp(arguments) { return try write(RunCommand.syntax.help) }
        try RunCommand(ParsedArguments(arguments, RunCommand.syntax)).run()
    }

    private func streamCommand(_ arguments: ArraySlice<String>) throws(Failure) {
        if wantsHelp(arguments) { return try write(StreamCommand.syntax.help) }
        try StreamCommand(ParsedArguments(arguments, StreamCommand.syntax)).run()
    }

    private func benchCommand(_ arguments: ArraySlice<String>) throws(Failure) {
        if wantsHelp(arguments) { return try write(BenchCommand.syntax.help) }
        try BenchCommand(ParsedArguments(arguments, BenchCommand.syntax), start: start).run()
    }

    private func wantsHelp(_ arguments: ArraySlice<String>) -> Bool {
        arguments.prefix { $0 != "--" }.contains { $0 == "--help" || $0 == "-h" }
    }

    static let help = """
        edgerun runs networks that edgec converted, on the processor of this machine.

        usage: edgerun run MODEL.edge PICTURE... [options]     what a model sees in pictures
               edgerun stream MODEL.edge [FILE|-] [options]    camera frames in, a line of JSON for each out
               edgerun bench MODEL.edge [options]              measure and compare latency, memory, energy
               edgerun serve NAME=MODEL.edge... [options]      answer requests over HTTP
               edgerun run --help | stream --help | bench --help | serve --help | --version

        EDGE_ISA=portable|sse41|avx2|avxvnni|avx512vnni|neon|dotprod forces a set of kernels: other speed,
        the same results.
        Exit status: 0 on success, 64 for wrong arguments, 1 for everything else (bench --help names one more).

        """
}

extension Failure {
    /// - Parameter path: of the model, named where the error itself does not know it.
    init(_ error: HostError, path: String) {
        // Not `text.contains(path)`: searching for a string links the regular-expression library, 2 MB.
        if case .invalidModel(path: nil, let fault) = error {
            self.init(message: "\(HostError.invalidModel(path: path, fault))")
        } else {
            self.init(message: error.description)
        }
    }
}

/// Loads a model and prepares to run it.
func openSession(_ path: String, threads: Int) throws(Failure) -> HostSession {
    guard threads == 1 || ParallelFor.hasThreads else { throw noThreads(threads) }
    do throws(HostError) {
        return try HostSession(path: path, threads: threads)
    } catch {
        throw Failure(error, path: path)
    }
}

/// Prepares to run a model that is loaded already.
///
/// - Parameter path: of the model, for messages.
func openSession(_ loaded: LoadedModel, _ path: String, threads: Int) throws(Failure) -> HostSession {
    guard threads == 1 || ParallelFor.hasThreads else { throw noThreads(threads) }
    do throws(HostError) {
        return try HostSession(loaded, threads: threads)
    } catch {
        throw Failure(error, path: path)
    }
}

private func noThreads(_ threads: Int) -> Failure {
    Failure(message: "--threads \(threads): this build has one thread; build it with the trait OpenMP")
}
