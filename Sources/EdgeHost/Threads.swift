import CEdgeOpenMP
import EdgeRuntime

extension ParallelFor {
    /// OpenMP's pool of threads, one per process; serial in a build without the trait `OpenMP`.
    public static var openMP: ParallelFor {
        ParallelFor(
            run: { edgeParallelRun($0, $1, $2, $3) }, barrier: { edgeParallelBarrier($0) })
    }

    /// Whether `openMP` has more than one thread.
    public static var hasThreads: Bool { edgeHasOpenMP() }

    /// Starts the pool, so that no later region has to.
    static func warmUp(threads: Int) {
        var nothing: UInt8 = 0
        edgeParallelRun(nil, threads, { _, _, _ in edgeParallelBarrier(nil) }, &nothing)
    }
}
