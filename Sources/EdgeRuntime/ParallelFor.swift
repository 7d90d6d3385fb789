/// How a session runs on several threads: a parallel region that the host hands in. The core starts no
/// threads of its own.
public struct ParallelFor: @unchecked Sendable {
    /// Work of one thread: `(work, part, parts)`.
    public typealias Body = @convention(c) (UnsafeMutableRawPointer, Int, Int) -> Void
    /// `(context, threads, body, work)` calls `body(work, part, parts)` once for each part in `0..<parts`,
    /// all at the same time, with `1 <= parts <= threads`, and returns when all have returned.
    public typealias Run =
        @convention(c) (UnsafeMutableRawPointer?, Int, Body, UnsafeMutableRawPointer) -> Void
    /// `(context)` returns once every part of the region has called it.
    public typealias Barrier = @convention(c) (UnsafeMutableRawPointer?) -> Void

    public var context: UnsafeMutableRawPointer?
    public var run: Run
    public var barrier: Barrier

    public init(context: UnsafeMutableRawPointer? = nil, run: Run, barrier: Barrier) {
        self.context = context
        self.run = run
        self.barrier = barrier
    }

    /// One part on the calling thread.
    public static var serial: ParallelFor {
        ParallelFor(run: { _, _, body, work in body(work, 0, 1) }, barrier: { _ in })
    }
}
