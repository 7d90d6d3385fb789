/// `value` with `digits` decimals, rounded to nearest: without Foundation, the same on every machine.
/// Infinities and NaN, which have no decimals, print as 0.
public func fixed(_ value: Double, _ digits: Int) -> String {
    guard value.isFinite else { return fixed(0, digits) }
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    let scaled = (abs(value) * scale).rounded()
    guard scaled < 9e15 else { return "\(value)" }
    let whole = Int64(scaled)
    let divisor = Int64(scale)
    let sign = value < 0 && whole != 0 ? "-" : ""
    guard digits > 0 else { return "\(sign)\(whole)" }
    let fraction = String(whole % divisor)
    return "\(sign)\(whole / divisor).\(String(repeating: "0", count: digits - fraction.count))\(fraction)"
}

/// `text` with spaces in front, so that it is `width` characters long.
public func padded(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
}

/// `text` with spaces behind, so that it is `width` characters long.
public func paddedRight(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
}
