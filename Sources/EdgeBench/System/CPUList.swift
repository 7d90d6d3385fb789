/// Logical processors as Linux writes them: "0,2-3".
public enum CPUList {
    /// - Returns: in ascending order, each once; nil for anything that is no such list, or passes 4095.
    public static func parse(_ text: some StringProtocol) -> [Int]? {
        var cpus = Set<Int>()
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let ends = part.split(separator: "-", omittingEmptySubsequences: false)
            guard (1...2).contains(ends.count), let first = number(ends[0]),
                let last = number(ends[ends.count - 1]),
                first <= last
            else { return nil }
            cpus.formUnion(first...last)
        }
        return cpus.isEmpty ? nil : cpus.sorted()
    }

    /// Digits only: `Int` would take a sign.
    private static func number(_ text: some StringProtocol) -> Int? {
        guard text.utf8.allSatisfy({ (48...57).contains($0) }), let value = Int(text), value < 4096 else {
            return nil
        }
        return value
    }

    public static func text(_ cpus: [Int]) -> String {
        var parts: [String] = []
        var rest = cpus.sorted()[...]
        while let first = rest.popFirst() {
            var last = first
            while let next = rest.first, next == last + 1 {
                last = next
                rest.removeFirst()
            }
            parts.append(first == last ? "\(first)" : "\(first)-\(last)")
        }
        return parts.joined(separator: ",")
    }
}
