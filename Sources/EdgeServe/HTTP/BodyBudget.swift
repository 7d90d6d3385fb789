#if Serve
    import Synchronization

    /// Memory that the bodies of all requests together may take: taken when a request begins, given back when it is
    /// answered, so that no number of clients can have more.
    package final class BodyBudget: Sendable {
        package let limit: Int
        private let taken = Mutex(0)

        package init(limit: Int) { self.limit = limit }

        package var used: Int { taken.withLock { $0 } }

        /// - Throws: 503 where there is not as much left.
        package func take(_ bytes: Int) throws(ServeError) {
            let isTaken = taken.withLock { taken in
                guard taken <= limit - bytes else { return false }
                taken += bytes
                return true
            }
            guard isTaken else {
                throw ServeError(
                    .serviceUnavailable, what: "other requests' bodies take the \(limit) bytes there are",
                    place: "server", mend: "ask again later, or start it with a larger --max-bodies",
                    retryAfter: 1, rejection: "bodies_full")
            }
        }

        package func give(_ bytes: Int) { taken.withLock { $0 -= bytes } }
    }
#endif
