/// A protocol buffer as a tree of fields, without its schema: lets a test change one value and encode the
/// whole again with every length right, so that the damage reaches past the decoder.
struct WireMessage {
    var fields: [(number: UInt64, value: Value)] = []

    indirect enum Value {
        case varint(UInt64)
        /// 4 or 8 bytes.
        case fixed([UInt8])
        case bytes([UInt8])
        case message(WireMessage)
    }

    /// nil where `bytes` are no such encoding. A string that happens to be one is taken for a message.
    init?(_ bytes: ArraySlice<UInt8>, depth: Int = 0) {
        guard depth < 12 else { return nil }
        var rest = bytes
        while !rest.isEmpty {
            guard let key = Self.varint(&rest), key >> 3 > 0 else { return nil }
            switch key & 7 {
            case 0:
                guard let value = Self.varint(&rest) else { return nil }
                fields.append((key >> 3, .varint(value)))
            case 1, 5:
                let size = key & 7 == 1 ? 8 : 4
                guard rest.count >= size else { return nil }
                fields.append((key >> 3, .fixed(Array(rest.prefix(size)))))
                rest = rest.dropFirst(size)
            case 2:
                guard let size = Self.varint(&rest), size <= UInt64(rest.count) else { return nil }
                let content = rest.prefix(Int(size))
                rest = rest.dropFirst(Int(size))
                let inner = content.isEmpty ? nil : WireMessage(content, depth: depth + 1)
                fields.append((key >> 3, inner.map { .message($0) } ?? .bytes(Array(content))))
            default: return nil
            }
        }
    }

    var encoded: [UInt8] {
        var result: [UInt8] = []
        for (number, value) in fields {
            switch value {
            case .varint(let v): result += Self.encode(number << 3) + Self.encode(v)
            case .fixed(let b): result += Self.encode(number << 3 | (b.count == 8 ? 1 : 5)) + b
            case .bytes(let b): result += Self.encode(number << 3 | 2) + Self.encode(UInt64(b.count)) + b
            case .message(let m):
                let b = m.encoded
                result += Self.encode(number << 3 | 2) + Self.encode(UInt64(b.count)) + b
            }
        }
        return result
    }

    /// Changes one field somewhere in the tree.
    mutating func mutate(_ random: inout SeededGenerator) {
        guard let at = fields.indices.randomElement(using: &random) else { return }
        switch (fields[at].value, Int.random(in: 0..<16, using: &random)) {
        case (_, 0): fields.remove(at: at)
        case (_, 1): fields.insert(fields[at], at: fields.indices.randomElement(using: &random)!)
        case (_, 2): fields.swapAt(at, fields.indices.randomElement(using: &random)!)
        case (.varint, _): fields[at].value = .varint(Self.extremes.randomElement(using: &random)!)
        case (.fixed(let bytes), _):
            let patterns: [UInt8] = [0, 0xFF, 0x7F, 0x80, 0x01]
            fields[at].value = .fixed(bytes.map { _ in patterns.randomElement(using: &random)! })
        case (.bytes(var bytes), _):
            guard let byte = bytes.indices.randomElement(using: &random) else { return }
            bytes[byte] = [0, 1, 0x7F, 0x80, 0xFF, 9].randomElement(using: &random)!
            fields[at].value = .bytes(bytes)
        case (.message(var inner), _):
            inner.mutate(&random)
            fields[at].value = .message(inner)
        }
    }

    static let extremes: [UInt64] =
        [0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 16, 255, 1 << 16, 1 << 24, 1 << 31, 1 << 32, 1 << 62, 1 << 63]
        + [-1, -2, -3, -4, .min, .max, .max - 1].map { UInt64(bitPattern: $0 as Int64) }

    private static func varint(_ rest: inout ArraySlice<UInt8>) -> UInt64? {
        var value: UInt64 = 0
        for shift in stride(from: 0, to: 70, by: 7) {
            guard let byte = rest.popFirst() else { return nil }
            value |= UInt64(byte & 0x7F) << UInt64(shift)
            if byte < 0x80 { return value }
        }
        return nil
    }

    private static func encode(_ value: UInt64) -> [UInt8] {
        var rest = value
        var bytes: [UInt8] = []
        while rest >= 0x80 {
            bytes.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        return bytes + [UInt8(rest)]
    }
}
