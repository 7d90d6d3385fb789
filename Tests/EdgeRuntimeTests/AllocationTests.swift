import CMallocHook
import EdgeHost
import EdgeRuntime
import EdgeTestModels
import Testing

/// After its first call, `run` never asks for memory, on any of its threads.
@Suite(.serialized) struct AllocationTests {
    @Test(arguments: [1, 2])
    func runAllocatesNothing(threads: Int) throws {
        try #require(edgeMallocCountIsAvailable(), "the malloc hooks need glibc and no sanitizer")
        for sample in try SampleModels.all() {
            let session = try HostSession(LoadedModel(bytes: sample.bytes), threads: threads)
            fillInputs(session, seed: 1)
            session.run()
            let counter = edgeMallocCounter()
            watch(threads, counter)
            let before = edgeMallocCount(counter)
            let frames = sample.name == "residual" ? 10_000 : 1000
            for _ in 0..<frames { session.run() }
            let calls = edgeMallocCount(counter) - before
            watch(threads, 0)
            #expect(
                calls == 0, "\(sample.name): \(calls) allocations in \(frames) runs on \(threads) threads")
        }
    }

    /// The hooks see an allocation of each of the pool's threads.
    @Test func hooksCount() throws {
        try #require(edgeMallocCountIsAvailable(), "the malloc hooks need glibc and no sanitizer")
        let counter = edgeMallocCounter()
        watch(2, counter)
        let before = edgeMallocCount(counter)
        var nothing: UInt8 = 0
        inRegion(2, &nothing) { _, _, _ in
            UnsafeMutableRawPointer.allocate(byteCount: 4096, alignment: 64).deallocate()
        }
        let calls = edgeMallocCount(counter) - before
        watch(2, 0)
        #expect(calls >= (ParallelFor.hasThreads ? 2 : 1))
    }

    /// Watches this thread and the pool threads that its regions use.
    private func watch(_ threads: Int, _ counter: Int32) {
        var counter = counter
        inRegion(threads, &counter) { work, _, _ in edgeMallocWatchThread(work.load(as: Int32.self)) }
    }

    private func inRegion(_ threads: Int, _ work: UnsafeMutableRawPointer, _ body: ParallelFor.Body) {
        let parallel = ParallelFor.openMP
        parallel.run(parallel.context, threads, body, work)
    }
}
