import EdgeHost
import EdgeRuntime

/// Calls `body(part, parts)` on several threads at once, the same pool that networks run on.
///
/// - Returns: nanoseconds until all have returned.
func together(threads: Int, _ body: (Int, Int) -> Void) -> UInt64 {
    let parallel = threads > 1 ? ParallelFor.openMP : .serial
    return withoutActuallyEscaping(body) { body in
        var work = Work(body: body)
        let begin = monotonicNanoseconds()
        withUnsafeMutablePointer(to: &work) { work in
            parallel.run(
                parallel.context, threads,
                { work, part, parts in work.assumingMemoryBound(to: Work.self).pointee.body(part, parts) },
                work)
        }
        return monotonicNanoseconds() - begin
    }
}

private struct Work {
    var body: (Int, Int) -> Void
}
