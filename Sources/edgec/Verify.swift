import ArgumentParser
import EdgeHost

struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check an .edge file: structure, meaning, bounds, checksums.")

    @Argument(help: "The .edge file.")
    var model: String

    func run() throws {
        let loaded = try openEdge(model)
        print("\(model): valid, version \(loaded.version), \(loaded.opCount) ops, \(loaded.tensorCount) tensors")
    }
}
