extension NpyArray {
    private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

    /// Reads the contents of a .npy file, versions 1.0 to 3.0.
    /// - Throws: for any bytes that are not such a file; reading never traps.
    public init(file: [UInt8]) throws(NpyError) {
        guard file.starts(with: Self.magic) else { throw .notNpy("it does not begin with \\x93NUMPY") }
        guard file.count >= 8 else { throw .notNpy("it ends after \(file.count) bytes") }
        guard (1...3).contains(file[6]), file[7] == 0 else { throw .notNpy("version \(file[6]).\(file[7])") }
        let lengthBytes = file[6] == 1 ? 2 : 4
        let start = 8 + lengthBytes
        guard file.count >= start else { throw .notNpy("it ends after \(file.count) bytes") }
        var headerBytes = 0
        for i in (0..<lengthBytes).reversed() { headerBytes = headerBytes << 8 | Int(file[8 + i]) }
        guard headerBytes <= file.count - start else {
            throw .header(offset: 8, "\(headerBytes) bytes of header in a file of \(file.count)")
        }
        var header = NpyHeader(bytes: file[start..<start + headerBytes])
        try header.parse()
        guard let type = NpyType(rawValue: header.descr) else {
            throw .unsupported("elements of type '\(header.descr)'")
        }
        var count = 1
        for dimension in header.shape {
            let (product, overflow) = count.multipliedReportingOverflow(by: dimension)
            guard !overflow else { throw .header(offset: start, "shape \(header.shape) overflows") }
            count = product
        }
        guard !header.fortranOrder || header.shape.filter({ $0 != 1 }).count <= 1 else {
            throw .unsupported("an array in Fortran order")
        }
        let (expected, overflow) = count.multipliedReportingOverflow(by: type.size)
        let actual = file.count - start - headerBytes
        guard !overflow, expected == actual else {
            throw .length(expected: overflow ? .max : expected, actual: actual)
        }
        self.init(type: type, shape: header.shape, bytes: Array(file[(start + headerBytes)...]))
    }

    /// The bytes of a .npy file: version 1.0, or 2.0 where the header needs it; data at a multiple of 64.
    public var file: [UInt8] {
        let dimensions = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
        var header = Array(
            "{'descr': '\(type.rawValue)', 'fortran_order': False, 'shape': (\(dimensions)), }".utf8)
        let version: UInt8 = header.count + 11 + 63 < 1 << 16 ? 1 : 2
        let prefix = version == 1 ? 10 : 12
        while (prefix + header.count + 1) % 64 != 0 { header.append(UInt8(ascii: " ")) }
        header.append(UInt8(ascii: "\n"))
        var contents: [UInt8] = Self.magic + [version, 0]
        for i in 0..<(prefix - 8) { contents.append(UInt8(truncatingIfNeeded: header.count >> (8 * i))) }
        contents += header
        contents += bytes
        return contents
    }
}

/// The header: a Python dictionary literal with the keys descr, fortran_order and shape.
private struct NpyHeader {
    private let bytes: ArraySlice<UInt8>
    private var position: Int
    private(set) var descr = ""
    private(set) var fortranOrder = false
    private(set) var shape: [Int] = []

    init(bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    mutating func parse() throws(NpyError) {
        var seen: Set<String> = []
        try expect("{")
        while !accept("}") {
            let key = try string()
            try expect(":")
            guard seen.insert(key).inserted else { throw fault("'\(key)' a second time") }
            switch key {
            case "descr":
                skipSpace()
                guard position < bytes.endIndex,
                    bytes[position] == UInt8(ascii: "'") || bytes[position] == UInt8(ascii: "\"")
                else {
                    throw .unsupported("a structured array")
                }
                descr = try string()
            case "fortran_order": fortranOrder = try boolean()
            case "shape": shape = try tuple()
            default: throw fault("unknown key '\(key)'")
            }
            if !accept(",") {
                try expect("}")
                break
            }
        }
        skipSpace()
        guard position == bytes.endIndex else { throw fault("something after the dictionary") }
        for key in ["descr", "fortran_order", "shape"] where !seen.contains(key) {
            throw fault("no '\(key)'")
        }
    }

    private func fault(_ reason: String) -> NpyError { .header(offset: position, reason) }

    private mutating func skipSpace() {
        while position < bytes.endIndex, [0x20, 0x09, 0x0A, 0x0D, 0x00].contains(bytes[position]) {
            position += 1
        }
    }

    private mutating func accept(_ text: StaticString) -> Bool {
        skipSpace()
        let end = position + text.utf8CodeUnitCount
        guard end <= bytes.endIndex,
            bytes[position..<end].elementsEqual(
                UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
        else { return false }
        position = end
        return true
    }

    private mutating func expect(_ text: StaticString) throws(NpyError) {
        guard accept(text) else { throw fault("'\(text)' expected") }
    }

    private mutating func string() throws(NpyError) -> String {
        skipSpace()
        guard position < bytes.endIndex,
            bytes[position] == UInt8(ascii: "'") || bytes[position] == UInt8(ascii: "\"")
        else { throw fault("a string expected") }
        let quote = bytes[position]
        guard let end = bytes[(position + 1)...].firstIndex(of: quote) else {
            throw fault("a string without an end")
        }
        defer { position = end + 1 }
        return String(decoding: bytes[position + 1..<end], as: UTF8.self)
    }

    private mutating func boolean() throws(NpyError) -> Bool {
        if accept("True") { return true }
        try expect("False")
        return false
    }

    private mutating func tuple() throws(NpyError) -> [Int] {
        var values: [Int] = []
        try expect("(")
        while !accept(")") {
            skipSpace()
            let digits = bytes[position...].prefix { (0x30...0x39).contains($0) }
            guard !digits.isEmpty, let value = Int(String(decoding: digits, as: UTF8.self)) else {
                throw fault("a dimension expected")
            }
            // NumPy itself stops at 64 dimensions.
            guard values.count < 64 else { throw fault("more than 64 dimensions") }
            values.append(value)
            position = digits.endIndex
            // Python 2 wrote long integers with an L.
            _ = accept("L")
            if !accept(",") {
                try expect(")")
                break
            }
        }
        return values
    }
}
