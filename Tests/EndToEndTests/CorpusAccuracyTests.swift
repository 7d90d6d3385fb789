import Foundation
import Testing

/// Accuracy of a conversion with real weights on real photos, where the corpus lies beside the package (or
/// `EDGE_CORPUS` names its folder).
@Suite struct CorpusAccuracyTests {
    private static let corpus: URL = {
        let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let given = ProcessInfo.processInfo.environment["EDGE_CORPUS"].map { URL(filePath: $0) }
        return given ?? package.deletingLastPathComponent().appending(path: "shared/corpus")
    }()
    private static let network = corpus.appending(path: "models/classify/efficientnet_lite0_224_fp32.onnx")
        .path
    private static let photos = corpus.appending(path: "eval/imagenet500")
    private static let isThere = FileManager.default.fileExists(atPath: network)

    @Test(.enabled(if: isThere, "needs ../shared/corpus"))
    func efficientNetLite0AgreesWithFloat() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "edge-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let model = folder.appending(path: "lite0.edge").path
        let conversion = try runProgram(
            "edgec",
            [
                "convert", Self.network, "-o", model, "--calibration",
                Self.photos.appending(path: "calibration.txt").path, "--mean", "127", "--std", "128",
                "--resize", "crop", "--crop-fraction", "0.875", "--min-sqnr", "18",
            ])
        try #require(conversion.status == 0, "\(conversion.errors)")
        let comparison = try runProgram(
            "edgec",
            [
                "compare", Self.network, model, "--json", "--inputs",
                Self.photos.appending(path: "evaluation.txt").path,
            ])
        try #require(comparison.status == 0, "\(comparison.errors)")
        let result = try #require(
            JSONSerialization.jsonObject(with: Data(comparison.output.utf8)) as? [String: Any])
        #expect(result["samples"] as? Int == 437)
        let output = try #require((result["outputs"] as? [[String: Any]])?.first)
        #expect(try #require(output["sqnr"] as? Double) >= 18)
        #expect(try #require(output["topAgreement"] as? Double) >= 0.96)
    }
}
