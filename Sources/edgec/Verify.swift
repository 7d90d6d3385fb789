import ArgumentParser
import EdgeHost

struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check an .edge file: structure, meaning, bounds, checksums.")

    @Argument(help: "The .edge file.")
    var model: String

    func run() throws {
        let loaded = try openEdge(model)
        let view = loaded.model.view
        let milliseconds = Double(loaded.timings.verifyNanoseconds) / 1e6
        try printResult(
            "\(model): valid; \(view.opCount) ops, \(view.tensorCount) tensors, \(loaded.fileBytes) bytes, "
                + "checked in \((milliseconds * 100).rounded() / 100) ms")
    }
}
