import Foundation

/// The lines of UTF-8 text, with the ends of any system.
func textLines(_ bytes: [UInt8], name: String, wanted: String) throws(EvaluationError) -> [String] {
    guard let text = String(validating: bytes, as: UTF8.self) else {
        throw EvaluationError(what: "is not UTF-8 text", place: name, mend: "give \(wanted)")
    }
    let body = text.hasPrefix("\u{FEFF}") ? text.dropFirst() : text[...]
    return body.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(String.init)
}

/// The fields of one line, blanks around them removed; nil where a quote does not close.
func commaSeparated(_ line: String) -> [String]? {
    var fields: [String] = []
    var field = ""
    var isQuoted = false
    var wasQuoted = false
    var rest = line[...]
    while let character = rest.popFirst() {
        if isQuoted {
            if character != "\"" {
                field.append(character)
            } else if rest.first == "\"" {
                field.append("\"")
                rest.removeFirst()
            } else {
                isQuoted = false
            }
        } else if character == "\"", field.allSatisfy(\.isWhitespace) {
            field = ""
            isQuoted = true
            wasQuoted = true
        } else if character == "," {
            fields.append(wasQuoted ? field : field.trimmingCharacters(in: .whitespaces))
            field = ""
            wasQuoted = false
        } else if !(wasQuoted && character.isWhitespace) {
            field.append(character)
        }
    }
    if isQuoted { return nil }
    fields.append(wasQuoted ? field : field.trimmingCharacters(in: .whitespaces))
    return fields
}
