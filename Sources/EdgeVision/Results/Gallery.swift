/// A name of a gallery and how alike it is.
public struct GalleryMatch: Sendable, Equatable {
    public var name: String
    /// Cosine, -1...1.
    public var score: Float
}

/// Embeddings with names: answers who or what a picture shows.
public struct Gallery: Sendable, Equatable {
    /// The model whose embeddings these are: others cannot be compared with them.
    public let model: String
    /// Elements of each embedding.
    public let dimension: Int
    /// Each once, in the order of their coming.
    public private(set) var names: [String] = []
    /// Index into `names` of each sample.
    public private(set) var owners: [Int] = []
    /// `[sample][dimension]`, each sample of length 1.
    public private(set) var vectors: [Float] = []

    public init(model: String, dimension: Int) {
        self.model = model
        self.dimension = dimension
    }

    public var sampleCount: Int { owners.count }

    /// Adds a sample; a name may have several, and is as alike as the best of them.
    ///
    /// - Precondition: `embedding` has `dimension` elements.
    public mutating func add(_ name: String, _ embedding: [Float]) {
        precondition(embedding.count == dimension)
        if let known = names.firstIndex(of: name) {
            owners.append(known)
        } else {
            owners.append(names.count)
            names.append(name)
        }
        vectors += embedding
        vectors.withUnsafeMutableBufferPointer {
            normalizeLength(UnsafeMutableBufferPointer(rebasing: $0.suffix(dimension)))
        }
    }

    /// The `top` names most alike to `embedding` (of length 1), best first, ties in the order of `names`.
    ///
    /// Allocates nothing where `matches` has the room.
    public func match(_ embedding: [Float], top: Int, into matches: inout [GalleryMatch]) {
        matches.removeAll(keepingCapacity: true)
        for name in names.indices {
            var best = -Float.infinity
            for sample in owners.indices where owners[sample] == name {
                var cosine: Float = 0
                for i in 0..<dimension { cosine += vectors[sample * dimension + i] * embedding[i] }
                best = max(best, cosine)
            }
            var place = matches.count
            while place > 0, matches[place - 1].score < best { place -= 1 }
            guard place < top else { continue }
            if matches.count == top { matches.removeLast() }
            matches.insert(GalleryMatch(name: names[name], score: best), at: place)
        }
    }
}

/// Scales a vector to length 1 (L2); one of zeros, or with a value that is not finite, becomes zeros.
func normalizeLength(_ vector: UnsafeMutableBufferPointer<Float>) {
    // In binary64: 1e20 squared is no binary32.
    var sum = 0.0
    for value in vector { sum += Double(value) * Double(value) }
    let factor = sum.isFinite && sum > 0 ? 1 / sum.squareRoot() : 0
    for i in vector.indices { vector[i] = factor == 0 ? 0 : Float(Double(vector[i]) * factor) }
}
