/// What four-tap safe weights may still take of the two lanes of eight (ARITHMETIC.md).
struct FourTapRoom {
    var positive = (Int8.max.magnitude + 1, Int8.max.magnitude + 1)
    var negative = (Int8.max.magnitude + 1, Int8.max.magnitude + 1)

    /// The weight of largest magnitude up to `w` that fits.
    mutating func limited(_ w: Int8, _ k: Int) -> Int8 {
        if k % 8 == 0 { self = FourTapRoom() }
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
