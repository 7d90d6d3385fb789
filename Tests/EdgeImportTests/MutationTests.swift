import EdgeGraph
import EdgeImport
import Foundation
import Testing

/// Damaged files are read or refused; they never trap, hang or take much memory.
@Suite struct MutationTests {
    /// What reads, simplifies too, and still fits together. True where it was read.
    @discardableResult
    private func survive(_ bytes: [UInt8]) -> Bool {
        guard let model = try? readONNX(bytes: bytes, file: "damaged.onnx", folder: Cases.folder) else {
            return false
        }
        var graph = model.graph
        simplify(&graph)
        #expect(graph.outputs.count == model.graph.outputs.count)
        #expect(throws: Never.self) { try graph.inferShapes() }
        return true
    }

    @Test func truncated() {
        for name in Cases.names {
            let bytes = Cases.bytes(name)
            let step = max(1, bytes.count / 64)
            for length in stride(from: 0, to: bytes.count, by: step) { survive(Array(bytes[..<length])) }
        }
    }

    static let seeds: [UInt64] =
        ProcessInfo.processInfo.environment["EDGE_MUTATION_SEEDS"].map {
            $0.split(separator: ",").compactMap { UInt64($0) }
        } ?? [1, 2, 3, 4]

    /// 5,000 mutations a seed; `EDGE_MUTATION_SEEDS` runs others.
    @Test(arguments: seeds)
    func mutated(seed: UInt64) {
        print("seed \(seed)")
        var random = SeededGenerator(state: seed)
        let models = Cases.names.map(Cases.bytes)
        var read = 0
        for _ in 0..<5_000 {
            var bytes = models.randomElement(using: &random)!
            for _ in 0..<Int.random(in: 1...4, using: &random) { mutate(&bytes, models, &random) }
            if survive(bytes) { read += 1 }
        }
        #expect(read > 100, "only \(read) of 5000 damaged models were read")
    }

    /// Single values of an intact encoding: sizes, axes, types and contents out of range.
    @Test(arguments: seeds)
    func wrongValues(seed: UInt64) {
        print("seed \(seed)")
        var random = SeededGenerator(state: seed)
        let models = Cases.names.compactMap { WireMessage(Cases.bytes($0)[...]) }
        #expect(models.count == Cases.names.count)
        var read = 0
        for _ in 0..<5_000 {
            var model = models.randomElement(using: &random)!
            for _ in 0..<Int.random(in: 1...3, using: &random) { model.mutate(&random) }
            if survive(model.encoded) { read += 1 }
        }
        #expect(read > 500, "only \(read) of 5000 damaged models were read")
    }

    /// One change: a byte, a boundary value, a run cut out, doubled, or taken from another model.
    private func mutate(_ bytes: inout [UInt8], _ models: [[UInt8]], _ random: inout SeededGenerator) {
        guard bytes.count > 8 else { return }
        let at = Int.random(in: 0..<bytes.count - 8, using: &random)
        let run = Int.random(in: 1...8, using: &random)
        switch Int.random(in: 0..<7, using: &random) {
        case 0: bytes[at] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 2: bytes[at] = [0, 1, 0x7F, 0x80, 0xFF].randomElement(using: &random)!
        case 3: bytes.removeSubrange(at..<at + run)
        case 4: bytes.insert(contentsOf: bytes[at..<at + run], at: at)
        case 5:
            // The longest varint in place of one byte: a huge number for whatever field this is.
            bytes.replaceSubrange(at...at, with: Array(repeating: 0xFF, count: 9) + [0x01])
        default:
            let other = models.randomElement(using: &random)!
            guard other.count > 8 else { return }
            let from = Int.random(in: 0..<other.count - 8, using: &random)
            bytes.replaceSubrange(at..<at + run, with: other[from..<from + run])
        }
    }
}
