#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// One case of a golden vector file (`Tools/reference/make-vectors`).
public struct VectorCase: Sendable {
    public var name: String
    public var fields: [String: [Int]]

    public func ints(_ key: String) -> [Int] { fields[key] ?? [] }
    public func int8(_ key: String) -> [Int8] { ints(key).map { Int8($0) } }
    public func floats(_ key: String) -> [Float] { ints(key).map { Float(bitPattern: UInt32($0)) } }
}

/// The file cannot be opened.
public struct VectorFileError: Error {
    public var path: String
}

/// All cases of `Tests/EdgeKernelsTests/Vectors/NAME.txt`.
public func vectorCases(_ name: String) throws -> [VectorCase] {
    let tests = #filePath.split(separator: "/").dropLast(2).reduce("") { $0 + "/" + $1 }
    let path = tests + "/EdgeKernelsTests/Vectors/\(name).txt"
    guard let file = fopen(path, "r") else { throw VectorFileError(path: path) }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer[..<count] }
    var cases: [VectorCase] = []
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
        let space = line.firstIndex(of: " ") ?? line.endIndex
        let key = line[..<space]
        let rest = line[space...].dropFirst()
        if key == "case" {
            cases.append(VectorCase(name: String(rest), fields: [:]))
        } else {
            cases[cases.count - 1].fields[String(key)] = rest.split(separator: " ").map { Int($0)! }
        }
    }
    return cases
}
