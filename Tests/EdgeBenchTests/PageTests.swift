import EdgeBench
import Foundation
import Testing

@Suite struct PageTests {
    private let two = [
        SampleReport.series(threads: 1, rounds: (0..<10).map { [4 + Double($0 % 3) * 0.01, 4.1, 4, 9] }),
        SampleReport.series(threads: 2, rounds: (0..<10).map { [2 + Double($0 % 3) * 0.01, 2.1, 2, 5] }),
    ]

    @Test func aPageIsWellFormedAndSelfContained() throws {
        let (subject, path) = try SampleReport.subject()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let profile = try OpProfile(subject, runs: 3, facts: MachineFacts(SystemTree()))
        let page = SampleReport.make(two, name: "<b>&\"x\".edge", profile: profile).page
        try check(page)
        #expect(page.contains("<title>&lt;b&gt;&amp;&quot;x&quot;.edge: edgerun bench</title>"))
        for part in ["Latency", "Over time", "Threads", "Cold start", "Roofline", "Ops", "Machine and model"]
        {
            #expect(page.contains("<h2>\(part)</h2>"), "\(part)")
        }
        #expect(page.components(separatedBy: "<svg").count == 5)
    }

    @Test func littleDataMakesAPageToo() throws {
        try check(SampleReport.make([SampleReport.series(threads: 1, rounds: [[3]])]).page)
        try check(SampleReport.make([SampleReport.series(threads: 1, rounds: [[3, 3], [3, 3]])]).page)
        try check(SampleReport.make([SampleReport.series(threads: 3, rounds: [[0, 1e-6], [1e6, 5]])]).page)
    }

    @Test func comparisonsHavePages() throws {
        let comparison = Comparison(a: "a&b", b: "<c>", [(a: two[0], b: two[1])])
        try check(comparison.page)
        #expect(comparison.page.contains("faster"))
    }

    /// Elements close in order, and no number is missing; nothing comes from elsewhere, no script runs.
    private func check(_ page: String) throws {
        var open: [String] = []
        var rest = page[...]
        while let start = rest.firstIndex(of: "<") {
            rest = rest[start...]
            let end = try #require(rest.firstIndex(of: ">"))
            let tag = rest[rest.index(after: start)..<end]
            rest = rest[rest.index(after: end)...]
            if tag.hasPrefix("!") || tag.hasSuffix("/") { continue }
            let name = String(tag.drop { $0 == "/" }.prefix { $0.isLetter || $0.isNumber })
            if tag.hasPrefix("/") { #expect(open.popLast() == name) } else { open.append(name) }
            let quotes = tag.filter { $0 == "\"" }.count
            #expect(quotes % 2 == 0, "\(tag)")
        }
        #expect(open.isEmpty)
        for bad in ["nan", "inf,", "src=", "href=", "url(", "@import", "<script", "http"] {
            #expect(!page.lowercased().contains(bad), "\(bad)")
        }
        // Every bare ampersand is an entity.
        for piece in page.components(separatedBy: "&").dropFirst() {
            #expect(["amp;", "lt;", "gt;", "quot;"].contains { piece.hasPrefix($0) }, "&\(piece.prefix(10))")
        }
    }
}
