import Foundation
import Testing

/// The models in `Models/`, as the README shows them.
@Suite struct ShippedModelTests {
    private static let package = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
    private let model = package.appending(path: "Models/efficientnet-lite0/efficientnet-lite0.edge").path

    private let faceModel = package.appending(path: "Models/blazeface/blazeface.edge").path

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

    @Test func findsTheFace() throws {
        let run = try runProgram(
            "edgerun",
            ["run", faceModel, "--json", "--min-score", "0.75", image("astronaut.jpg"), image("rocket.jpg")])
        #expect(run.status == 0, "\(run.errors)")
        let boxes = try run.output.split(separator: "\n").map { line in
            let result = try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            return try #require(result["boxes"] as? [[String: Any]])
        }
        try #require(boxes.count == 2)
        try #require(boxes[0].count == 1)
        #expect(boxes[0][0]["label"] as? String == "face")
        let box = try #require(boxes[0][0]["box"] as? [Double])
        // Within a tenth of the face's size of what the float network gives.
        for (edge, wanted) in zip(box, [171.0, 71, 277, 178]) { #expect(abs(edge - wanted) < 11) }
        #expect(boxes[1].isEmpty)
    }

    /// Instruction sets that this machine lacks are refused by name, and told apart from a wrong result.
    @Test(arguments: ["efficientnet-lite0", "blazeface"])
    func givesOneChecksumEverywhere(name: String) throws {
        let model = Self.package.appending(path: "Models/\(name)/\(name).edge").path
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
