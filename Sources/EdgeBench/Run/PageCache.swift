import EdgeHost

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Throws a file's pages out of memory, without privileges.
///
/// - Returns: nil, or why they are still there: a file in memory (tmpfs), one that another process has mapped, or
///   one that this user may not write, of which the system does not tell.
func dropFromPageCache(_ path: String) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return "it cannot be opened" }
    defer { close(descriptor) }
    // Pages that are not on the disk yet cannot be thrown away.
    fdatasync(descriptor)
    guard posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED) == 0 else { return "the system refuses" }
    guard let share = residentShare(descriptor) else { return "the system does not tell whether it worked" }
    return share <= 0.02
        ? nil : "\(Int(share * 100))% of it stay in memory: in use, or on a file system in memory"
}

/// Share of a file's pages that are in memory.
private func residentShare(_ descriptor: Int32) -> Double? {
    var facts = stat()
    guard fstat(descriptor, &facts) == 0, facts.st_size > 0 else { return nil }
    let bytes = Int(facts.st_size)
    let page = Int(sysconf(Int32(_SC_PAGESIZE)))
    guard let map = mmap(nil, bytes, PROT_READ, MAP_SHARED, descriptor, 0), map != MAP_FAILED else {
        return nil
    }
    defer { munmap(map, bytes) }
    var states = [UInt8](repeating: 0, count: (bytes + page - 1) / page)
    guard mincore(map, bytes, &states) == 0 else { return nil }
    return Double(states.reduce(0) { $0 + Int($1 & 1) }) / Double(states.count)
}
