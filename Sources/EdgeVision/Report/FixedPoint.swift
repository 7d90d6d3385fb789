/// `value` with `digits` decimals (0...9), rounded to nearest: without Foundation, the same on every machine.
/// Infinities and NaN, which have no decimals, print as 0.
public func fixed(_ value: Double, _ digits: Int) -> String {
    var text: [UInt8] = []
    text.append(number: value.isFinite ? value : 0, decimals: digits)
    return String(decoding: text, as: UTF8.self)
}

/// `text` with spaces in front, so that it is `width` characters long.
public func padded(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - characters(text))) + text
}

/// `text` with spaces behind, so that it is `width` characters long.
public func paddedRight(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - characters(text)))
}

/// `text`, or its beginning and an ellipsis, at most `length` characters.
func shortened(_ text: String, to length: Int) -> String {
    characters(text) > length ? String(text.prefix(length - 1)) + "…" : text
}

/// How many characters a terminal shows of a line. Unicode's tables, which `count` asks, are for names that are
/// not ASCII.
func characters(_ text: String) -> Int {
    text.utf8.allSatisfy { $0 < 0x80 } ? text.utf8.count : text.count
}
