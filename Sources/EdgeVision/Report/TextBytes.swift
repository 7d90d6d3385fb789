/// Text made of bytes, for lines that are written a thousand times a second: the array keeps its room from
/// line to line, and nothing else is allocated.
extension [UInt8] {
    public mutating func append(text: StaticString) {
        append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    public mutating func append(integer: Int) {
        if integer < 0 { append(UInt8(ascii: "-")) }
        append(digits: UInt64(integer.magnitude), atLeast: 1)
    }

    /// With `decimals` (0...9) decimals, rounded to nearest; what JSON lacks, infinities and NaN, become
    /// null.
    public mutating func append(number: Double, decimals: Int) {
        guard number.isFinite else { return append(text: "null") }
        var scale: UInt64 = 1
        for _ in 0..<decimals { scale *= 10 }
        let scaled = (number.magnitude * Double(scale)).rounded()
        // Beyond that, a binary64 has no decimals left to print.
        guard scaled < 9e15 else { return append(contentsOf: "\(number)".utf8) }
        let whole = UInt64(scaled)
        if number < 0 && whole != 0 { append(UInt8(ascii: "-")) }
        append(digits: whole / scale, atLeast: 1)
        guard decimals > 0 else { return }
        append(UInt8(ascii: "."))
        append(digits: whole % scale, atLeast: decimals)
    }

    /// Eight lower-case hexadecimal digits.
    public mutating func append(hexadecimal value: UInt32) {
        for place in (0..<8).reversed() { append(hexadecimalDigit: UInt8(value >> (4 * place) & 15)) }
    }

    /// Quoted and escaped (RFC 8259, section 7).
    public mutating func append(jsonString value: String) {
        append(UInt8(ascii: "\""))
        for byte in value.utf8 { append(jsonByte: byte) }
        append(UInt8(ascii: "\""))
    }

    mutating func append(jsonByte byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): append(text: "\\\"")
        case UInt8(ascii: "\\"): append(text: "\\\\")
        case 0x0A: append(text: "\\n")
        case 0x0D: append(text: "\\r")
        case 0x09: append(text: "\\t")
        case 0..<0x20:
            append(text: byte < 0x10 ? "\\u000" : "\\u001")
            append(hexadecimalDigit: byte & 15)
        default: append(byte)
        }
    }

    private mutating func append(hexadecimalDigit digit: UInt8) {
        append(digit < 10 ? 0x30 + digit : 0x57 + digit)
    }

    private mutating func append(digits value: UInt64, atLeast width: Int) {
        var places = 1
        var power: UInt64 = 1
        while value / power >= 10 {
            power *= 10
            places += 1
        }
        for _ in 0..<Swift.max(width - places, 0) { append(0x30) }
        while power > 0 {
            append(0x30 + UInt8(truncatingIfNeeded: value / power % 10))
            power /= 10
        }
    }
}
