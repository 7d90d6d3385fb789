/// The medians of rounds, in the order of time.
public struct RoundMedians: Sendable, Equatable {
    /// Of all runs of a round.
    public var all: [Double]
    /// Of the runs during which this process kept its processors; nil where a round had none. Empty where that was not
    /// watched.
    public var calm: [Double?]

    public init(all: [Double], calm: [Double?] = []) {
        self.all = all
        self.calm = calm
    }

    /// Fewest calm rounds for the others to be left out.
    static let fewest = 8

    /// Those that tell most of the model and least of other programs.
    public var best: [Double] {
        let calm = calm.compactMap { $0 }
        return calm.count >= Self.fewest ? calm : all
    }

    /// What to compare: of both the calm rounds if they suffice, else all. Paired, those that both have.
    static func comparable(_ a: RoundMedians, _ b: RoundMedians, paired: Bool) -> (a: [Double], b: [Double]) {
        var calmA: [Double] = []
        var calmB: [Double] = []
        if paired {
            for (x, y) in zip(a.calm, b.calm) {
                guard let x, let y else { continue }
                calmA.append(x)
                calmB.append(y)
            }
        } else {
            calmA = a.calm.compactMap { $0 }
            calmB = b.calm.compactMap { $0 }
        }
        return min(calmA.count, calmB.count) >= fewest ? (calmA, calmB) : (a.all, b.all)
    }
}
