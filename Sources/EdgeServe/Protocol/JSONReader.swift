#if Serve
    #if canImport(Glibc)
        import Glibc
    #elseif canImport(Musl)
        import Musl
    #endif

    /// Reads JSON (RFC 8259) value by value, in the order of the text: nothing is built that the caller does not
    /// ask for, so that a tensor of numbers becomes an array of them and no tree.
    ///
    /// Any bytes give values or an error that tells the offset; nesting is bounded.
    package struct JSONReader {
        package static let maximumDepth = 32

        private let bytes: UnsafeRawBufferPointer
        package private(set) var offset = 0
        private var depth = 0

        /// - Parameter bytes: must outlive the reader.
        package init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

        package enum Kind { case object, array, string, number, bool, null }

        /// What comes next.
        package mutating func kind() throws(ServeError) -> Kind {
            skipBlanks()
            switch byte {
            case UInt8(ascii: "{"): return .object
            case UInt8(ascii: "["): return .array
            case UInt8(ascii: "\""): return .string
            case UInt8(ascii: "t"), UInt8(ascii: "f"): return .bool
            case UInt8(ascii: "n"): return .null
            case nil: throw fault("ends where a value is expected")
            case let next? where next == UInt8(ascii: "-") || next &- 0x30 < 10: return .number
            default: throw fault("has no value here")
            }
        }

        // MARK: Values

        /// Calls `field` with each field's name; it must read or skip the value.
        package mutating func object(
            _ field: (inout JSONReader, String) throws(ServeError) -> Void
        ) throws(ServeError) {
            try open("{")
            if close("}") { return }
            repeat {
                let name = try string()
                try expect(":")
                try field(&self, name)
            } while try another("}")
        }

        /// Calls `element` before each element; it must read or skip it.
        package mutating func array(_ element: (inout JSONReader) throws(ServeError) -> Void)
            throws(ServeError)
        {
            try open("[")
            if close("]") { return }
            repeat { try element(&self) } while try another("]")
        }

        package mutating func string() throws(ServeError) -> String {
            try expect("\"")
            let start = offset
            while let next = byte, next != UInt8(ascii: "\""), next != UInt8(ascii: "\\"), next >= 0x20 {
                offset += 1
            }
            if byte == UInt8(ascii: "\"") {
                // The common case: no escapes.
                defer { offset += 1 }
                return try text(Array(bytes[start..<offset]), at: start)
            }
            var unescaped = Array(bytes[start..<offset])
            while true {
                guard let next = byte else { throw fault("ends within a string") }
                guard next >= 0x20 else { throw fault("has a control character within a string") }
                offset += 1
                if next == UInt8(ascii: "\"") { return try text(unescaped, at: start) }
                if next == UInt8(ascii: "\\") {
                    try appendEscape(to: &unescaped)
                } else {
                    unescaped.append(next)
                }
            }
        }

        package mutating func bool() throws(ServeError) -> Bool {
            skipBlanks()
            if literal("true") { return true }
            if literal("false") { return false }
            throw fault("has no true or false here")
        }

        package mutating func number() throws(ServeError) -> Double {
            skipBlanks()
            guard let value = NumberReader.read(bytes, &offset) else { throw fault("has no number here") }
            return value
        }

        package mutating func integer() throws(ServeError) -> Int {
            let start = offset
            let value = try number()
            guard let integer = Int(exactly: value) else {
                offset = start
                throw fault("has no whole number here")
            }
            return integer
        }

        /// All numbers of nested arrays, row by row, as tensors are written.
        package mutating func numbers(into values: inout [Double]) throws(ServeError) {
            try array { (reader: inout JSONReader) throws(ServeError) in
                switch try reader.kind() {
                case .array: try reader.numbers(into: &values)
                case .bool: values.append(try reader.bool() ? 1 : 0)
                default: values.append(try reader.number())
                }
            }
        }

        /// Passes over the next value.
        package mutating func skip() throws(ServeError) {
            switch try kind() {
            case .object: try object { (reader: inout JSONReader, _) throws(ServeError) in try reader.skip() }
            case .array: try array { (reader: inout JSONReader) throws(ServeError) in try reader.skip() }
            case .string: _ = try string()
            case .number: _ = try number()
            case .bool: _ = try bool()
            case .null: guard literal("null") else { throw fault("has no value here") }
            }
        }

        /// - Throws: where anything but blanks follows.
        package mutating func end() throws(ServeError) {
            skipBlanks()
            guard byte == nil else { throw fault("goes on behind its end") }
        }

        /// An error at the place reached.
        package func fault(_ what: String) -> ServeError {
            .bad(what, at: "JSON, byte \(offset)", mend: "send JSON as RFC 8259 has it")
        }

        // MARK: Bytes

        private var byte: UInt8? { offset < bytes.count ? bytes[offset] : nil }

        private mutating func skipBlanks() {
            while let next = byte, next == 0x20 || next == 0x0A || next == 0x0D || next == 0x09 {
                offset += 1
            }
        }

        private mutating func open(_ bracket: Unicode.Scalar) throws(ServeError) {
            try expect(bracket)
            depth += 1
            guard depth <= Self.maximumDepth else {
                throw fault("is nested deeper than \(Self.maximumDepth)")
            }
        }

        private mutating func close(_ bracket: Unicode.Scalar) -> Bool {
            skipBlanks()
            guard byte == UInt8(ascii: bracket) else { return false }
            offset += 1
            depth -= 1
            return true
        }

        /// Whether a comma, and so another element, comes; else the bracket must.
        private mutating func another(_ bracket: Unicode.Scalar) throws(ServeError) -> Bool {
            if close(bracket) { return false }
            try expect(",")
            return true
        }

        private mutating func expect(_ character: Unicode.Scalar) throws(ServeError) {
            skipBlanks()
            guard byte == UInt8(ascii: character) else { throw fault("has no '\(character)' here") }
            offset += 1
        }

        private mutating func literal(_ word: StaticString) -> Bool {
            let count = word.utf8CodeUnitCount
            guard bytes.count - offset >= count,
                memcmp(bytes.baseAddress.unsafelyUnwrapped + offset, word.utf8Start, count) == 0
            else { return false }
            offset += count
            return true
        }

        private func text(_ utf8: [UInt8], at start: Int) throws(ServeError) -> String {
            if let text = String(validating: utf8, as: UTF8.self) { return text }
            throw .bad("holds a string that is not UTF-8", at: "JSON, byte \(start)", mend: "send UTF-8")
        }

        // MARK: Escapes

        private mutating func appendEscape(to text: inout [UInt8]) throws(ServeError) {
            guard let next = byte else { throw fault("ends within a string") }
            offset += 1
            switch next {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(next)
            case UInt8(ascii: "b"): text.append(0x08)
            case UInt8(ascii: "f"): text.append(0x0C)
            case UInt8(ascii: "n"): text.append(0x0A)
            case UInt8(ascii: "r"): text.append(0x0D)
            case UInt8(ascii: "t"): text.append(0x09)
            case UInt8(ascii: "u"): try appendUnicode(to: &text)
            default: throw fault("has an unknown escape")
            }
        }

        private mutating func appendUnicode(to text: inout [UInt8]) throws(ServeError) {
            var code = try hexadecimal()
            if (0xD800..<0xDC00).contains(code), bytes.count - offset >= 2,
                bytes[offset] == UInt8(ascii: "\\"), bytes[offset + 1] == UInt8(ascii: "u")
            {
                offset += 2
                let low = try hexadecimal()
                guard (0xDC00..<0xE000).contains(low) else { throw fault("has half a surrogate pair") }
                code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(code) else { throw fault("has half a surrogate pair") }
            text.append(contentsOf: Array(Character(scalar).utf8))
        }

        private mutating func hexadecimal() throws(ServeError) -> UInt32 {
            var value: UInt32 = 0
            for _ in 0..<4 {
                guard let digit = byte.flatMap({ Character(Unicode.Scalar($0)).hexDigitValue }) else {
                    throw fault("has no four hexadecimal digits here")
                }
                value = value << 4 + UInt32(digit)
                offset += 1
            }
            return value
        }
    }
#endif
