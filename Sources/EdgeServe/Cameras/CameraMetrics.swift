#if Serve
    import EdgeHost
    import Synchronization

    /// The figures of one camera since the daemon started.
    final class CameraMetrics: Sendable {
        /// With results.
        let frames = Counter()
        /// Overtaken by newer ones, or refused by the queue.
        let dropped = Counter()
        let damaged = Counter()
        /// Times that its source was opened again.
        let restarts = Counter()
        let recent = LatencyRing()
        private let latency = Mutex(Histogram())

        /// - Parameter nanoseconds: from the arrival of the frame's last byte to its result.
        func add(latency nanoseconds: UInt64) {
            frames.add()
            latency.withLock { $0.add(nanoseconds: nanoseconds) }
            recent.add(nanoseconds: nanoseconds)
        }

        var histogram: Histogram { latency.withLock { $0 } }
    }
#endif
