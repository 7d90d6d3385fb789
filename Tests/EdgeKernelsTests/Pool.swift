import EdgeKernels

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

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
