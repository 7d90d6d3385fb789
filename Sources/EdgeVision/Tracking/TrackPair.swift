/// A track and a detection that overlap.
struct TrackPair: Sendable {
    var overlap: Float
    var track: Int32
    var detection: Int32

    /// The order in which pairs are joined; no two pairs are equal in it.
    func precedes(_ other: TrackPair) -> Bool {
        if overlap != other.overlap { return overlap > other.overlap }
        if track != other.track { return track < other.track }
        return detection < other.detection
    }
}

extension [TrackPair] {
    /// Heapsort (Williams 1964): the standard library's sort takes memory for its runs.
    mutating func sortWithoutAllocating() {
        guard count > 1 else { return }
        for root in stride(from: count / 2 - 1, through: 0, by: -1) { sift(root, count) }
        for last in stride(from: count - 1, to: 0, by: -1) {
            swapAt(0, last)
            sift(0, last)
        }
    }

    /// Moves the element at `root` down until none of its children comes after it.
    private mutating func sift(_ root: Int, _ end: Int) {
        var parent = root
        while 2 * parent + 1 < end {
            var child = 2 * parent + 1
            if child + 1 < end, self[child].precedes(self[child + 1]) { child += 1 }
            guard self[parent].precedes(self[child]) else { return }
            swapAt(parent, child)
            parent = child
        }
    }
}
