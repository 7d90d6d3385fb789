#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Nanoseconds of processor time that this process has used so far. Read first thing in a program, it is
/// what exec, the dynamic loader and the language's start-up took; the process's start time in the proc
/// file system has a resolution of 10 ms only.
public func processorNanoseconds() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}
