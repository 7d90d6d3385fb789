import Dispatch
import EdgeVision
import Synchronization

/// Runs many pictures through a network, each worker thread one at a time: decoding, preprocessing,
/// inference and the reading of the outputs all go side by side.
struct PictureSweep {
    var network: any PictureNetwork
    var workers: Int
    /// Pictures done so far; called on worker threads.
    var progress: @Sendable (Int) -> Void = { _ in }

    /// - Parameters:
    ///   - load: decodes picture `index`; on a worker.
    ///   - read: makes a result of what the network said; on a worker.
    /// - Returns: the results in the order of pictures.
    /// - Throws: the error of the first picture that failed, after all workers have stopped.
    func run<Result: Sendable>(
        count: Int, load: @Sendable (Int) throws(EvaluationError) -> Image,
        read: @Sendable (Int, Image, NetworkOutput) throws(EvaluationError) -> Result
    ) throws(EvaluationError) -> [Result] {
        let state = Mutex(SweepState<Result>(results: Array(repeating: nil, count: count)))
        let workers = max(1, min(workers, count))
        withoutActuallyEscaping(load) { load in
            withoutActuallyEscaping(read) { read in
                DispatchQueue.concurrentPerform(iterations: workers) { _ in
                    var runner: (any PictureRunner)?
                    while let index = state.withLock({ $0.take() }) {
                        do throws(EvaluationError) {
                            if runner == nil { runner = try network.makeRunner() }
                            let picture = try load(index)
                            let result = try read(index, picture, try runner!.run(picture))
                            progress(state.withLock { $0.finish(index, result) })
                        } catch {
                            state.withLock { $0.fail(index, error) }
                            return
                        }
                    }
                }
            }
        }
        return try state.withLock { (state) throws(EvaluationError) in
            if let failure = state.failure { throw failure.error }
            return state.results.map { $0! }
        }
    }
}

private struct SweepState<Result: Sendable> {
    var results: [Result?]
    var next = 0
    var done = 0
    var failure: (index: Int, error: EvaluationError)?

    init(results: [Result?]) { self.results = results }

    mutating func take() -> Int? {
        guard failure == nil, next < results.count else { return nil }
        next += 1
        return next - 1
    }

    mutating func finish(_ index: Int, _ result: Result) -> Int {
        results[index] = result
        done += 1
        return done
    }

    mutating func fail(_ index: Int, _ error: EvaluationError) {
        if failure == nil || failure!.index > index { failure = (index, error) }
    }
}
