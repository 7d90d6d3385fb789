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
            watch(threads, true)
            let before = edgeMallocCount()
            let frames = sample.name == "residual" ? 10_000 : 1000
            for _ in 0..<frames { session.run() }
            let calls = edgeMallocCount() - before
            watch(threads, false)
            #expect(
                calls == 0, "\(sample.name): \(calls) allocations in \(frames) runs on \(threads) threads")
        }
    }

    /// The hooks see an allocation of each of the pool's threads.
    @Test func hooksCount() throws {
        try #require(edgeMallocCountIsAvailable(), "the malloc hooks need glibc and no sanitizer")
        watch(2, true)
        let before = edgeMallocCount()
        inRegion(2) { _, _, _ in
            UnsafeMutableRawPointer.allocate(byteCount: 4096, alignment: 64).deallocate()
        }
        let calls = edgeMallocCount() - before
        watch(2, false)
        #expect(calls >= (ParallelFor.hasThreads ? 2 : 1))
    }

    /// Watches this thread and the pool threads that its regions use.
    private func watch(_ threads: Int, _ on: Bool) {
        if on {
            inRegion(threads) { _, _, _ in edgeMallocWatchThread(true) }
        } else {
            inRegion(threads) { _, _, _ in edgeMallocWatchThread(false) }
        }
    }

    private func inRegion(_ threads: Int, _ body: ParallelFor.Body) {
        let parallel = ParallelFor.openMP
        var work: UInt8 = 0
        parallel.run(parallel.context, threads, body, &work)
    }
}
