import EdgeFormat
import EdgeHost
import EdgeKernels
import EdgeRuntime
import EdgeTestModels
import Testing

/// Fills all inputs from a seed.
func fillInputs(_ session: HostSession, seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for i in 0..<session.loaded.model.view.inputCount {
        let bytes = session.input(i).bytes
        for k in 0..<bytes.count { bytes[k] = UInt8.random(in: 0...255, using: &random) }
    }
}

@Suite struct RunTests {
    /// Each op kind runs; the output bytes are the same on every instruction set and thread count.
    @Test(arguments: try SampleModels.all())
    func sameBytesEverywhere(sample: SampleModel) throws {
        let loaded = try LoadedModel(bytes: sample.bytes)
        let reference = try HostSession(loaded, isa: .portable)
        fillInputs(reference, seed: 7)
        reference.run()
        let expected = reference.outputCRC32
        for isa in CPU.availableISAs {
            for threads in [1, 2, 3, 4] {
                let session = try HostSession(loaded, isa: isa, threads: threads)
                for _ in 0..<3 {
                    fillInputs(session, seed: 7)
                    session.run()
                    #expect(session.outputCRC32 == expected, "\(isa), \(threads) threads")
                }
            }
        }
    }

    /// The sample for Winograd's algorithm goes by it, on the sets that have it.
    @Test func winogradIsUsed() throws {
        let loaded = try LoadedModel(bytes: SampleModels.winograd().bytes)
        for isa in CPU.availableISAs {
            let session = try HostSession(loaded, isa: isa)
            let isWide = isa == .sse41 || isa == .avx2
            #expect(session.goesByWinograd(op: 0) == isWide, "\(isa)")
            // NEON wants 64 channels.
            #expect(session.goesByWinograd(op: 1) == (isWide || isa == .neon), "\(isa)")
        }
        let plain = try HostSession(LoadedModel(bytes: SampleModels.conv().bytes))
        for op in 0..<plain.opCount { #expect(!plain.goesByWinograd(op: op)) }
    }

    /// Stepping op by op is the same as running.
    @Test(arguments: try SampleModels.all())
    func stepping(sample: SampleModel) throws {
        let loaded = try LoadedModel(bytes: sample.bytes)
        let whole = try HostSession(loaded)
        fillInputs(whole, seed: 3)
        whole.run()
        let stepped = try HostSession(loaded)
        fillInputs(stepped, seed: 3)
        var times = [UInt64](repeating: 0, count: stepped.opCount)
        stepped.runProfiled(&times)
        #expect(stepped.outputCRC32 == whole.outputCRC32)
    }

    /// Outputs differ with the input: the comparison above is of something.
    @Test(arguments: try SampleModels.all())
    func outputsDependOnInputs(sample: SampleModel) throws {
        let session = try HostSession(LoadedModel(bytes: sample.bytes))
        var seen: Set<UInt32> = []
        for seed in 0..<4 {
            fillInputs(session, seed: UInt64(seed))
            session.run()
            seen.insert(session.outputCRC32)
        }
        #expect(seen.count > 1)
    }
}
