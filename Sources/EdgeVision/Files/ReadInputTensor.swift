import EdgeHost
import EdgeRuntime

/// A .npy file (NumPy Enhancement Proposal 1) as the packed bytes of a model's only input: int8 elements as
/// they are, in the input's own shape; float32 elements in its shape or, for a picture, in the source
/// network's `[1, C, H, W]`, quantized as FORMAT.md says.
///
/// - Throws: `VisionError` for a file that is not such an array or does not fit the input.
public func readInputTensor(path: String, session: HostSession) throws(VisionError) -> [UInt8] {
    let wanted = "a .npy file of float32 or int8 in the input's shape"
    func refuse(_ what: String, at offset: Int? = nil) -> VisionError {
        VisionError(
            what: what, place: offset.map { "\(path), byte \($0)" } ?? path, mend: "give \(wanted)")
    }
    guard session.loaded.inputNames.count == 1 else {
        throw refuse("cannot fill \(session.loaded.inputNames.count) inputs")
    }
    let bytes = try readFile(path, wanted: wanted)
    guard let header = NpyHeader(bytes) else { throw refuse("is no .npy file that is understood", at: 0) }
    let input = session.input(0)
    let shape = (0..<input.rank).map { Int(input.dimensions[$0]) }
    let isPlanar = shape.count == 4 && header.shape == [shape[0], shape[3], shape[1], shape[2]]
    let isSame = header.shape == shape
    guard isSame || (isPlanar && header.type == "<f4") else {
        throw refuse("its shape \(header.shape) is not the input's \(shape)", at: 8)
    }
    let elementBytes = header.type == "<f4" ? 4 : 1
    guard bytes.count - header.end == input.count * elementBytes else {
        throw refuse("holds \(bytes.count - header.end) bytes of data, not \(input.count * elementBytes)")
    }
    switch (header.type, input.elementType) {
    case ("|i1", .int8), ("<f4", .float32):
        guard isSame else { break }
        return Array(bytes[header.end...])
    case ("<f4", .int8):
        let values = floats(bytes[header.end...])
        let plane = shape.count == 4 ? shape[1] * shape[2] : 0
        return (0..<input.count).map { i in
            // Element i of the input is pixel i / C, channel i % C.
            let from = isSame ? i : i % input.channels * plane + i / input.channels
            return UInt8(
                bitPattern: quantizeToInt8(values[from], scale: input.scale, zeroPoint: input.zeroPoint))
        }
    default: break
    }
    throw refuse("its elements (\(header.type)) do not suit an input of \(input.elementType)", at: 8)
}

private func floats(_ bytes: ArraySlice<UInt8>) -> [Float] {
    bytes.withUnsafeBytes { raw in
        (0..<raw.count / 4).map { i in
            Float(bitPattern: UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: 4 * i, as: UInt32.self)))
        }
    }
}

/// What NumPy writes before the data. `EdgeGraph` reads more of the format; the board does not link it.
private struct NpyHeader {
    var type: String
    var shape: [Int]
    /// Offset of the data.
    var end: Int

    /// nil for anything but a C-ordered array of float32 or int8.
    init?(_ file: [UInt8]) {
        guard file.count >= 12, file.starts(with: [0x93] + Array("NUMPY".utf8)), (1...3).contains(file[6])
        else { return nil }
        let lengthBytes = file[6] == 1 ? 2 : 4
        var length = 0
        for i in (0..<lengthBytes).reversed() { length = length << 8 | Int(file[8 + i]) }
        let start = 8 + lengthBytes
        guard length <= file.count - start else { return nil }
        end = start + length
        // The dictionary without its blanks: NumPy writes one spelling only.
        let text = file[start..<end].filter { $0 > 0x20 }
        guard let type = Self.value(after: "'descr':'", upTo: "'", in: text), type == "<f4" || type == "|i1",
            Self.value(after: "'fortran_order':", upTo: ",", in: text) == "False",
            let dimensions = Self.value(after: "'shape':(", upTo: ")", in: text)
        else { return nil }
        self.type = type
        shape = []
        for part in dimensions.split(separator: ",") {
            guard let size = Int(part), size >= 0 else { return nil }
            shape.append(size)
        }
    }

    private static func value(after key: String, upTo stop: Character, in text: [UInt8]) -> String? {
        let key = Array(key.utf8)
        guard let stop = stop.asciiValue, text.count >= key.count else { return nil }
        for start in 0...(text.count - key.count) where text[start...].starts(with: key) {
            let value = text[(start + key.count)...].prefix { $0 != stop }
            return String(decoding: value, as: UTF8.self)
        }
        return nil
    }
}
