/// The best classes as lines for people: label, score and a bar as long as the score.
public func scoreTable(_ classes: [Classification], barWidth: Int = 24) -> String {
    let labelWidth = min(classes.map { $0.label.count }.max() ?? 0, 40)
    var table = ""
    for found in classes {
        let label = found.label.count > 40 ? String(found.label.prefix(39)) + "…" : found.label
        table += "  \(paddedRight(label, labelWidth))  \(fixed(found.score, 3))  "
        table += "\(scoreBar(found.score, barWidth))\n"
    }
    return table
}

/// A bar of eighths of a character cell.
func scoreBar(_ share: Double, _ width: Int) -> String {
    let eighths = Int((min(max(share, 0), 1) * Double(width * 8)).rounded())
    let parts = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
    return String(repeating: "█", count: eighths / 8) + parts[eighths % 8]
}
