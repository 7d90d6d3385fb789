import EdgeVision

extension Comparison {
    /// A page for browsers: the verdicts, and for models measured just now their runs over time.
    public var page: String {
        var body = "<h1>A and B</h1>\n<p class=\"lead\">A is \(escaped(a))<br/>B is \(escaped(b))</p>\n"
        body += "<div class=\"tiles\">"
        for row in rows {
            let value =
                switch row.verdict.finding {
                case .faster: "\(fixed((1 - row.verdict.ratio) * 100, 1))% faster"
                case .slower: "\(fixed((row.verdict.ratio - 1) * 100, 1))% slower"
                case .same: "as fast"
                case .unknown: "unknown"
                }
            body += "<div class=\"tile\"><b>\(value)</b><span>B, \(threadText(row.threads))</span></div>"
        }
        body += "</div>\n"
        body += warningList(warnings)
        for (index, row) in rows.enumerated() {
            var content =
                "<p>A \(fixed(row.a, 3)) ms, B \(fixed(row.b, 3)) ms: B is \(escaped(row.verdict.sentence)).</p>\n"
            if series.indices.contains(index) {
                content += timePlot([
                    TimeLine(name: "A", series: series[index].a),
                    TimeLine(name: "B", series: series[index].b),
                ])
            }
            body += section(threadText(row.threads), content)
        }
        if let sameOutput {
            body += "<p class=\"small\">The output \(sameOutput ? "is the same" : "differs").</p>\n"
        }
        return pageFrame(title: "edgerun bench: A and B", body: body)
    }
}
