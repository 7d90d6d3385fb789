/// The best classes as lines for people: label, score and a bar as long as the score.
public func scoreTable(_ classes: [Classification], barWidth: Int = 24) -> String {
    let labels = classes.map { shortened($0.label, to: 40) }
    let labelWidth = labels.map(characters).max() ?? 0
    var table = ""
    for (label, found) in zip(labels, classes) {
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
