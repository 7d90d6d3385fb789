#if Serve
    import Synchronization

    /// The latest results, for whoever watches: a live page, a line-by-line stream.
    ///
    /// Nobody who watches can slow a model down: one that does not keep up loses the oldest.
    public final class EventHub: Sendable {
        public struct Event: Sendable {
            /// The model, or `camera NAME`, that it comes from.
            public var source: String
            /// A line of JSON; empty where some time has passed and nothing else needs to have happened.
            public var line: [UInt8]
        }

        private let newest = Mutex<[String: Event]>([:])
        private let broadcast = Broadcast<Event>(backlog: 32)

        public init() {}

        public func publish(_ line: [UInt8], from source: String) {
            let event = Event(source: source, line: line)
            newest.withLock { $0[source] = event }
            broadcast.publish(event)
        }

        /// Shows watchers, and the system between, that the daemon is there.
        func tick() { broadcast.publish(Event(source: "", line: [])) }

        /// The last event of a source; nil before the first.
        public func latest(from source: String) -> Event? { newest.withLock { $0[source] } }

        /// Events from now on, until the subscription is cancelled or let go.
        package func watch() -> Subscription<Event> { broadcast.watch() }

        package var watcherCount: Int { broadcast.watcherCount }

        /// Ends all streams: the daemon is about to stop.
        func finish() { broadcast.finish() }
    }
#endif
