#if !hasFeature(Embedded)
    /// Lays out the sections, then writes header, section table, records and weights in one pass.
    struct FileAssembler {
        private struct Section {
            var kind: SectionKind
            var offset = 0
            var count: Int
            var bytes: Int { count * kind.recordBytes }
        }

        private var file = ByteWriter()
        private var sections: [Section] = []
        private let requiredFeatures: UInt64
        private let optionalFeatures: UInt64
        private var recordsEnd = 0
        private var fileBytes = 0

        init(requiredFeatures: UInt64, optionalFeatures: UInt64) {
            self.requiredFeatures = requiredFeatures
            self.optionalFeatures = optionalFeatures
        }

        var weightsOffset: UInt64 { UInt64(recordsEnd) }

        /// Declares a section of `count` records; empty ones are left out of the file.
        mutating func addSection(_ kind: SectionKind, count: Int) {
            if count > 0 { sections.append(Section(kind: kind, count: count)) }
        }

        /// Declares the weights and fixes every offset.
        mutating func addWeights(bytes: Int) {
            let hasWeights = bytes > 0
            var offset = FileLayout.headerBytes
            offset += (sections.count + (hasWeights ? 1 : 0)) * FileLayout.SectionEntry.bytes
            for i in sections.indices {
                sections[i].offset = offset
                offset = roundUp(offset + sections[i].bytes, to: FileLayout.sectionAlignment)
            }
            recordsEnd = roundUp(offset, to: FileLayout.dataAlignment)
            if hasWeights { sections.append(Section(kind: .weights, offset: recordsEnd, count: bytes)) }
            fileBytes = recordsEnd + bytes
        }

        mutating func writeHeader() {
            file.appendRecord(FileLayout.headerBytes) { record in
                typealias Field = FileLayout.Header
                for i in 0..<8 { record.store(FileLayout.magic[i], at: Field.magic + i) }
                record.store(FileLayout.version, at: Field.version)
                record.store(UInt32(sections.count), at: Field.sectionCount)
                record.store(UInt64(fileBytes), at: Field.fileBytes)
                record.store(UInt64(recordsEnd), at: Field.recordsEnd)
                record.store(requiredFeatures, at: Field.requiredFeatures)
                record.store(optionalFeatures, at: Field.optionalFeatures)
            }
            for section in sections {
                file.appendRecord(FileLayout.SectionEntry.bytes) { record in
                    typealias Field = FileLayout.SectionEntry
                    record.store(section.kind.rawValue, at: Field.kind)
                    record.store(section.kind.isRequired ? Field.requiredFlag : 0, at: Field.flags)
                    record.store(UInt64(section.offset), at: Field.offset)
                    record.store(UInt64(section.bytes), at: Field.length)
                    record.store(UInt32(section.kind.recordBytes), at: Field.stride)
                    // A byte section has no records to count: its length says all.
                    let count = section.kind.recordBytes == 1 ? 0 : section.count
                    record.store(UInt32(count), at: Field.count)
                }
            }
        }

        mutating func write<Element>(
            _ kind: SectionKind, _ elements: [Element], _ store: (Element, inout RecordWriter) -> Void
        ) {
            guard !elements.isEmpty else { return }
            file.align(to: FileLayout.sectionAlignment)
            for element in elements { file.appendRecord(kind.recordBytes) { store(element, &$0) } }
        }

        /// Appends the weights and fills in the checksums.
        mutating func finish(weights: [UInt8]) -> [UInt8] {
            file.align(to: FileLayout.dataAlignment)
            let weightsChecksum = weights.withUnsafeBytes { checksum($0) }
            file.patch(at: 0, FileLayout.headerBytes) {
                $0.store(weightsChecksum, at: FileLayout.Header.weightsChecksum)
            }
            // Computed while its own field is still zero, as the specification says.
            let recordsChecksum = file.bytes.withUnsafeBytes { checksum($0) }
            file.patch(at: 0, FileLayout.headerBytes) {
                $0.store(recordsChecksum, at: FileLayout.Header.recordsChecksum)
            }
            file.append(weights)
            return file.bytes
        }

        private func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
            guard let base = bytes.baseAddress else { return 0 }
            return portableCRC32C(0, base, bytes.count)
        }

        private func roundUp(_ value: Int, to multiple: Int) -> Int {
            (value + multiple - 1) / multiple * multiple
        }
    }
#endif
