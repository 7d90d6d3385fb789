import EdgeGraph
import EdgeImport
import Foundation

/// The models of `Tools/make-import-cases` and what ONNX Runtime gave for them.
struct Cases: Decodable {
    struct Array: Decodable {
        var shape: [Int]
        var data: [Double]
    }
    struct Case: Decodable {
        var inputs: [String: Array]
        var outputs: [String: Array]
    }
    var cases: [String: Case]
    /// Name of the model to strings that its error contains.
    var refused: [String: [String]]

    static let folder = Bundle.module.resourcePath! + "/Cases"

    static let all: Cases = {
        let data = try! Data(contentsOf: URL(fileURLWithPath: folder + "/expected.json"))
        return try! JSONDecoder().decode(Cases.self, from: data)
    }()

    static func path(_ name: String) -> String { "\(folder)/\(name).onnx" }

    static func bytes(_ name: String) -> [UInt8] {
        [UInt8](FileManager.default.contents(atPath: path(name))!)
    }

    /// Names of all .onnx files, read or refused.
    static let names = (Swift.Array(all.cases.keys) + Swift.Array(all.refused.keys)).sorted()
}

extension Cases.Array {
    func tensor(_ type: ScalarType) -> Tensor {
        type == .float
            ? Tensor(shape: shape, floats: data.map { Float($0) })
            : Tensor(shape: shape, integers: data.map { Int64($0) }, type: type)
    }
}

/// SplitMix64: the same numbers on every run of a seed.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
