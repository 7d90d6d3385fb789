import EdgeVision

/// `text` as HTML and SVG show it.
func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "&": result += "&amp;"
        case "<": result += "&lt;"
        case ">": result += "&gt;"
        case "\"": result += "&quot;"
        // Characters that XML has no way to write.
        case _ where scalar.value < 0x20 && scalar != "\n" && scalar != "\t": result += "\u{FFFD}"
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result
}

/// About three digits: 0.0123, 1.23, 12.3, 1230.
func short(_ value: Double) -> String {
    let size = abs(value)
    if size >= 100 || size == 0 { return fixed(value, 0) }
    if size >= 10 { return fixed(value, 1) }
    if size >= 1 { return fixed(value, 2) }
    return size >= 0.1 ? fixed(value, 3) : size >= 0.001 ? fixed(value, 4) : fixed(value, 6)
}

/// A tick's number without zeros behind: 0.5, 2, 10.
func tickText(_ value: Double) -> String {
    if value == value.rounded() { return fixed(value, 0) }
    var text = fixed(value, 6)
    while text.utf8.last == UInt8(ascii: "0") { text.removeLast() }
    return text
}
