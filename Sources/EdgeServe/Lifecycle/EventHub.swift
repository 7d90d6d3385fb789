#if Serve
    import Synchronization

    /// The latest results, for whoever watches: a live page, a line-by-line stream.
    ///
    /// Nobody who watches can slow a model down: one that does not keep up loses the oldest.
    public final class EventHub: Sendable {
        public struct Event: Sendable {
            /// The model or camera that it comes from.
            public var source: String
            /// A line of JSON.
            public var line: [UInt8]
        }

        private struct State {
            var latest: [String: Event] = [:]
            var watchers: [Int: AsyncStream<Event>.Continuation] = [:]
            var next = 0
        }

        private let state = Mutex(State())
        /// Events kept for a watcher that is behind.
        private static let backlog = 32

        public init() {}

        public func publish(_ line: [UInt8], from source: String) {
            let event = Event(source: source, line: line)
            let watchers = state.withLock { state in
                state.latest[source] = event
                return state.watchers.isEmpty ? [] : Array(state.watchers.values)
            }
            for watcher in watchers { watcher.yield(event) }
        }

        /// The last event of a source; nil before the first.
        public func latest(from source: String) -> Event? { state.withLock { $0.latest[source] } }

        /// Events from now on, until the stream is let go.
        public func watch() -> AsyncStream<Event> {
            AsyncStream(bufferingPolicy: .bufferingNewest(Self.backlog)) { continuation in
                let id = state.withLock { state in
                    state.next += 1
                    state.watchers[state.next] = continuation
                    return state.next
                }
                continuation.onTermination = { [self] _ in
                    _ = state.withLock { $0.watchers.removeValue(forKey: id) }
                }
            }
        }

        /// Ends all streams: the daemon is about to stop.
        func finish() {
            let watchers = state.withLock { state in
                defer { state.watchers = [:] }
                return Array(state.watchers.values)
            }
            for watcher in watchers { watcher.finish() }
        }
    }
#endif
