import EdgeKernels

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// One case of a golden vector file (`Tools/reference/make-vectors`).
struct VectorCase {
    var name: String
    var fields: [String: [Int]]

    func ints(_ key: String) -> [Int] { fields[key] ?? [] }
    func int8(_ key: String) -> [Int8] { ints(key).map { Int8($0) } }
    func floats(_ key: String) -> [Float] { ints(key).map { Float(bitPattern: UInt32($0)) } }
}

struct VectorFileError: Error {
    var path: String
}

func vectorCases(_ name: String) throws -> [VectorCase] {
    let path =
        #filePath.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 } + "/Vectors/\(name).txt"
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

/// Memory of one case, freed with it.
final class Pool {
    private var blocks: [UnsafeMutableRawPointer] = []

    deinit { for block in blocks { free(block) } }

    func bytes(_ count: Int) -> UnsafeMutableRawPointer {
        var p: UnsafeMutableRawPointer?
        precondition(posix_memalign(&p, 64, max(count, 1)) == 0)
        blocks.append(p!)
        return p!
    }

    func array<T>(_ values: [T], padded: Int? = nil, with filler: T? = nil) -> UnsafeMutablePointer<T> {
        let count = padded ?? values.count
        let p = bytes(count * MemoryLayout<T>.stride).bindMemory(to: T.self, capacity: max(count, 1))
        for i in 0..<count { (p + i).initialize(to: i < values.count ? values[i] : filler!) }
        return p
    }

    func image(_ size: [Int], _ values: [Int8]? = nil) -> ImageView {
        let count = size[0] * size[1] * size[2]
        return ImageView(
            base: array(values ?? [Int8](repeating: 99, count: count)), height: size[0], width: size[1],
            channels: size[2], pixelStride: size[2])
    }
}
