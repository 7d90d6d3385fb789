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

/// A progress bar that worker threads update.
final class SharedProgress: @unchecked Sendable {
    private var bar: ProgressBar
    private let total: Int
    private let lock = NSLock()

    init(_ label: String, total: Int) {
        bar = ProgressBar(label)
        self.total = total
    }

    func update(_ done: Int) { lock.withLock { bar.update(done, of: total) } }

    func clear() {
        lock.withLock {
            if isatty(STDERR_FILENO) == 1 { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
        }
    }
}
