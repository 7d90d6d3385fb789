/// A class that an anchor may show.
struct Candidate {
    /// What candidates are ordered by: the class's logit or, where several numbers make a score, the score.
    var key: Float
    var classIndex: Int32
    /// Counted over all levels.
    var anchor: Int32
}

/// Larger keys first, then lower classes, then lower anchors. No key is NaN.
struct CandidateOrder: TotalOrder {
    @inline(__always)
    func precedes(_ a: Candidate, _ b: Candidate) -> Bool {
        if a.key != b.key { return a.key > b.key }
        return a.classIndex != b.classIndex ? a.classIndex < b.classIndex : a.anchor < b.anchor
    }
}

/// The first `capacity` of the candidates that are offered, whatever the order they come in.
struct CandidateHeap {
    let elements: UnsafeMutablePointer<Candidate>
    let capacity: Int
    private(set) var count = 0

    static func bytes(capacity: Int) -> Int { capacity * MemoryLayout<Candidate>.stride }

    /// - Parameter memory: `bytes(capacity:)`, aligned to 4.
    init(memory: UnsafeMutableRawPointer, capacity: Int) {
        elements = memory.bindMemory(to: Candidate.self, capacity: capacity)
        self.capacity = capacity
    }

    /// Candidates with smaller keys are not kept any more.
    var leastKey: Float { count == capacity ? elements[0].key : -.infinity }

    mutating func offer(_ candidate: Candidate) {
        if count < capacity {
            elements[count] = candidate
            count += 1
            if count == capacity { makeHeap(elements, count, CandidateOrder()) }
        } else if CandidateOrder().precedes(candidate, elements[0]) {
            elements[0] = candidate
            siftDown(elements, 0, count, CandidateOrder())
        }
    }

    /// Ends the offers: brings the candidates into their order.
    func sort() {
        if count < capacity { makeHeap(elements, count, CandidateOrder()) }
        sortHeap(elements, count, CandidateOrder())
    }
}
