import EdgeHost
import EdgeRuntime

/// Calls `body(part)` on several threads at once, those that networks run on.
///
/// - Returns: nanoseconds until all have returned, and how many there were: the pool may have fewer.
func together(threads: Int, _ body: (Int) -> Void) -> (nanoseconds: UInt64, parts: Int) {
    let parallel = threads > 1 ? ParallelFor.openMP : .serial
    return withoutActuallyEscaping(body) { body in
        var work = Work(body: body)
        let begin = monotonicNanoseconds()
        withUnsafeMutablePointer(to: &work) { parallel.run(parallel.context, threads, runPart, $0) }
        return (monotonicNanoseconds() - begin, work.parts)
    }
}

private struct Work {
    var body: (Int) -> Void
    var parts = 1
}

private func runPart(_ work: UnsafeMutableRawPointer, _ part: Int, _ parts: Int) {
    let work = work.assumingMemoryBound(to: Work.self)
    if part == 0 { work.pointee.parts = parts }
    work.pointee.body(part)
}
