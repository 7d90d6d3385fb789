#if Serve
    /// A histogram as Prometheus has them: of durations, in fixed memory.
    package struct Histogram: Sendable, Equatable {
        /// Upper bounds in nanoseconds, inclusive: 1, 2 and 5 times powers of ten, from 50 µs to 10 s.
        package static let bounds: [UInt64] = [
            50_000, 100_000, 200_000, 500_000, 1_000_000, 2_000_000, 5_000_000, 10_000_000, 20_000_000,
            50_000_000, 100_000_000, 200_000_000, 500_000_000, 1_000_000_000, 2_000_000_000, 5_000_000_000,
            10_000_000_000,
        ]
        /// The same in seconds, as the text has them.
        package static let labels = [
            "0.00005", "0.0001", "0.0002", "0.0005", "0.001", "0.002", "0.005", "0.01", "0.02", "0.05", "0.1",
            "0.2", "0.5", "1", "2", "5", "10",
        ]

        /// Of each bucket alone; the last is of those above all bounds.
        package private(set) var counts = [UInt64](repeating: 0, count: Self.bounds.count + 1)
        package private(set) var count: UInt64 = 0
        package private(set) var sum: UInt64 = 0

        package init() {}

        package mutating func add(nanoseconds: UInt64) {
            counts[Self.bounds.firstIndex { nanoseconds <= $0 } ?? Self.bounds.count] += 1
            count += 1
            sum &+= nanoseconds
        }
    }
#endif
