#if Serve
    /// One request on its way through an `InferenceQueue`.
    ///
    /// Its answer is given once, by whoever settles it first under the queue's lock: the worker that ran it,
    /// the deadline, or the end of the client.
    final class Job<Instance>: @unchecked Sendable {
        typealias Answer = () -> Void

        /// Monotonic nanoseconds.
        let arrival: UInt64
        let deadline: UInt64
        /// Under the queue's lock.
        var isSettled = false

        private let work: (Instance, _ waited: UInt64) -> Answer
        private let refusal: (ServeError) -> Void

        /// - Parameters:
        ///   - work: runs on a worker's thread, and gives what hands the result to whoever waits.
        ///   - refusal: tells whoever waits that there will be none.
        init(
            arrival: UInt64, deadline: UInt64, work: @escaping (Instance, UInt64) -> Answer,
            refusal: @escaping (ServeError) -> Void
        ) {
            self.arrival = arrival
            self.deadline = deadline
            self.work = work
            self.refusal = refusal
        }

        func run(_ instance: Instance, waited: UInt64) -> Answer { work(instance, waited) }

        func refuse(_ error: ServeError) { refusal(error) }
    }
#endif
