import EdgeVision

/// Ops by what they compute for each byte and how fast, under the roofs of the machine.
func rooflinePlot(_ profile: OpProfile) -> String {
    let rows = profile.rows.filter { $0.macs > 0 && $0.gigaMACs > 0 }
    guard let peak = profile.roof.peaks.map(\.gigaMACs).max(), !rows.isEmpty else { return "" }
    let bandwidths = profile.roof.bandwidths.filter { $0.gigabytes > 0 }
    // The ridge of memory, where its roof meets that of the products, must be seen too.
    let ridges = bandwidths.map { peak / $0.gigabytes }
    let x = Axis(logarithmic: rows.map(\.intensity) + ridges.map { $0 * 1.3 })
    let y = Axis(logarithmic: rows.map(\.gigaMACs) + [peak * 1.2])
    var plot = Plot(
        title: "Roofline", x: x, y: y, xLabel: "multiply-accumulates a byte", yLabel: "GMAC/s", width: 680,
        height: 360)
    for bandwidth in bandwidths {
        // From where the line enters at the left or the bottom, to its ridge.
        let start = max(x.low, y.low / bandwidth.gigabytes)
        let end = min(x.high, peak / bandwidth.gigabytes)
        guard end > start else { continue }
        plot.line([(start, start * bandwidth.gigabytes), (end, end * bandwidth.gigabytes)], style: "roof")
        plot.text(
            "\(bandwidth.level) \(short(bandwidth.gigabytes)) GB/s", at: (start, start * bandwidth.gigabytes),
            dx: 5,
            dy: -4)
    }
    for roof in profile.roof.peaks {
        let start = bandwidths.map { roof.gigaMACs / $0.gigabytes }.min() ?? x.low
        plot.line([(max(x.low, start), roof.gigaMACs), (x.high, roof.gigaMACs)], style: "roof")
        plot.text(
            "\(roof.form.rawValue) \(short(roof.gigaMACs))", at: (x.high, roof.gigaMACs), dx: -4, dy: -5,
            style: "note end")
    }
    let kinds = profile.kinds
    for row in rows {
        // The area shows the share of the time.
        plot.dot(
            (row.intensity, row.gigaMACs), radius: 2.5 + 14 * max(0, row.share).squareRoot(),
            style: "c\((kinds.firstIndex(of: row.kind) ?? 0) % 6 + 1) faint",
            title: "\(row.index) \(row.kind) \(row.shape): \(short(row.gigaMACs)) GMAC/s, "
                + "\(short(row.intensity)) MAC a byte, \(fixed(row.share * 100, 1))% of the time")
    }
    return legend(kinds) + plot.svg
}

extension OpProfile {
    /// Of the ops that multiply, in the order they come.
    fileprivate var kinds: [String] {
        var kinds: [String] = []
        for row in rows where row.macs > 0 && !kinds.contains(row.kind) { kinds.append(row.kind) }
        return kinds
    }
}
