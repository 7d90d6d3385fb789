/// The weights of a softmax as 16-bit integers (ARITHMETIC.md, "Attention").
func portableExponentials(
    _ x: UnsafePointer<Float>, _ count: Int, _ top: Float, _ y: UnsafeMutablePointer<Int16>
) -> Int32 {
    var largest = x[0]
    for i in 1..<max(count, 1) where x[i] > largest { largest = x[i] }
    var sum: Int32 = 0
    var i = 0
    while i + 8 <= count {
        // Rounded by the addition, as `roundToInt32`.
        let shifted = exponential(load8(x + i) - largest) * top + 12_582_912
        let weights = unsafeBitCast(shifted, to: SIMD8<Int32>.self) &- 0x4B40_0000
        UnsafeMutableRawPointer(y + i).storeBytes(
            of: SIMD8<Int16>(truncatingIfNeeded: weights), as: SIMD8<Int16>.self)
        sum &+= weights.wrappedSum()
        i += 8
    }
    while i < count {
        let weight = roundToInt32(exponential(x[i] - largest) * top)
        y[i] = Int16(truncatingIfNeeded: weight)
        sum &+= weight
        i += 1
    }
    return sum
}
