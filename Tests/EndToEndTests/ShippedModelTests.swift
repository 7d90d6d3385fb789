import Foundation
import Testing

/// The model in `Models/`, as the README shows it.
@Suite struct ShippedModelTests {
    private static let package = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
    private let model = package.appending(path: "Models/efficientnet-lite0/efficientnet-lite0.edge").path

    private func image(_ name: String) -> String {
        Self.package.appending(path: "Models/images/\(name)").path
    }

    @Test func namesWhatIsOnThePhotos() throws {
        let photos = ["coffee.png", "rocket.jpg", "chelsea.png"].map(image)
        let run = try runProgram("edgerun", ["run", model, "--json"] + photos)
        #expect(run.status == 0, "\(run.errors)")
        let first = try run.output.split(separator: "\n").map { line in
            let result = try #require(
                JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            let classes = try #require(result["classes"] as? [[String: Any]])
            #expect(classes.count == 5)
            return try #require(classes[0]["label"] as? String)
        }
        try #require(first.count == 3)
        #expect(first[0] == "espresso")
        #expect(first[1] == "missile")
        #expect(["Egyptian cat", "tiger cat"].contains(first[2]))
    }

    /// Instruction sets that this machine lacks are refused by name, and told apart from a wrong result.
    @Test func givesOneChecksumEverywhere() throws {
        var checksums: [String: String] = [:]
        for isa in ["portable", "sse41", "avx2", "avxvnni", "avx512vnni", "neon", "dotprod"] {
            for threads in [1, 2] {
                let run = try runProgram(
                    "edgerun",
                    ["bench", model, "--json", "--runs", "1", "--warmup", "0", "--threads", "\(threads)"],
                    environment: ["EDGE_ISA": isa])
                guard run.status == 0 else {
                    #expect(run.errors.contains("this CPU does not run \(isa)"), "\(run.errors)")
                    continue
                }
                let result = try #require(
                    JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
                checksums["\(isa), \(threads)"] = try #require(result["output_crc32"] as? String)
            }
        }
        #expect(checksums.count >= 4)
        #expect(Set(checksums.values).count == 1, "\(checksums)")
    }
}
