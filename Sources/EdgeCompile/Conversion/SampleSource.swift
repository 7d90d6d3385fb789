import EdgeGraph

/// The inputs that a network is calibrated and measured on, by index. Loading happens on several threads.
public struct SampleSource: Sendable {
    public var count: Int
    /// Made up, so that accuracy on real inputs stays unknown.
    public var isNoise: Bool
    /// One tensor a graph input, in the graph's order and shapes (a batch of 1), preprocessed.
    public var load: @Sendable (Int) throws -> [Tensor]

    public init(count: Int, isNoise: Bool = false, load: @escaping @Sendable (Int) throws -> [Tensor]) {
        self.count = count
        self.isNoise = isNoise
        self.load = load
    }

    /// Samples that are in memory already.
    public init(_ samples: [[Tensor]]) {
        self.init(count: samples.count) { samples[$0] }
    }

    /// Seeded uniform noise over `range` for every input of `graph`, where nothing better is at hand.
    public static func noise(
        for graph: Graph, count: Int = 8, range: ClosedRange<Float> = -1...1, seed: UInt64 = 1
    ) -> SampleSource {
        let shapes = graph.inputs.map { graph[$0].shape ?? [] }
        return SampleSource(count: count, isNoise: true) { index in
            var random = SplitMix64(seed: seed &+ UInt64(index) &* 0x1_0000_0001)
            return shapes.map { shape in
                let values = (0..<shape.reduce(1, *)).map { _ in Float.random(in: range, using: &random) }
                return Tensor(shape: shape, floats: values)
            }
        }
    }
}
