import Foundation

/// One line on standard error that counts up; silent where standard error is no terminal.
struct ProgressBar {
    private let label: String
    private let shown = isatty(STDERR_FILENO) == 1
    private var lastPercent = -1

    init(_ label: String) { self.label = label }

    mutating func update(_ done: Int, of total: Int) {
        guard shown, total > 0 else { return }
        let percent = 100 * done / total
        guard percent != lastPercent else { return }
        lastPercent = percent
        let filled = percent * 30 / 100
        let bar = String(repeating: "█", count: filled) + String(repeating: "·", count: 30 - filled)
        write("\r\(label) \(bar) \(done)/\(total)")
        if done >= total { write("\r\u{1B}[K") }
    }

    private func write(_ text: String) {
        FileHandle.standardError.write(Data(text.utf8))
    }
}
