#if Serve
    /// How long to wait before a source is opened again: half a second, then twice as long each time, half a minute at
    /// most; from the start again after one that was good for a while.
    package struct Backoff {
        private var milliseconds = least

        private static let least = 500
        private static let most = 30_000

        package init() {}

        /// - Parameters:
        ///   - seconds: for which the source was open.
        ///   - frames: that it gave.
        /// - Returns: milliseconds to wait.
        package mutating func next(after seconds: Double, frames: Int) -> Int {
            if seconds >= 10, frames > 0 { milliseconds = Self.least }
            defer { milliseconds = min(2 * milliseconds, Self.most) }
            return milliseconds
        }
    }
#endif
