/// Reads one JSON value (RFC 8259) that takes up all bytes given, but for blanks around it.
///
/// Any bytes are safe: whatever is not JSON is an error that says where, and values lie at most 64 deep.
public struct JSONReader {
    private let bytes: [UInt8]
    private var place = 0
    private static let deepest = 64

    public static func read(_ bytes: [UInt8]) throws(BenchError) -> JSONValue {
        var reader = JSONReader(bytes: bytes)
        let value = try reader.value(depth: 0)
        reader.skipBlanks()
        guard reader.place == bytes.count else { throw reader.fault("something follows the value") }
        return value
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private func fault(_ what: String) -> BenchError { BenchError("byte \(place): \(what)") }

    private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

    private mutating func skipBlanks() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { place += 1 }
    }

    private mutating func take(_ text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard bytes.count - place >= count else { return false }
        for i in 0..<count where bytes[place + i] != text.utf8Start[i] { return false }
        place += count
        return true
    }

    private mutating func value(depth: Int) throws(BenchError) -> JSONValue {
        guard depth < Self.deepest else { throw fault("values lie more than \(Self.deepest) deep") }
        skipBlanks()
        switch next ?? 0 {
        case UInt8(ascii: "{"): return try object(depth)
        case UInt8(ascii: "["): return try array(depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try number())
        default: break
        }
        if take("true") { return .bool(true) }
        if take("false") { return .bool(false) }
        if take("null") { return .null }
        throw fault(next == nil ? "ends where a value should be" : "no JSON value")
    }

    private mutating func object(_ depth: Int) throws(BenchError) -> JSONValue {
        place += 1
        var fields: [JSONValue.Field] = []
        skipBlanks()
        if take("}") { return .object(fields) }
        while true {
            skipBlanks()
            guard next == UInt8(ascii: "\"") else { throw fault("a field's name expected") }
            let name = try string()
            skipBlanks()
            guard take(":") else { throw fault("':' expected") }
            fields.append(JSONValue.Field(name: name, value: try value(depth: depth + 1)))
            skipBlanks()
            if take("}") { return .object(fields) }
            guard take(",") else { throw fault("',' or '}' expected") }
        }
    }

    private mutating func array(_ depth: Int) throws(BenchError) -> JSONValue {
        place += 1
        var values: [JSONValue] = []
        skipBlanks()
        if take("]") { return .array(values) }
        while true {
            values.append(try value(depth: depth + 1))
            skipBlanks()
            if take("]") { return .array(values) }
            guard take(",") else { throw fault("',' or ']' expected") }
        }
    }

    private mutating func number() throws(BenchError) -> Double {
        let start = place
        _ = take("-")
        if !take("0") { try digits() }
        if take(".") { try digits() }
        if take("e") || take("E") {
            _ = take("+") || take("-")
            try digits()
        }
        guard let value = Double(String(decoding: bytes[start..<place], as: UTF8.self)), value.isFinite else {
            throw fault("a number too large")
        }
        return value
    }

    private mutating func digits() throws(BenchError) {
        let start = place
        while let byte = next, (0x30...0x39).contains(byte) { place += 1 }
        guard place > start else { throw fault("a digit expected") }
    }

    private mutating func string() throws(BenchError) -> String {
        place += 1
        var text: [UInt8] = []
        while let byte = next {
            place += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"): try escape(into: &text)
            case 0..<0x20: throw fault("a control character in a string")
            default: text.append(byte)
            }
        }
        throw fault("ends within a string")
    }

    private mutating func escape(into text: inout [UInt8]) throws(BenchError) {
        guard let byte = next else { throw fault("ends within a string") }
        place += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"):
            var code = try hexDigits()
            if (0xD800..<0xDC00).contains(code), take("\\u") {
                let low = try hexDigits()
                guard (0xDC00..<0xE000).contains(low) else { throw fault("half a character") }
                code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(code) else { throw fault("half a character") }
            text += Array(String(Character(scalar)).utf8)
        default: throw fault("no escape")
        }
    }

    private mutating func hexDigits() throws(BenchError) -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw fault("four hexadecimal digits expected")
            }
            code = code << 4 | UInt32(digit)
            place += 1
        }
        return code
    }
}
