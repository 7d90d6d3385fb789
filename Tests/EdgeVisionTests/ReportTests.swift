import EdgeVision
import Testing

@Suite struct ReportTests {
    @Test func decimals() {
        #expect(fixed(1.005, 2) == "1.00")  // 1.005 is a little below in binary
        #expect(fixed(0.0625, 3) == "0.063")
        #expect(fixed(-0.04, 1) == "0.0")
        #expect(fixed(-12.345, 1) == "-12.3")
        #expect(fixed(99.999, 2) == "100.00")
        #expect(fixed(7.5, 0) == "8")
        #expect(fixed(.nan, 1) == "0.0" && fixed(.infinity, 0) == "0")
        #expect(fixed(1e300, 3) == "1e+300")
    }

    @Test func jsonText() {
        let value = JSON.object([
            ("a \"b\"\\\n\u{1}é", .array([.integer(-3), .bool(true), .null, .number(0.5, decimals: 2)])),
            ("nothing", .number(.nan, decimals: 2)), ("empty", .object([])),
        ])
        #expect(
            value.text == #"{"a \"b\"\\\n\u0001é": [-3, true, null, 0.50], "nothing": null, "empty": {}}"#)
    }

    @Test func percentilesAreMeasuredTimes() throws {
        #expect(LatencySummary([]) == nil)
        let one = try #require(LatencySummary([4]))
        #expect(one.minimum == 4 && one.p50 == 4 && one.p99 == 4 && one.maximum == 4)
        let many = try #require(LatencySummary((1...200).map(Double.init).shuffled()))
        #expect(many.minimum == 1 && many.p50 == 100 && many.p90 == 180 && many.p99 == 198)
        #expect(many.maximum == 200 && many.mean == 100.5)
    }

    @Test func scoresAsBars() {
        let classes = [
            Classification(index: 1, label: "cup", score: 0.75),
            Classification(index: 0, label: String(repeating: "x", count: 60), score: 0.01),
        ]
        let lines = scoreTable(classes, barWidth: 8).split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines[0].hasPrefix("  cup ") && lines[0].hasSuffix("  0.750  ██████"))
        #expect(lines[1].hasSuffix("…  0.010  ▏") && lines[1].count == lines[0].count - 5)
        #expect(lines[1].hasPrefix("  " + String(repeating: "x", count: 39) + "…"))
    }

    @Test func columnsOfNamesThatAreNotASCII() {
        #expect(padded("é", 3) == "  é" && padded("cup", 2) == "cup" && padded("", 2) == "  ")
        #expect(paddedRight("naïve", 7) == "naïve  " && paddedRight("ab", 3) == "ab ")
    }
}
