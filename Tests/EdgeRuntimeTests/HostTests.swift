import EdgeFormat
import EdgeHost
import EdgeKernels
import EdgeRuntime
import EdgeTestModels
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Loading from the file system, and what it says when that does not work.
@Suite(.serialized) struct HostTests {
    /// A path in a new temporary folder, with these contents.
    private func withFile(_ bytes: [UInt8], _ body: (String) throws -> Void) throws {
        var template = Array("/tmp/edge-test-XXXXXX".utf8CString)
        let folder = try #require(template.withUnsafeMutableBufferPointer { mkdtemp($0.baseAddress!) })
        let path = String(cString: folder) + "/model.edge"
        let file = try #require(fopen(path, "w"))
        #expect(fwrite(bytes, 1, bytes.count, file) == bytes.count)
        fclose(file)
        defer {
            unlink(path)
            rmdir(folder)
        }
        try body(path)
    }

    @Test func mapsAndRuns() throws {
        let sample = try SampleModels.residual()
        try withFile(sample.bytes) { path in
            let mapped = try HostSession(path: path, threads: 2)
            let copied = try HostSession(LoadedModel(bytes: sample.bytes))
            for session in [mapped, copied] {
                fillInputs(session, seed: 9)
                session.run()
            }
            #expect(mapped.outputCRC32 == copied.outputCRC32)
            #expect(mapped.loaded.fileBytes == sample.bytes.count)
            #expect(mapped.loaded.labels == ["cat", "dog", "péage", "猫"])
            #expect(mapped.loaded.metadata("task") == "classify")
            #expect(mapped.loaded.preprocessing()?.resize == .crop)
            #expect(mapped.loaded.preprocessing(input: 1) == nil)
            #expect(mapped.input(named: mapped.loaded.inputNames[0]) != nil)
            #expect(mapped.output(named: "no such output") == nil)
        }
    }

    @Test(arguments: ["/no/such/file.edge", "/tmp", "/dev/null"])
    func notAModelFile(path: String) {
        let error = #expect(throws: HostError.self) { try LoadedModel(path: path) }
        #expect(error?.description.contains(path) == true)
    }

    @Test func emptyFile() throws {
        try withFile([]) { path in
            let error = #expect(throws: HostError.self) { try LoadedModel(path: path) }
            guard case .emptyFile = error else {
                Issue.record("\(error.map { "\($0)" } ?? "no error")")
                return
            }
        }
    }

    @Test func textFile() throws {
        try withFile(Array("this is not a model\n".utf8)) { path in
            let error = #expect(throws: HostError.self) { try LoadedModel(path: path) }
            #expect(error?.description.contains("magic is not that of an .edge file") == true)
        }
    }

    /// The values of `EDGE_ISA`. (The variable itself belongs to the whole process: the tests of edgerun
    /// set it.)
    @Test func namesOfInstructionSets() throws {
        for isa in CPU.availableISAs { #expect(try CPU.isa(named: "\(isa)") == isa) }
        let unknown = #expect(throws: HostError.self) { try CPU.isa(named: "mmx") }
        #expect(unknown?.description.contains("'mmx'") == true)
        #if arch(x86_64)
            let foreignName = "dotprod"
        #else
            let foreignName = "avx2"
        #endif
        let foreign = #expect(throws: HostError.self) { try CPU.isa(named: foreignName) }
        #expect(foreign?.description.contains("this CPU does not run \(foreignName)") == true)
    }

    @Test(arguments: [0, -1, 1025])
    func badThreadCount(count: Int) throws {
        let loaded = try LoadedModel(bytes: SampleModels.conv().bytes)
        #expect(throws: HostError.self) { try HostSession(loaded, threads: count) }
    }

    @Test func facts() {
        #expect(CPU.name != "unknown" && !CPU.name.isEmpty)
        #expect(CPU.logicalCount >= 1)
        #expect(CPU.availableISAs.contains(.portable) && CPU.availableISAs.contains(CPU.bestISA))
        #expect(peakResidentBytes() > 1 << 20)
        let before = monotonicNanoseconds()
        #expect(monotonicNanoseconds() >= before)
    }

    /// The processor's CRC-32C is the portable one, at every length around the size of its streams.
    @Test func checksumByInstruction() {
        var random = SeededGenerator(seed: 77)
        let bytes = (0..<60_000).map { _ in UInt8.random(in: 0...255, using: &random) }
        bytes.withUnsafeBytes { all in
            for length in Array(0..<70) + [24_575, 24_576, 24_577, 49_151, 49_152, 49_160, 59_000] {
                for start in [0, 1, 7] {
                    let base = all.baseAddress! + start
                    #expect(
                        CPU.verifierFunctions.checksum(123, base, length) == portableCRC32C(123, base, length)
                    )
                }
            }
        }
    }

    /// The processor's sums of blocked weights are the portable ones: of weights of every width, dense and sparse, so
    /// that each bound is kept and exceeded, with and without -128; and of nothing but the extremes.
    @Test func blockSumsByInstruction() throws {
        let seed: UInt64 = 91
        var random = SeededGenerator(seed: seed)
        var seen: Set<String> = []
        for round in 0..<600 {
            let quads = round < 300 ? round % 10 + 1 : Int.random(in: 1...400, using: &random)
            let most = Int.random(in: 0...127, using: &random)
            let isSparse = round % 3 == 0
            let hasLeast = round % 2 == 0
            let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: quads * 64, alignment: 16)
            defer { bytes.deallocate() }
            for i in bytes.indices {
                var weight = Int.random(in: -most...most, using: &random)
                if isSparse && Int.random(in: 0..<40, using: &random) != 0 { weight = 0 }
                if hasLeast && Int.random(in: 0..<400, using: &random) == 0 { weight = -128 }
                bytes[i] = UInt8(bitPattern: Int8(weight))
            }
            let sums = compareBlockSums(bytes, quads: quads)
            seen.insert("\(sums.laneSafety) \(sums.hasMinimum)")
        }
        #expect(seen.count == 6, "seed \(seed): not every case was met: \(seen)")

        for weight: Int8 in [-128, 127] {
            let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: 400 * 64, alignment: 16)
            defer { bytes.deallocate() }
            bytes.initializeMemory(as: Int8.self, repeating: weight)
            let sums = compareBlockSums(bytes, quads: 400)
            #expect(sums.sum[0] == 1600 * Int(weight) && sums.magnitude[15] == 1600 * abs(Int(weight)))
        }
    }

    private func compareBlockSums(_ bytes: UnsafeMutableRawBufferPointer, quads: Int) -> BlockSums {
        let base = UnsafeRawPointer(bytes.baseAddress!)
        let ours = BlockSums(blocked: base, quads: quads, by: CPU.verifierFunctions.blockSums)
        let expected = BlockSums(blocked: base, quads: quads)
        for lane in 0..<16 {
            #expect(ours.sum[lane] == expected.sum[lane])
            #expect(ours.magnitude[lane] == expected.magnitude[lane])
        }
        #expect(ours.hasMinimum == expected.hasMinimum)
        #expect(ours.laneSafety == expected.laneSafety)
        return expected
    }

    /// The check value of CRC-32: of the digits 1 to 9.
    @Test func outputChecksum() {
        var crc = CRC32()
        Array("123456789".utf8).withUnsafeBytes { crc.update($0) }
        #expect(crc.value == 0xCBF4_3926)
    }
}
