#if Serve
    import EdgeHost
    import Synchronization

    /// Percentiles of each of the last seconds, in fixed memory: a ring of small histograms.
    ///
    /// Bins are an eighth of an octave wide, so that a percentile is at most 9% above what was measured.
    package final class LatencyRing: Sendable {
        /// Seconds kept.
        package static let seconds = 300

        /// One second's measurements.
        package struct Second: Sendable, Equatable {
            /// Of the monotonic clock.
            package var second: UInt64
            package var count: Int
            /// Milliseconds.
            package var p50: Double
            package var p90: Double
            package var p99: Double
            package var maximum: Double
        }

        private struct Bins {
            static let perOctave = 8
            static let octaves = 17
            /// The lower end of the first octave, in nanoseconds; the last ends at 4.3 s.
            static let least: UInt64 = 1 << 15

            var second: UInt64 = .max
            var count = 0
            var maximum: UInt64 = 0
            var counts = [UInt32](repeating: 0, count: perOctave * octaves)

            mutating func begin(_ second: UInt64) {
                self.second = second
                count = 0
                maximum = 0
                for index in counts.indices { counts[index] = 0 }
            }

            mutating func add(_ nanoseconds: UInt64) {
                counts[Self.bin(nanoseconds)] += 1
                count += 1
                maximum = max(maximum, nanoseconds)
            }

            /// The octave is the highest bit, the eighth the three bits after it.
            static func bin(_ nanoseconds: UInt64) -> Int {
                let value = max(nanoseconds, least)
                let octave = 63 - value.leadingZeroBitCount
                let eighth = Int(value >> UInt64(octave - 3)) & 7
                return min((octave - 15) * perOctave + eighth, perOctave * octaves - 1)
            }

            /// The upper end of a bin.
            static func end(_ bin: Int) -> UInt64 {
                UInt64(9 + bin % perOctave) << UInt64(bin / perOctave + 12)
            }

            /// Milliseconds; the nearest rank's bin, cut to the largest measurement.
            func percentile(_ percent: Int) -> Double {
                let rank = (count * percent + 99) / 100
                var sum = 0
                for (bin, number) in counts.enumerated() {
                    sum += Int(number)
                    if sum >= rank, sum > 0 {
                        let isLast = bin == counts.count - 1
                        return Double(isLast ? maximum : min(Self.end(bin), maximum)) / 1e6
                    }
                }
                return 0
            }
        }

        private let ring: Mutex<[Bins]>

        package init() { ring = Mutex([Bins](repeating: Bins(), count: Self.seconds)) }

        /// - Parameter now: of the monotonic clock.
        package func add(nanoseconds: UInt64, now: UInt64 = monotonicNanoseconds()) {
            let second = now / 1_000_000_000
            ring.withLock { ring in
                let index = Int(second % UInt64(Self.seconds))
                if ring[index].second != second { ring[index].begin(second) }
                ring[index].add(nanoseconds)
            }
        }

        /// The whole seconds before `now` that have measurements, oldest first.
        package func last(_ count: Int, now: UInt64 = monotonicNanoseconds()) -> [Second] {
            let end = now / 1_000_000_000
            let wanted = UInt64(max(0, min(count, Self.seconds - 1)))
            return ring.withLock { ring in
                (end - min(wanted, end)..<end).compactMap { second in
                    let bins = ring[Int(second % UInt64(Self.seconds))]
                    guard bins.second == second else { return nil }
                    return Second(
                        second: second, count: bins.count, p50: bins.percentile(50), p90: bins.percentile(90),
                        p99: bins.percentile(99), maximum: Double(bins.maximum) / 1e6)
                }
            }
        }
    }
#endif
