#if !hasFeature(Embedded)
    /// Little-endian bytes under construction, fields stored at explicit offsets of a fixed-size record.
    struct ByteWriter {
        private(set) var bytes: [UInt8] = []

        var count: Int { bytes.count }

        mutating func append(_ contents: some Sequence<UInt8>) { bytes.append(contentsOf: contents) }

        /// Appends zeros up to a multiple of `alignment`.
        mutating func align(to alignment: Int) {
            let remainder = bytes.count % alignment
            if remainder != 0 { bytes.append(contentsOf: repeatElement(0, count: alignment - remainder)) }
        }

        /// Appends a record of `size` zero bytes and lets `fill` store its fields.
        mutating func appendRecord(_ size: Int, _ fill: (inout RecordWriter) -> Void) {
            let base = bytes.count
            bytes.append(contentsOf: repeatElement(0, count: size))
            bytes.withUnsafeMutableBytes { all in
                var record = RecordWriter(bytes: .init(rebasing: all[base..<base + size]))
                fill(&record)
            }
        }

        /// Overwrites fields of a record appended before.
        mutating func patch(at base: Int, _ size: Int, _ fill: (inout RecordWriter) -> Void) {
            bytes.withUnsafeMutableBytes { all in
                var record = RecordWriter(bytes: .init(rebasing: all[base..<base + size]))
                fill(&record)
            }
        }
    }

    /// One record; `store` puts a value at a byte offset from its start.
    struct RecordWriter {
        let bytes: UnsafeMutableRawBufferPointer

        mutating func store(_ value: some FixedWidthInteger, at offset: Int) {
            withUnsafeBytes(of: value.littleEndian) {
                UnsafeMutableRawBufferPointer(rebasing: bytes[offset..<offset + $0.count]).copyBytes(from: $0)
            }
        }

        mutating func store(_ value: Float, at offset: Int) { store(value.bitPattern, at: offset) }

        mutating func store(_ value: StringRange, at offset: Int) {
            store(value.offset, at: offset)
            store(value.bytes, at: offset + 4)
        }
    }
#endif
