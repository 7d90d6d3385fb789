import EdgeVision

/// How often a run took how long. Runs beyond the 99th percentile by far are counted in a note: they would leave
/// the rest no room.
func histogramPlot(_ series: Series) -> String {
    let samples = series.samples.sorted()
    guard let summary = series.summary, samples.count > 1 else { return "" }
    let end = min(summary.maximum, summary.p50 + 1.5 * max(summary.p99 - summary.p50, summary.p50 * 0.02))
    let x = Axis([summary.minimum, end], count: 8)
    let bins = min(60, max(12, samples.count / 8))
    let step = (x.high - x.low) / Double(bins)
    var counts = [Int](repeating: 0, count: bins)
    var beyond = 0
    for sample in samples {
        if sample > x.high { beyond += 1 } else { counts[min(bins - 1, Int((sample - x.low) / step))] += 1 }
    }
    var plot = Plot(
        title: "Histogram of the latency", x: x, y: Axis(counts.map(Double.init), fromZero: true, count: 4),
        xLabel: "ms a run, \(threadText(series.threads))", yLabel: "runs")
    for (i, count) in counts.enumerated() where count > 0 {
        let from = x.low + Double(i) * step
        plot.bar(
            from: from, to: from + step, height: Double(count), style: "c1",
            title: "\(short(from)) to \(short(from + step)) ms: \(count) runs")
    }
    let top = plot.y.high
    for (row, (name, value)) in [("p50", summary.p50), ("p90", summary.p90), ("p99", summary.p99)]
        .enumerated()
    where value <= x.high {
        plot.line([(value, 0), (value, top)], style: "mark")
        plot.text("\(name) \(short(value))", at: (value, top), dx: 4, dy: 12 + 14 * Double(row))
    }
    let note =
        beyond > 0
        ? "<p class=\"small\">\(beyond) of \(samples.count) runs took longer than shown.</p>\n" : ""
    return plot.svg + note
}

/// One line of a time plot.
struct TimeLine {
    var name: String
    var series: Series
}

/// Every run in the order of time, and the medians of the rounds: drift, bursts of other programs, a sinking
/// clock are seen here.
func timePlot(_ lines: [TimeLine]) -> String {
    let ends = lines.flatMap { line in
        line.series.rounds.map { $0.start + $0.milliseconds.reduce(0, +) / 1000 }
    }
    let highest = lines.compactMap { $0.series.summary.map { max($0.p99, $0.p50 * 1.1) } }.max() ?? 1
    let lowest = lines.compactMap { $0.series.summary?.minimum }.min() ?? 0
    var plot = Plot(
        title: "Latency over time", x: Axis([0] + ends, fromZero: true, count: 8),
        y: Axis([lowest, highest], fromZero: lowest < 0.5 * highest, count: 5), xLabel: "seconds",
        yLabel: "ms a run")
    for (number, line) in lines.enumerated() {
        let colour = "c\(number % 6 + 1)"
        let total = line.series.rounds.reduce(0) { $0 + $1.milliseconds.count }
        // So many dots are enough to see; more only make the page heavy.
        let stride = max(1, total * lines.count / 2500)
        var index = 0
        for round in line.series.rounds {
            var time = round.start
            for value in round.milliseconds {
                time += value / 1000
                if index % stride == 0 { plot.dot((time, value), radius: 1.6, style: "\(colour) faint") }
                index += 1
            }
        }
        plot.line(
            line.series.rounds.map { ($0.start, $0.calmMedian ?? $0.median) },
            style: "path s\(number % 6 + 1)")
    }
    return legend(lines.map(\.name)) + plot.svg
}

/// Names with the colours that plots give their first six lines.
func legend(_ names: [String]) -> String {
    guard names.count > 1 else { return "" }
    let entries = names.enumerated().map { number, name in
        "<span><i class=\"b\(number % 6 + 1)\"></i>\(escaped(name))</span>"
    }
    return "<p class=\"legend\">\(entries.joined())</p>\n"
}

/// Speed-up by threads, with its interval, beside one that is the number of threads.
func scalingPlot(_ rows: [BenchReport.Scaling]) -> String {
    let rows = rows.sorted { $0.series.threads < $1.series.threads }
    guard let first = rows.first, let last = rows.last else { return "" }
    let base = Double(first.series.threads)
    let most = Double(last.series.threads)
    let peaks = rows.map { $0.speedup.interval?.upperBound ?? $0.speedup.ratio }
    var plot = Plot(
        title: "Speed-up by number of threads", x: Axis(ticks: rows.map { Double($0.series.threads) }),
        y: Axis([0, most / base] + peaks, fromZero: true, count: 5), xLabel: "threads", yLabel: "speed-up")
    plot.line([(base, 1), (most, most / base)], style: "ideal")
    plot.text("each thread counts fully", at: (most, most / base), dx: -24, dy: 12, style: "note end")
    plot.line(rows.map { (Double($0.series.threads), $0.speedup.ratio) }, style: "path s1")
    for row in rows {
        let threads = Double(row.series.threads)
        if let interval = row.speedup.interval {
            plot.line([(threads, interval.lowerBound), (threads, interval.upperBound)], style: "whisker")
        }
        plot.dot(
            (threads, row.speedup.ratio), radius: 4.5, style: "c1",
            title: "\(threadText(row.series.threads)): \(fixed(row.speedup.ratio, 2)) times as fast")
    }
    return plot.svg
}
