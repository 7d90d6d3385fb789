#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Memory at a multiple of 64, freed when the last reference goes.
public final class AlignedMemory: @unchecked Sendable {
    public let bytes: UnsafeMutableRawBufferPointer

    public init(count: Int) throws(HostError) {
        var base: UnsafeMutableRawPointer?
        guard posix_memalign(&base, 64, max(count, 1)) == 0, let base else {
            throw HostError.outOfMemory(bytes: count)
        }
        bytes = UnsafeMutableRawBufferPointer(start: base, count: count)
    }

    deinit { free(bytes.baseAddress) }
}
