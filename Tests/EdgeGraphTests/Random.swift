import EdgeGraph
import EdgeTestRandom

extension SeededGenerator {
    mutating func tensor(_ shape: [Int], in range: ClosedRange<Float> = -1...1) -> Tensor {
        let count = shape.reduce(1, *)
        return Tensor(shape: shape, floats: (0..<count).map { _ in Float.random(in: range, using: &self) })
    }
}
