/// The `part`-th of `parts` nearly equal pieces of `0..<count`, cut at multiples of `unit`.
@inline(__always)
func piece(_ part: Int, of parts: Int, count: Int, unit: Int = 1) -> Range<Int> {
    if parts == 1 { return 0..<count }
    let units = (count + unit - 1) / unit
    let lower = units * part / parts * unit
    let upper = units * (part + 1) / parts * unit
    return min(lower, count)..<min(upper, count)
}

@inline(__always)
func roundUp(_ x: Int, to multiple: Int) -> Int { (x + multiple - 1) / multiple * multiple }
