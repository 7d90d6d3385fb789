import EdgeHost
import EdgeVision

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// How much is measured.
public struct MeasurePlan: Sendable {
    /// Runs of each subject; nil for as many as the time allows.
    public var runs: Int?
    /// Seconds of measured runs of each subject; nil for as long as the runs take.
    public var seconds: Double?
    /// Runs before those; nil for as many as bring something.
    public var warmup: Int?
    /// Whether a subject gets new memory for every round.
    public var renews: Bool
    /// Fewest rounds, if the runs suffice: of these an interval is made.
    public var rounds: Int

    public init(
        runs: Int? = nil, seconds: Double? = nil, warmup: Int? = nil, renews: Bool = false, rounds: Int = 20
    ) {
        self.rounds = rounds
        self.runs = runs
        self.seconds = seconds
        self.warmup = warmup
        self.renews = renews
    }

    static let mostRuns = 1_000_000
    /// Where their number is not given.
    static let warmupSeconds = 2.0
}

/// Measures subjects turn by turn, so that what disturbs the machine for longer than a round disturbs all alike.
public struct Measurement {
    private let subjects: [Subject]
    private let plan: MeasurePlan
    private let begin = monotonicNanoseconds()

    public init(_ subjects: [Subject], _ plan: MeasurePlan) {
        self.subjects = subjects
        self.plan = plan
    }

    /// Fills each subject's series. All take part until the last has enough, so that rounds make pairs.
    public func run() throws(BenchError) {
        for subject in subjects {
            warmUp(subject)
            if subjects.count > 1 { Self.waitForRest() }
        }
        var number = 0
        while true {
            if subjects.allSatisfy(isDone) { break }
            // Another order each round, so that nobody always runs after the same neighbour.
            var turns = subjects
            if number % 2 == 1 { turns.reverse() }
            if number / 2 % 2 == 1 { turns.append(turns.removeFirst()) }
            if plan.renews {
                try measureTogether(turns)
                number += 1
                continue
            }
            for subject in turns where runsLeft(subject) > 0 {
                measureRound(subject)
                // The pool's threads wait busily for a while: not beside a subject that has fewer.
                if subjects.contains(where: { $0.series.threads < subject.series.threads }) {
                    Self.waitForRest()
                }
            }
            number += 1
        }
        for subject in subjects { try subject.check() }
    }

    private func runsLeft(_ subject: Subject) -> Int {
        let done = subject.series.rounds.reduce(0) { $0 + $1.milliseconds.count }
        return min(plan.runs ?? .max, MeasurePlan.mostRuns) - done
    }

    private func isDone(_ subject: Subject) -> Bool {
        let rounds = subject.series.rounds
        if runsLeft(subject) <= 0 { return true }
        guard let seconds = plan.seconds, rounds.count >= 3 else { return false }
        return rounds.reduce(0) { $0 + $1.milliseconds.reduce(0, +) } >= seconds * 1000
    }

    /// In a round: at least 5 runs, so that its median means something, and a share of all.
    private func runsOfRound(_ subject: Subject) -> Int {
        let left = runsLeft(subject)
        var share = plan.runs.map { max(5, $0 / plan.rounds) } ?? 5
        if plan.runs == nil, let seconds = plan.seconds {
            let once = max(1e-6, subject.lastMilliseconds / 1000)
            share = max(5, Int(seconds / Double(plan.rounds) / once))
        }
        // No round of one run at the end.
        return left < share + 5 ? min(left, share + 4) : share
    }

    private func measureRound(_ subject: Subject) {
        var round = Round(start: secondsSinceBegin, clock: measuredClock(), milliseconds: [])
        let count = runsOfRound(subject)
        round.milliseconds.reserveCapacity(count)
        // Its caches and its threads back from the neighbour.
        if subjects.count > 1 { for _ in 0..<2 { _ = subject.run() } }
        for _ in 0..<count { round.add(subject.run()) }
        subject.series.rounds.append(round)
    }

    /// A round of each, a few runs of one and a few of the other, so that a disturbance of some milliseconds meets
    /// both.
    private func measureTogether(_ subjects: [Subject]) throws(BenchError) {
        var rounds: [Round] = []
        var counts: [Int] = []
        for subject in subjects {
            try subject.renew()
            _ = subject.run()
            rounds.append(Round(start: secondsSinceBegin, clock: measuredClock(), milliseconds: []))
            counts.append(runsOfRound(subject))
        }
        // In so many turns, each after a run that brings the caches back.
        let parts = min(5, max(1, (counts.min() ?? 0) / 3))
        for part in 0..<parts {
            // A B, B A, A B …
            for i in part % 2 == 0 ? Array(subjects.indices) : subjects.indices.reversed() {
                _ = subjects[i].run()
                let runs = counts[i] * (part + 1) / parts - counts[i] * part / parts
                for _ in 0..<runs { rounds[i].add(subjects[i].run()) }
            }
        }
        for (subject, round) in zip(subjects, rounds) {
            if !round.milliseconds.isEmpty { subject.series.rounds.append(round) }
        }
    }

    private func warmUp(_ subject: Subject) {
        if let warmup = plan.warmup {
            for _ in 0..<warmup { subject.lastMilliseconds = subject.run().milliseconds }
            subject.series.warmupRuns = warmup
            if warmup == 0 { subject.lastMilliseconds = 1 }
            return
        }
        var state = WarmUp()
        let begin = monotonicNanoseconds()
        repeat {
            // About 10 ms, so that the clock's governor has time to see the load.
            var block: [Double] = []
            var sum = 0.0
            while block.count < 3 || (sum < 10 && block.count < 1000) {
                block.append(subject.run().milliseconds)
                sum += block[block.count - 1]
            }
            subject.series.warmupRuns += block.count
            subject.lastMilliseconds = median(block)
            state.add(subject.lastMilliseconds)
        } while !state.isStable
            && Double(monotonicNanoseconds() - begin) / 1e9 < MeasurePlan.warmupSeconds
        subject.series.warmupIsStable = state.isStable
    }

    private var secondsSinceBegin: Double { Double(monotonicNanoseconds() - begin) / 1e9 }

    /// A round on request: `runs` measured runs after 10 that are not, then rest, so that this process's threads do
    /// not disturb whoever is measured next.
    public static func round(_ subject: Subject, runs: Int) -> [Double] {
        for _ in 0..<10 { _ = subject.run() }
        let times = (0..<runs).map { _ in subject.run().milliseconds }
        waitForRest()
        return times
    }

    /// Until this process uses no processor time, at most 0.3 seconds.
    private static func waitForRest() {
        for _ in 0..<60 {
            let used = processorNanoseconds()
            usleep(5000)
            if processorNanoseconds() - used < 1_000_000 { return }
        }
    }
}
