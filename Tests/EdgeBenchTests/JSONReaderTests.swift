import EdgeBench
import EdgeTestRandom
import EdgeVision
import Testing

@Suite struct JSONReaderTests {
    private func read(_ text: String) throws -> JSONValue { try JSONReader.read(Array(text.utf8)) }

    @Test func readsWhatIsWritten() throws {
        let value = JSON.object([
            ("text", .string("a\"\\\n\t\u{1}é😀")),
            ("list", .array([.integer(-3), .number(2.5, decimals: 3), .null])),
            ("yes", .bool(true)), ("empty", .object([])),
        ])
        let back = try read(value.text)
        #expect(back["text"]?.string == "a\"\\\n\t\u{1}é😀")
        #expect(back["list"]?.array?.count == 3 && back["list"]?.numbers == nil)
        #expect(back["list"]?.array?[1].number == 2.5)
        #expect(back["nothing"] == nil && back["yes"]?.number == nil)
        guard case .bool(true)? = back["yes"] else {
            Issue.record("true expected")
            return
        }
    }

    @Test func readsOtherWriters() throws {
        #expect(try read(" [1,2.5e3 , -0.5E-1]\n").numbers == [1, 2500, -0.05])
        #expect(try read(#""\ud83d\ude00\u00e9\/\b\f""#).string == "😀é/\u{8}\u{C}")
        #expect(try read("{\"a\":{\"b\":[[]]}}")["a"]?["b"]?.array?.count == 1)
    }

    @Test func refusesTheRest() {
        for bad in [
            "", " ", "{", "[1,", "[1 2]", "{\"a\"}", "{\"a\":}", "{a:1}", "01", "1.", ".5", "1e", "-", "nul",
            "\"", "\"\u{1}\"",
            "\"\\x\"", "\"\\ud800\"", "\"\\u12\"", "1 2", "[1],", "NaN", "1e999",
            String(repeating: "[", count: 100_000),
        ] {
            #expect(throws: BenchError.self, "\(bad.prefix(20))") { try read(bad) }
        }
    }

    /// No bytes trap: cut and changed files are read or refused.
    @Test func anyBytesAreSafe() throws {
        let seed: UInt64 = 5
        var random = SeededGenerator(seed: seed)
        let report = SampleReport.make([SampleReport.series(threads: 1, rounds: [[1, 2], [3]])])
        let good = Array(report.json(samples: true).text.utf8)
        var refused = 0
        for _ in 0..<3000 {
            var bytes = good
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(
                    in: 0...255, using: &random)
            }
            if Bool.random(using: &random) {
                bytes.removeLast(Int.random(in: 0..<bytes.count, using: &random))
            }
            do { _ = try SavedRun(bytes, name: "mutated") } catch { refused += 1 }
        }
        #expect(refused > 1000, "seed \(seed)")
    }
}
