import CEdgePeak
import EdgeHost
import EdgeKernels

/// What this machine can do at most, measured now: multiply-accumulates from registers, and reading from each
/// level of memory. Williams, Waterman and Patterson, "Roofline: An Insightful Visual Performance Model", 2009.
public struct Roof: Sendable {
    public struct Peak: Sendable, Equatable {
        public var form: ProductForm
        /// 10^9 multiply-accumulates a second, all threads together.
        public var gigaMACs: Double
    }

    public struct Bandwidth: Sendable, Equatable {
        /// "L1", "L2", "L3", "DRAM".
        public var level: String
        /// What was read again and again, by all threads together.
        public var bytes: Int
        /// 10^9 bytes a second, all threads together.
        public var gigabytes: Double
        /// The largest working set that counts as in this level; nil for memory.
        public var limit: Int?

        public init(level: String, bytes: Int, gigabytes: Double, limit: Int?) {
            self.level = level
            self.bytes = bytes
            self.gigabytes = gigabytes
            self.limit = limit
        }
    }

    public var threads: Int
    public var peaks: [Peak]
    /// Nearest level first.
    public var bandwidths: [Bandwidth]

    public init(threads: Int, peaks: [Peak], bandwidths: [Bandwidth]) {
        self.threads = threads
        self.peaks = peaks
        self.bandwidths = bandwidths
    }

    /// Measures; takes less than a second.
    ///
    /// - Parameters:
    ///   - forms: those whose instructions this CPU has.
    ///   - isa: how wide its loads are.
    public init(threads: Int, forms: [ProductForm], isa: ISA, facts: MachineFacts) throws(BenchError) {
        self.threads = threads
        peaks = forms.compactMap { form in
            let rate = form.gain * Self.peak(form, threads: threads)
            return rate > 0 ? Peak(form: form, gigaMACs: rate) : nil
        }
        bandwidths = []
        for place in Self.places(facts, threads: threads) {
            bandwidths.append(
                Bandwidth(
                    level: place.level, bytes: place.bytes,
                    gigabytes: try Self.bandwidth(bytes: place.bytes, threads: threads, isa: isa),
                    limit: place.limit))
        }
    }

    public func gigaMACs(_ forms: [ProductForm]) -> Double? {
        peaks.filter { forms.contains($0.form) }.map(\.gigaMACs).max()
    }

    /// The level that a working set of so many bytes stays in.
    public func bandwidth(ofWorkingSet bytes: Int) -> Bandwidth? {
        bandwidths.first { bytes <= $0.limit ?? .max } ?? bandwidths.last
    }

    // MARK: Measuring

    private static func peak(_ form: ProductForm, threads: Int) -> Double {
        let loop = form.loop
        var rounds: Int64 = 2000
        var best = 0.0
        // About 2 ms a try, once the first has told how long that is.
        for attempt in 0..<8 {
            let perThread = rounds
            var sink: Int32 = 5
            let count = loop(1, &sink)
            let (time, parts) = together(threads: threads) { _ in
                var sink: Int32 = 5
                _ = loop(perThread, &sink)
            }
            guard count > 0, time > 0 else { return 0 }
            if attempt == 0 { rounds = max(2000, Int64(Double(rounds) * 2e6 / Double(time))) }
            best = max(best, Double(count) * Double(perThread) * Double(parts) / Double(time))
        }
        return best
    }

    struct Place: Equatable {
        var level: String
        var bytes: Int
        var limit: Int?
    }

    /// What to read: half of each cache, so that nothing else pushes it out, and four times the last one.
    static func places(_ facts: MachineFacts, threads: Int) -> [Place] {
        // Where the system does not tell, what most boards have.
        let caches =
            facts.caches.isEmpty
            ? [Cache(level: 1, bytes: 32 << 10, sharedBy: 1), Cache(level: 2, bytes: 512 << 10, sharedBy: 4)]
            : facts.caches
        var places: [Place] = []
        var largest = 0
        for cache in caches {
            // Of all threads together: as many of this cache as they have.
            let copies = max(1, threads / max(1, cache.sharedBy))
            let bytes = cache.bytes * copies
            largest = max(largest, bytes)
            places.append(Place(level: "L\(cache.level)", bytes: bytes / 2, limit: bytes))
        }
        let most = facts.memoryBytes > 0 ? facts.memoryBytes / 8 : 64 << 20
        places.append(
            Place(level: "DRAM", bytes: max(1 << 20, min(4 * largest, 256 << 20, most)), limit: nil))
        return places
    }

    private static func bandwidth(bytes: Int, threads: Int, isa: ISA) throws(BenchError) -> Double {
        let part = max(4096, bytes / threads / 4096 * 4096)
        let read =
            isa.runs(on: CPU.bestISA) && isa == .avx512vnni
            ? edgeRead64 : [.avx2, .avxvnni].contains(isa) ? edgeRead32 : edgeRead16
        let memory: AlignedMemory
        do {
            memory = try AlignedMemory(count: part * threads)
        } catch {
            throw BenchError("cannot measure memory: \(error)")
        }
        nonisolated(unsafe) let base = memory.bytes.baseAddress.unsafelyUnwrapped
        // Each thread writes what it reads, so that its pages lie near it; zeros may share one page otherwise.
        _ = together(threads: threads) { index in
            (base + index * part).initializeMemory(as: UInt8.self, repeating: UInt8(index + 1), count: part)
        }
        var passes = 1
        var best = 0.0
        var spent: UInt64 = 0
        for attempt in 0..<8 {
            let count = passes
            let (time, parts) = together(threads: threads) { index in
                var sink: Int64 = 0
                _ = read(base + index * part, Int64(part), Int64(count), &sink)
            }
            guard time > 0 else { break }
            spent += time
            best = max(best, Double(part * parts) * Double(passes) / Double(time))
            if attempt == 0 { passes = max(1, Int(2e6 / Double(time))) }
            if spent > 150_000_000 { break }
        }
        return best
    }
}
