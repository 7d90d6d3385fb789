import EdgeKernelChecks

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

struct MappingError: Error {
    var code: Int32
}

/// Runs `body` with the sweep's regions, each followed by a page that stops the program when touched.
func withGuardedMemory(_ body: (FencedMemory) -> Void) throws(MappingError) {
    let page = sysconf(Int32(_SC_PAGESIZE))
    let regionBytes = (FencedMemory.minimumRegionBytes + page - 1) / page * page
    let stride = regionBytes + page
    let bytes = FencedMemory.regionCount * stride
    let mapping = mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let base = mapping, base != MAP_FAILED else { throw MappingError(code: errno) }
    defer { munmap(base, bytes) }
    for i in 0..<FencedMemory.regionCount {
        let fence = base + i * stride + regionBytes
        guard mprotect(fence, page, PROT_NONE) == 0 else { throw MappingError(code: errno) }
    }
    body(FencedMemory(base: base, regionBytes: regionBytes, regionStride: stride))
}
