#if Serve
    /// The waiting line of one model, and those of its instances that nobody uses. All of it is under the lock of
    /// the queue it belongs to.
    package final class Lane<Instance: AnyObject>: @unchecked Sendable {
        package let name: String
        /// Most jobs that may wait.
        package let capacity: Int

        var waiting: [Job<Instance>] = []
        var running: [Job<Instance>] = []
        var idle: [Instance] = []
        /// Whether a request runs outside of the workers.
        var runsAtOnce = false
        /// Of the last request that had a size and succeeded: that, and the nanoseconds that it ran.
        var last: (size: Int, time: UInt64)?
        /// Counts the sets of instances: one that comes back from an older set is let go.
        var generation = 0

        init(name: String, capacity: Int) {
            self.name = name
            self.capacity = capacity
        }

        var isReady: Bool { !waiting.isEmpty && !idle.isEmpty }
    }

    /// What a lane holds at a moment.
    public struct LaneDepth: Sendable, Equatable {
        public var waiting: Int
        public var running: Int
        public var capacity: Int
    }
#endif
