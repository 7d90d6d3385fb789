import EdgeGraph
import EdgeQuantize
import Foundation

/// How far the maps of a detection head are from the float ones, by what becomes of them: rows of boxes cannot
/// be compared one by one, since the least error exchanges two of them.
struct DetectionError {
    let attributes: DetectAttributes
    /// Of all probabilities.
    static let names = ["scores", "boxes where scores reach 0.05"]
    private static let notable: Float = 0.05

    /// Adds one sample.
    ///
    /// - Parameters:
    ///   - reference: the float maps, `[1, C, H, W]` each.
    ///   - approximation: theirs of the integer network, in the same order of elements.
    func add(
        reference: [Tensor], _ approximation: [[Float]], to errors: inout [SignalError]
    ) {
        let perLevel = attributes.mapsPerLevel
        for (l, level) in attributes.levels.enumerated() {
            let first = l * perLevel
            let plane = reference[first].shape[2] * reference[first].shape[3]
            let exact = probabilities(reference[first..<first + perLevel].map(\.floats), plane, level.anchors)
            let rounded = probabilities(
                Array(approximation[first..<first + perLevel]), plane, level.anchors)
            add(exact, rounded, to: &errors[0])
            var (boxes, roundedBoxes): ([Float], [Float]) = ([], [])
            let classes = attributes.resultClasses
            let numbers = attributes.boxChannels
            for anchor in 0..<level.anchors {
                for p in 0..<plane {
                    let isNotable = (0..<classes).contains {
                        exact[(anchor * classes + $0) * plane + p] >= Self.notable
                    }
                    guard isNotable else { continue }
                    for j in 0..<numbers {
                        let i = (anchor * numbers + j) * plane + p
                        boxes.append(reference[first].floats[i])
                        roundedBoxes.append(approximation[first][i])
                    }
                }
            }
            add(boxes, roundedBoxes, to: &errors[1])
        }
    }

    private func add(_ a: [Float], _ b: [Float], to error: inout SignalError) {
        a.withUnsafeBufferPointer { a in
            b.withUnsafeBufferPointer { error.add(reference: a, approximation: $0) }
        }
    }

    /// `[anchors * classes, plane]`
    private func probabilities(_ maps: [[Float]], _ plane: Int, _ anchors: Int) -> [Float] {
        func sigmoid(_ x: Float) -> Float { x < -16 ? 0 : 1 / (1 + exp(-x)) }
        let scores = maps[1]
        switch attributes.scoreForm {
        case .identity: return scores
        case .sigmoid:
            var result = scores.map(sigmoid)
            guard attributes.hasObjectness else { return result }
            let objects = maps[2].map(sigmoid)
            for i in result.indices {
                result[i] *= objects[i / plane / attributes.classes * plane + i % plane]
            }
            return result
        case .softmax:
            let classes = attributes.classes
            var result: [Float] = []
            result.reserveCapacity(anchors * (classes - 1) * plane)
            for anchor in 0..<anchors {
                let start = anchor * classes * plane
                let sums = (0..<plane).map { p in
                    (0..<classes).reduce(Float(0)) { $0 + exp(scores[start + $1 * plane + p]) }
                }
                for c in 1..<classes {
                    for p in 0..<plane { result.append(exp(scores[start + c * plane + p]) / sums[p]) }
                }
            }
            return result
        }
    }
}

extension Graph {
    /// The detection head's node, where the network ends in one.
    var detection: (attributes: DetectAttributes, maps: [ValueID])? {
        guard outputs.count == 1, let node = nodes.first(where: { $0.outputs == outputs }),
            case .detect(let attributes) = node.op
        else { return nil }
        return (attributes, node.inputs.compactMap { $0 })
    }

    /// The network as accuracy is measured on it: it gives out the maps that enter its detection head.
    var givingMaps: Graph {
        guard let detection else { return self }
        var graph = self
        graph.outputs = detection.maps
        graph.removeDeadNodes()
        return graph
    }
}
