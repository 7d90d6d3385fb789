import EdgeKernels

/// What lane-safe weights may still take of the lanes that follow one another (ARITHMETIC.md).
struct LaneRoom {
    private let safety: WeightSafety
    private var positive = (LaneRoom.bound, LaneRoom.bound)
    private var negative = (LaneRoom.bound, LaneRoom.bound)
    private static let bound: UInt8 = 128

    init(_ safety: WeightSafety) { self.safety = safety }

    /// The weight of largest magnitude up to `w` that fits, of weights in order.
    mutating func limited(_ w: Int8, _ k: Int) -> Int8 {
        if safety == .none { return w }
        // Lanes of pairs end with each quad, those of four taps with each second.
        if k % (safety == .pairs ? 4 : 8) == 0 { self = LaneRoom(safety) }
        let magnitude: UInt8
        switch (k % 4 / 2, w >= 0) {
        case (0, true): magnitude = take(&positive.0, w.magnitude)
        case (0, false): magnitude = take(&negative.0, w.magnitude)
        case (_, true): magnitude = take(&positive.1, w.magnitude)
        case (_, false): magnitude = take(&negative.1, w.magnitude)
        }
        return w < 0 ? -Int8(magnitude) : Int8(magnitude)
    }

    private func take(_ room: inout UInt8, _ magnitude: UInt8) -> UInt8 {
        let taken = min(room, magnitude)
        room -= taken
        return taken
    }
}
