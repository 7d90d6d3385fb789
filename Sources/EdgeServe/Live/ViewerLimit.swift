#if Serve
    import Synchronization

    /// How many clients may watch at a time, of all streams together: each holds memory for as long as it likes.
    package final class ViewerLimit: Sendable {
        package let limit: Int
        private let taken = Mutex(0)

        package init(limit: Int) { self.limit = limit }

        package var used: Int { taken.withLock { $0 } }

        /// A place among the watchers; it is free again when the last reference to it goes.
        package final class Place: Sendable {
            private let limit: ViewerLimit

            fileprivate init(_ limit: ViewerLimit) { self.limit = limit }

            deinit { limit.taken.withLock { $0 -= 1 } }
        }

        /// - Throws: 503 where all places are taken.
        package func enter() throws(ServeError) -> Place {
            let isFree = taken.withLock { taken in
                guard taken < limit else { return false }
                taken += 1
                return true
            }
            guard isFree else {
                throw ServeError(
                    .serviceUnavailable, what: "\(limit) clients are watching already", place: "server",
                    mend: "ask again later, or start it with a larger --max-viewers", retryAfter: 5)
            }
            return Place(self)
        }
    }
#endif
