/// The square root of a normal positive number, correctly rounded: in integers, one binary digit after the
/// other. The standard library's calls the C library, which bare metal need not have.
package func squareRoot(_ x: Float) -> Float {
    let bits = x.bitPattern
    let exponent = Int32(truncatingIfNeeded: bits &>> 23) &- 127
    // x = significand * 2^(exponent - 23); an odd exponent lends the significand a digit.
    var rest = (bits & 0x7F_FFFF) | 0x80_0000
    if exponent & 1 != 0 { rest = rest &<< 1 }
    // Digits of the root, one more than it has: the last one and what is left say how to round.
    var root: UInt32 = 0
    var doubled: UInt32 = 0
    var digit: UInt32 = 1 &<< 24
    rest = rest &<< 1
    while digit != 0 {
        let trial = doubled &+ digit
        if trial <= rest {
            doubled = trial &+ digit
            rest = rest &- trial
            root = root &+ digit
        }
        rest = rest &<< 1
        digit = digit &>> 1
    }
    // Never a tie: the root of 24 digits does not end after 25.
    root = (root &+ (root & 1)) &>> 1
    let half = exponent &>> 1  // rounded down, as the borrowed digit needs
    return Float(bitPattern: root &+ UInt32(bitPattern: (half &+ 126) &<< 23))
}
