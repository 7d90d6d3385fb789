import EdgeHost
import EdgeVision

/// The input bytes of a benchmark, loaded again before every run: an op may have reused their place.
public struct BenchInput {
    /// Packed bytes of each input.
    private var tensors: [[UInt8]] = []

    /// - Parameter path: a picture or a .npy file; nil for noise, the same on every machine.
    public init(_ session: HostSession, model: String, path: String?) throws(BenchError) {
        guard let path else {
            var random = SplitMix64(seed: 1)
            for i in 0..<session.loaded.inputNames.count {
                let input = session.input(i)
                tensors.append(
                    input.elementType == .float32
                        ? (0..<input.count).flatMap { _ in bytes(of: random.nextUnitFloat()) }
                        : (0..<input.packedBytes).map { _ in UInt8(truncatingIfNeeded: random.next()) })
            }
            return
        }
        do throws(VisionError) {
            if path.hasSuffix(".npy") {
                tensors = [try readInputTensor(path: path, session: session)]
            } else {
                var input = try PictureInput(session, model: model)
                let image = try decodeImage(path: path)
                tensors = [input.quantize(image).map { UInt8(bitPattern: $0) }]
            }
        } catch {
            throw BenchError(error.description)
        }
    }

    public func load(into session: HostSession) {
        for i in tensors.indices {
            tensors[i].withUnsafeBytes { session.input(i).fill(fromPacked: $0) }
        }
    }
}

private func bytes(of value: Float) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) }
}

/// SplitMix64 (Steele, Lea and Flood 2014).
private struct SplitMix64 {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// Uniform in -1..<1.
    mutating func nextUnitFloat() -> Float { Float(next() >> 40) / Float(1 << 23) - 1 }
}
