#if Serve
    import Synchronization

    /// Hands what happens to everyone who watches, and lets nobody who is slow hold it up: a watcher that does not
    /// keep up misses the oldest, and the misses are counted.
    package final class Broadcast<Element: Sendable>: Sendable {
        private struct State {
            var watchers: [Int: AsyncStream<Element>.Continuation] = [:]
            var next = 0
            var isFinished = false
        }

        private let state = Mutex(State())
        private let backlog: Int
        private let missed = Counter()

        /// - Parameter backlog: elements kept for a watcher that is behind.
        package init(backlog: Int) { self.backlog = backlog }

        package func publish(_ element: Element) {
            let watchers = state.withLock { Array($0.watchers.values) }
            for watcher in watchers {
                if case .dropped = watcher.yield(element) { missed.add() }
            }
        }

        /// What happens from now on, until `cancel` or `finish`, or until it is let go.
        package func watch() -> Subscription<Element> {
            let (stream, continuation) = AsyncStream.makeStream(
                of: Element.self, bufferingPolicy: .bufferingNewest(backlog))
            let id = state.withLock { state -> Int? in
                guard !state.isFinished else { return nil }
                state.next += 1
                state.watchers[state.next] = continuation
                return state.next
            }
            guard let id else {
                continuation.finish()
                return Subscription(elements: stream) {}
            }
            continuation.onTermination = { [self] _ in
                _ = state.withLock { $0.watchers.removeValue(forKey: id) }
            }
            return Subscription(elements: stream) { continuation.finish() }
        }

        /// Ends all watching, for good.
        package func finish() {
            let watchers = state.withLock { state in
                state.isFinished = true
                defer { state.watchers = [:] }
                return Array(state.watchers.values)
            }
            for watcher in watchers { watcher.finish() }
        }

        package var watcherCount: Int { state.withLock { $0.watchers.count } }
        package var missedCount: Int { missed.value }
    }

    /// One watcher's side of a `Broadcast`.
    package struct Subscription<Element: Sendable>: Sendable {
        package let elements: AsyncStream<Element>
        package let cancel: @Sendable () -> Void
    }
#endif
