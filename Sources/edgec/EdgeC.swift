import ArgumentParser
import Foundation

/// `edgec`: turns trained networks into .edge files, and looks into both.
@main
struct EdgeC: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edgec",
        abstract: "Convert trained networks to int8 .edge files, run and inspect them.",
        discussion: """
            A first conversion, with photos to calibrate on:

              edgec convert net.onnx -o net.edge --calibration photos/ --mean 127 --std 128
              edgerun run net.edge cat.jpg

            Results go to standard output, progress and diagnostics to standard error. Exit status 0 means \
            success, 64 wrong usage, 1 any other failure.
            """,
        version: "edgec 0.1.0",
        subcommands: [Convert.self, Run.self, Compare.self, Eval.self, Inspect.self, Verify.self])

    static func main() {
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch let failure as Failure {
            printError("error: \(failure.message)")
            Foundation.exit(1)
        } catch {
            let code = exitCode(for: error)
            // Help and version come through here with success; the parser's own failures with 64.
            if code.isSuccess || code == .validationFailure { exit(withError: error) }
            printError("error: \(error)")
            Foundation.exit(1)
        }
    }
}

/// A failure told to the user in one line: what, where, how to mend it.
struct Failure: Error {
    var message: String
    init(_ message: String) { self.message = message }
}

/// Writes a line to standard output.
///
/// - Throws: `Failure` on a full disk, which `print` would not notice.
func printResult(_ text: String) throws(Failure) {
    do { try FileHandle.standardOutput.write(contentsOf: Data((text + "\n").utf8)) } catch {
        throw Failure("standard output: cannot write; make room, or write elsewhere")
    }
}

func printError(_ line: String) {
    FileHandle.standardError.write(Data((line + "\n").utf8))
}
