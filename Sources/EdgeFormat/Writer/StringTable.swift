#if !hasFeature(Embedded)
    /// The strings section under construction; equal strings share their bytes.
    struct StringTable {
        private(set) var bytes: [UInt8] = []
        private var known: [String: StringRange] = [:]

        mutating func add(_ text: String) -> StringRange {
            if let range = known[text] { return range }
            let range = StringRange(offset: UInt32(bytes.count), bytes: UInt32(text.utf8.count))
            bytes.append(contentsOf: text.utf8)
            known[text] = range
            return range
        }

        subscript(_ range: StringRange) -> String {
            String(decoding: bytes[Int(range.offset)..<Int(range.offset + range.bytes)], as: UTF8.self)
        }
    }
#endif
