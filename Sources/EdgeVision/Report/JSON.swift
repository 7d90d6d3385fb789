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
        var text: [UInt8] = []
        write(to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    private func write(to text: inout [UInt8]) {
        switch self {
        case .string(let value): text.append(jsonString: value)
        case .integer(let value): text.append(integer: value)
        case .number(let value, let decimals): text.append(number: value, decimals: decimals)
        case .bool(let value): text.append(text: value ? "true" : "false")
        case .null: text.append(text: "null")
        case .array(let elements):
            text.append(text: "[")
            for (i, element) in elements.enumerated() {
                if i > 0 { text.append(text: ", ") }
                element.write(to: &text)
            }
            text.append(text: "]")
        case .object(let fields):
            text.append(text: "{")
            for (i, (name, value)) in fields.enumerated() {
                if i > 0 { text.append(text: ", ") }
                text.append(jsonString: name)
                text.append(text: ": ")
                value.write(to: &text)
            }
            text.append(text: "}")
        }
    }
}
