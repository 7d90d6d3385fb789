import EdgeEvaluate
import EdgeFormat
import EdgeVision
import Foundation

/// A folder for one test.
struct Folder {
    let url = FileManager.default.temporaryDirectory.appending(path: "evaluate-\(UUID().uuidString)")

    init() throws { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }

    func remove() { try? FileManager.default.removeItem(at: url) }

    func path(_ name: String) -> String { url.appending(path: name).path }

    /// Writes a file, and the folders above it.
    @discardableResult
    func write(_ name: String, _ bytes: [UInt8]) throws -> String {
        let file = url.appending(path: name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: file)
        return file.path
    }

    @discardableResult
    func write(_ name: String, _ text: String) throws -> String { try write(name, Array(text.utf8)) }

    /// Writes a gray PGM picture; `pixels` is `[height][width]`.
    @discardableResult
    func write(_ name: String, width: Int, height: Int, _ pixels: [UInt8]) throws -> String {
        try write(name, Array("P5\n\(width) \(height)\n255\n".utf8) + pixels)
    }
}

func withFolder(_ body: (Folder) throws -> Void) throws {
    let folder = try Folder()
    defer { folder.remove() }
    try body(folder)
}

/// A network whose answer is computed from the picture's first sample and size.
struct PretendNetwork: PictureNetwork {
    var name = "net"
    var labels: [String] = []
    var outputShapes: [[Int]] = []
    var side = 100
    var resize = PreprocessingRecord.Resize.stretch
    var answer: @Sendable (Image) -> OutputTensor

    func makeRunner() throws(EvaluationError) -> any PictureRunner { Runner(network: self) }

    private struct Runner: PictureRunner {
        let network: PretendNetwork

        mutating func run(_ picture: Image) throws(EvaluationError) -> NetworkOutput {
            NetworkOutput(
                tensors: [network.answer(picture)],
                geometry: ResizeGeometry(
                    sourceWidth: picture.width, sourceHeight: picture.height, width: network.side,
                    height: network.side, resize: network.resize, cropFraction: 1))
        }
    }
}
