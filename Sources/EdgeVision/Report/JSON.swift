/// A JSON value to be written on one line, fields in the order given (RFC 8259).
public indirect enum JSON: Sendable {
    case string(String)
    case integer(Int)
    /// With this many decimals; infinities and NaN, which JSON lacks, become null.
    case number(Double, decimals: Int)
    case bool(Bool)
    case null
    case array([JSON])
    case object([(String, JSON)])

    public var text: String {
        var text = ""
        write(to: &text)
        return text
    }

    private func write(to text: inout String) {
        switch self {
        case .string(let value): Self.quote(value, to: &text)
        case .integer(let value): text += String(value)
        case .number(let value, let decimals): text += value.isFinite ? fixed(value, decimals) : "null"
        case .bool(let value): text += value ? "true" : "false"
        case .null: text += "null"
        case .array(let elements):
            text += "["
            for (i, element) in elements.enumerated() {
                if i > 0 { text += ", " }
                element.write(to: &text)
            }
            text += "]"
        case .object(let fields):
            text += "{"
            for (i, (name, value)) in fields.enumerated() {
                if i > 0 { text += ", " }
                Self.quote(name, to: &text)
                text += ": "
                value.write(to: &text)
            }
            text += "}"
        }
    }

    private static func quote(_ value: String, to text: inout String) {
        text += "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}
