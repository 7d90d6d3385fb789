#if Serve
    import Synchronization

    /// A number that only grows, counted from any thread.
    final class Counter: Sendable {
        private let atomic = Atomic<Int>(0)

        func add(_ number: Int = 1) { atomic.add(number, ordering: .relaxed) }

        var value: Int { atomic.load(ordering: .relaxed) }
    }

    /// Counts of events by a label's values, which are few and chosen by us, never by clients.
    final class CounterTable<Key: Hashable & Comparable & Sendable>: Sendable {
        private let table = Mutex<[Key: Int]>([:])

        func add(_ key: Key) { table.withLock { $0[key, default: 0] += 1 } }

        /// By key, in order.
        var values: [(key: Key, value: Int)] { table.withLock { $0.sorted { $0.key < $1.key } } }
    }
#endif
