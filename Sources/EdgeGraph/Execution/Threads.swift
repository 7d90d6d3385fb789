import CBLAS
import Dispatch

/// How many threads a kernel may use for one tensor. Work is divided the same way for a given count, and
/// never inside a sum, so that a count gives the same bytes every time.
struct Threads: Sendable {
    let count: Int

    init(count: Int) {
        self.count = max(1, count)
        _ = blasIsSingleThreaded
    }

    /// Calls `body` for 0..<n, on several threads where allowed.
    @inline(__always)
    func perform(_ n: Int, _ body: (Int) -> Void) {
        if count == 1 || n <= 1 {
            for i in 0..<n { body(i) }
        } else {
            concurrently(n, body)
        }
    }

    /// Splits 0..<total into one range a thread, none shorter than `grain` (but the last).
    @inline(__always)
    func ranges(_ total: Int, grain: Int, _ body: (Range<Int>) -> Void) {
        let parts = max(1, min(count, total / max(1, grain)))
        guard parts > 1 else { return body(0..<total) }
        let size = (total + parts - 1) / parts
        perform(parts) { i in
            let lower = min(i * size, total)
            body(lower..<min(lower + size, total))
        }
    }

    @inline(never)
    private func concurrently(_ n: Int, _ body: (Int) -> Void) {
        // The iterations end before this returns, and callers give each its own part of the output.
        withoutActuallyEscaping(body) { body in
            nonisolated(unsafe) let work = body
            DispatchQueue.concurrentPerform(iterations: n) { work($0) }
        }
    }
}

/// The executor divides work itself; OpenBLAS must not start threads of its own below it.
private let blasIsSingleThreaded: Bool = {
    openblas_set_num_threads(1)
    return true
}()
