#if Serve
    import EdgeHost
    import EdgeVision
    import Synchronization

    /// All models' requests on their way to the processor.
    ///
    /// A fixed number of worker threads (slots) runs them. Each model has a lane of bounded length; the workers
    /// take from the lanes in turn, one request each, so that a flooded model delays another by no more than one
    /// request a slot. Nothing waits longer than its deadline, and nothing grows with the load.
    package final class InferenceQueue<Instance: AnyObject & Sendable>: @unchecked Sendable {
        let monitor = Monitor()
        private(set) var lanes: [Lane<Instance>] = []
        /// The lane served last.
        private var turn = 0
        private(set) var isDraining = false
        private var isStopped = false
        private var workers: [WorkerThread] = []
        /// When each worker began what it does; 0 for one that waits.
        private var busySince: [UInt64]
        /// When the request began that runs outside of the workers; 0 where none does.
        var atOnceSince: UInt64 = 0
        /// Requests taken in, for workers that look out for the next.
        private let arrivals = Atomic<UInt64>(0)
        package let slots: Int
        let quick: UInt64

        /// - Parameters:
        ///   - slots: worker threads, each of which runs one request at a time.
        ///   - quick: nanoseconds for which the thread that asks, an event loop's, may be kept from its other
        ///     connections.
        package init(slots: Int, quick: UInt64 = 3_000_000) {
            self.slots = slots
            self.quick = quick
            busySince = [UInt64](repeating: 0, count: slots)
        }

        /// Starts the workers, once.
        ///
        /// - Throws: where the system has no more threads.
        package func start() throws(VisionError) {
            for slot in 0..<slots { workers.append(try WorkerThread { [self] in work(slot) }) }
        }

        // MARK: Lanes

        package func addLane(named name: String, capacity: Int) -> Lane<Instance> {
            let lane = Lane<Instance>(name: name, capacity: max(capacity, 1))
            locked { lanes.append(lane) }
            return lane
        }

        /// Gives a lane other instances. Those at work finish what they do and are let go.
        ///
        /// - Returns: those that were idle, for the caller to let go of: outside of the lock.
        @discardableResult
        package func replaceInstances(of lane: Lane<Instance>, with instances: [Instance]) -> [Instance] {
            locked {
                let old = lane.idle
                lane.idle = instances
                lane.generation += 1
                monitor.wakeAll()
                return old
            }
        }

        package func depth(of lane: Lane<Instance>) -> LaneDepth {
            locked {
                LaneDepth(
                    waiting: lane.waiting.count, running: lane.running.count + (lane.runsAtOnce ? 1 : 0),
                    capacity: lane.capacity)
            }
        }

        // MARK: Requests

        /// Runs `work` on one of the lane's instances, on a worker's thread, or at once on this one where that is
        /// sure to be short.
        ///
        /// - Parameters:
        ///   - size: bytes of a request that is to be compared with the last one; nil: always on a worker's thread.
        ///   - timeout: nanoseconds until the answer is that it took too long, begun or not.
        ///   - work: is told how many nanoseconds the request waited.
        /// - Throws: what `work` throws; `queueFull`, `draining`, `timedOut`; `abandoned` where the task is
        ///   cancelled.
        package func run<Value: Sendable>(
            on lane: Lane<Instance>, size: Int? = nil, timeout: UInt64,
            _ work: @escaping @Sendable (Instance, _ waited: UInt64) throws(ServeError) -> Value
        ) async throws(ServeError) -> Value {
            if let size, let turn = takeTurnAtOnce(on: lane, size: size) {
                defer { end(turn) }
                return try timed(size, on: lane, turn.instance, 0, work)
            }
            let submission = Submission<Instance>()
            let outcome: Result<Value, ServeError> = await withTaskCancellationHandler {
                await withCheckedContinuation { continuation in
                    let now = monotonicNanoseconds()
                    let job = Job<Instance>(
                        arrival: now, deadline: now + timeout,
                        work: { [self] instance, waited in
                            let result: Result<Value, ServeError>
                            do throws(ServeError) {
                                result = .success(try timed(size, on: lane, instance, waited, work))
                            } catch {
                                result = .failure(error)
                            }
                            return { continuation.resume(returning: result) }
                        },
                        refusal: { continuation.resume(returning: .failure($0)) })
                    let refusal = locked { () -> ServeError? in
                        if submission.isCancelled { return .abandoned }
                        if isDraining { return .draining }
                        guard lane.waiting.count < lane.capacity else {
                            return .queueFull(lane.name, capacity: lane.capacity)
                        }
                        lane.waiting.append(job)
                        submission.job = job
                        arrivals.add(1, ordering: .releasing)
                        monitor.wakeOne()
                        return nil
                    }
                    if let refusal { job.refuse(refusal) }
                }
            } onCancel: {
                cancel(submission, in: lane)
            }
            return try outcome.get()
        }

        private func cancel(_ submission: Submission<Instance>, in lane: Lane<Instance>) {
            let abandoned = locked { () -> Job<Instance>? in
                submission.isCancelled = true
                guard let job = submission.job, !job.isSettled else { return nil }
                job.isSettled = true
                lane.waiting.removeAll { $0 === job }
                return job
            }
            abandoned?.refuse(.abandoned)
        }

        /// Answers those whose time is over. To be called now and then.
        package func expire(now: UInt64 = monotonicNanoseconds()) {
            var late: [(Job<Instance>, ServeError)] = []
            locked {
                for lane in lanes {
                    for job in lane.waiting + lane.running where job.deadline <= now && !job.isSettled {
                        job.isSettled = true
                        late.append(
                            (job, .timedOut(lane.name, seconds: Double(job.deadline - job.arrival) / 1e9)))
                    }
                    lane.waiting.removeAll { $0.isSettled }
                }
            }
            for (job, error) in late { job.refuse(error) }
        }

        /// From now on nothing is taken in; what waits is still served.
        package func drain() { locked { isDraining = true } }

        /// Ends the workers after what they do, and refuses what waits.
        package func stop() {
            let refused = locked { () -> [Job<Instance>] in
                isDraining = true
                isStopped = true
                var jobs: [Job<Instance>] = []
                for lane in lanes {
                    for job in lane.waiting where !job.isSettled {
                        job.isSettled = true
                        jobs.append(job)
                    }
                    lane.waiting = []
                }
                monitor.wakeAll()
                return jobs
            }
            for job in refused { job.refuse(.draining) }
        }

        /// Waits for the ends of the workers, after `stop`.
        package func join() {
            for worker in workers { worker.join() }
            workers = []
        }

        /// Nanoseconds for which the busiest worker has been at its request.
        package func longestRun(now: UInt64 = monotonicNanoseconds()) -> UInt64 {
            locked {
                (busySince + [atOnceSince]).reduce(0) { $1 == 0 || $1 > now ? $0 : max($0, now - $1) }
            }
        }

        // MARK: Workers

        private func work(_ slot: Int) {
            monitor.lock()
            // On one processor it would keep the client from asking.
            let mayLookOut = CPU.logicalCount > 1
            var looksOut = false
            while true {
                guard let lane = nextLane() else {
                    if isStopped { break }
                    if looksOut {
                        looksOut = false
                        let seen = arrivals.load(ordering: .relaxed)
                        monitor.unlock()
                        lookOut(after: seen)
                        monitor.lock()
                    } else {
                        monitor.wait()
                    }
                    continue
                }
                looksOut = mayLookOut
                let job = lane.waiting.removeFirst()
                let instance = lane.idle.removeLast()
                let generation = lane.generation
                lane.running.append(job)
                let start = monotonicNanoseconds()
                busySince[slot] = start
                monitor.unlock()

                let answer = job.run(instance, waited: start - job.arrival)

                monitor.lock()
                busySince[slot] = 0
                lane.running.removeAll { $0 === job }
                if generation == lane.generation { lane.idle.append(instance) }
                let isOurs = !job.isSettled
                job.isSettled = true
                // Another slot may have passed this lane by for want of an instance.
                if lane.isReady { monitor.wakeOne() }
                monitor.unlock()
                if isOurs { answer() }
                monitor.lock()
            }
            monitor.unlock()
        }

        /// Nanoseconds: a client's time from one answer to its next request.
        private static var lookOutTime: UInt64 { 200_000 }

        /// Returns when a request has come, or soon: a client that asks again at once finds a worker awake, which
        /// saves it the 0.1 to 0.3 ms that waking a sleeping thread takes.
        private func lookOut(after seen: UInt64) {
            let end = monotonicNanoseconds() + Self.lookOutTime
            while arrivals.load(ordering: .acquiring) == seen && monotonicNanoseconds() < end {}
        }

        /// The next lane in turn that has both a request and an instance.
        private func nextLane() -> Lane<Instance>? {
            for step in 1...max(lanes.count, 1) where !lanes.isEmpty {
                let index = (turn + step) % lanes.count
                if lanes[index].isReady {
                    turn = index
                    return lanes[index]
                }
            }
            return nil
        }

        func locked<R>(_ body: () -> R) -> R {
            monitor.lock()
            defer { monitor.unlock() }
            return body()
        }
    }

    /// Ties a waiting task to its job; under the queue's lock.
    private final class Submission<Instance>: @unchecked Sendable {
        var job: Job<Instance>?
        var isCancelled = false
    }
#endif
