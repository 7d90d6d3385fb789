#if Serve
    import EdgeServe
    import EdgeTestRandom
    import Testing

    @Suite struct JSONReaderTests {
        private func numbers(_ text: String) throws -> [Double] {
            try Array(text.utf8).withUnsafeBytes { bytes in
                var reader = JSONReader(bytes)
                var values: [Double] = []
                try reader.numbers(into: &values)
                try reader.end()
                return values
            }
        }

        private func string(_ text: String) throws -> String {
            try Array(text.utf8).withUnsafeBytes { bytes in
                var reader = JSONReader(bytes)
                return try reader.string()
            }
        }

        @Test func nestedNumbersComeRowByRow() throws {
            #expect(try numbers(" [ [1, -2.5], [3e2, 0.0] ,[true]]") == [1, -2.5, 300, 0, 1])
            #expect(try numbers("[]") == [])
        }

        @Test(arguments: [
            "[", "[1", "[1,", "[1 2]", "[01]", "[1.]", "[.5]", "[1e]", "[+1]", "[--1]", "[nan]", "[1]]",
            "[1]x",
            "{}", "", "[\"", "[1,]",
        ])
        func whatIsNoArrayOfNumbersIsRefused(_ text: String) {
            #expect(throws: ServeError.self) { try numbers(text) }
        }

        @Test func nestingIsBounded() {
            let deep = String(repeating: "[", count: 100_000)
            #expect(throws: ServeError.self) { try numbers(deep) }
        }

        @Test func escapesAreUnderstood() throws {
            #expect(try string(#""a\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00""#) == "a\"\\/\u{8}\u{c}\n\r\té😀")
            for bad in [#""\x""#, #""\u12""#, #""\ud800""#, #""\udc00""#, "\"a\u{1}\"", "\"a"] {
                #expect(throws: ServeError.self) { try string(bad) }
            }
        }

        /// Shortest decimals, long ones and ones with exponents come back as the number that they were written from.
        @Test func numbersAreReadToTheNearest() throws {
            let seed = UInt64.random(in: 0...UInt64.max)
            var random = SeededGenerator(seed: seed)
            for _ in 0..<20_000 {
                let value = Double(bitPattern: random.next())
                guard value.isFinite else { continue }
                #expect(try numbers("[\(value)]") == [value], "seed \(seed)")
                let float = Float(bitPattern: UInt32(truncatingIfNeeded: random.next()))
                guard float.isFinite else { continue }
                #expect(try numbers("[\(float)]").map { Float($0) } == [float], "seed \(seed)")
            }
            #expect(
                try numbers("[123456789012345678901234567890]") == [123_456_789_012_345_677_877_719_597_056])
            #expect(try numbers("[1e400, -1e400, 1e-400]") == [.infinity, -.infinity, 0])
        }
    }
#endif
