import EdgeHost
import EdgeVision

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

// First of all: these two are the start of the cold-start time.
let start = ProgramStart(loaderNanoseconds: processorNanoseconds(), main: monotonicNanoseconds())

do throws(Failure) {
    try Program(start: start).run(CommandLine.arguments.dropFirst())
} catch {
    report(error)
    exit(error.status)
}
