#if Serve
    import EdgeHost
    import EdgeServe
    import Synchronization
    import Testing

    #if canImport(Glibc)
        import Glibc
    #elseif canImport(Musl)
        import Musl
    #endif

    @Suite struct InferenceQueueTests {
        private final class Instance: Sendable {}

        /// Holds a worker until it is opened.
        private final class Gate: Sendable {
            private let isOpen = Atomic(false)
            private let entered = Atomic(0)

            func pass() {
                entered.add(1, ordering: .sequentiallyConsistent)
                while !isOpen.load(ordering: .sequentiallyConsistent) { usleep(200) }
            }

            func open() { isOpen.store(true, ordering: .sequentiallyConsistent) }

            func waitForEntry() async {
                while entered.load(ordering: .sequentiallyConsistent) == 0 { await Task.yield() }
            }
        }

        /// Who was served, one after the other.
        private final class Order: Sendable {
            private let names = Mutex<[String]>([])

            func add(_ name: String) { names.withLock { $0.append(name) } }

            var served: [String] { names.withLock { $0 } }
        }

        private static let second: UInt64 = 1_000_000_000

        private func makeQueue(
            lanes: [String], capacity: Int
        ) throws -> (InferenceQueue<Instance>, [Lane<Instance>]) {
            let queue = InferenceQueue<Instance>(slots: 1, quick: Self.second / 4)
            let made = lanes.map { queue.addLane(named: $0, capacity: capacity) }
            for lane in made { queue.replaceInstances(of: lane, with: [Instance()]) }
            try queue.start()
            return (queue, made)
        }

        private func waitUntil(_ condition: () -> Bool) async {
            while !condition() { await Task.yield() }
        }

        /// One model's flood delays another's request by one turn.
        @Test func lanesTakeTurns() async throws {
            let (queue, lanes) = try makeQueue(lanes: ["a", "b"], capacity: 100)
            let gate = Gate()
            let order = Order()
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    try await queue.run(on: lanes[0], timeout: 60 * Self.second) { _, _ in gate.pass() }
                }
                await gate.waitForEntry()
                for _ in 0..<20 {
                    group.addTask {
                        try await queue.run(on: lanes[0], timeout: 60 * Self.second) { _, _ in
                            order.add("a")
                        }
                    }
                }
                await waitUntil { queue.depth(of: lanes[0]).waiting == 20 }
                for _ in 0..<5 {
                    group.addTask {
                        try await queue.run(on: lanes[1], timeout: 60 * Self.second) { _, _ in
                            order.add("b")
                        }
                    }
                }
                await waitUntil { queue.depth(of: lanes[1]).waiting == 5 }
                gate.open()
                try await group.waitForAll()
            }
            let served = order.served
            #expect(served.count == 25)
            #expect(served.prefix(10).filter { $0 == "b" }.count == 5)
            queue.stop()
            queue.join()
        }

        @Test func aFullLaneRefuses() async throws {
            let (queue, lanes) = try makeQueue(lanes: ["a", "b"], capacity: 2)
            let gate = Gate()
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    try await queue.run(on: lanes[0], timeout: 60 * Self.second) { _, _ in gate.pass() }
                }
                await gate.waitForEntry()
                for _ in 0..<2 {
                    group.addTask { try await queue.run(on: lanes[0], timeout: 60 * Self.second) { _, _ in } }
                }
                await waitUntil { queue.depth(of: lanes[0]).waiting == 2 }
                let refusal = await #expect(throws: ServeError.self) {
                    try await queue.run(on: lanes[0], timeout: Self.second) { _, _ in }
                }
                #expect(refusal?.status.code == 429)
                #expect(refusal?.retryAfter != nil)
                // The other lane has room.
                group.addTask { try await queue.run(on: lanes[1], timeout: 60 * Self.second) { _, _ in } }
                await waitUntil { queue.depth(of: lanes[1]).waiting == 1 }
                gate.open()
                try await group.waitForAll()
            }
            queue.stop()
            queue.join()
        }

        /// Both one that waits and one that runs are answered when their time is over, once.
        @Test func deadlinesAreKept() async throws {
            let (queue, lanes) = try makeQueue(lanes: ["a"], capacity: 4)
            let gate = Gate()
            @Sendable func status(_ work: @escaping @Sendable (Instance, UInt64) -> Void) async -> Int {
                do throws(ServeError) {
                    try await queue.run(on: lanes[0], timeout: Self.second, work)
                    return 200
                } catch {
                    return error.status.code
                }
            }
            let late = await withTaskGroup(of: Int.self) { group in
                group.addTask { await status { _, _ in gate.pass() } }
                await gate.waitForEntry()
                group.addTask { await status { _, _ in } }
                await waitUntil { queue.depth(of: lanes[0]).waiting == 1 }
                queue.expire(now: monotonicNanoseconds() + 2 * Self.second)
                gate.open()
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(late == [503, 503])
            // The worker lives on.
            let value = try await queue.run(on: lanes[0], timeout: 60 * Self.second) { _, _ in 42 }
            #expect(value == 42)
            queue.stop()
            queue.join()
        }

        @Test func drainingServesWhatWaitsAndRefusesTheRest() async throws {
            let (queue, lanes) = try makeQueue(lanes: ["a"], capacity: 4)
            let gate = Gate()
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    try await queue.run(on: lanes[0], timeout: 60 * Self.second) { _, _ in gate.pass() }
                }
                await gate.waitForEntry()
                group.addTask { try await queue.run(on: lanes[0], timeout: 60 * Self.second) { _, _ in } }
                await waitUntil { queue.depth(of: lanes[0]).waiting == 1 }
                queue.drain()
                let refusal = await #expect(throws: ServeError.self) {
                    try await queue.run(on: lanes[0], timeout: Self.second) { _, _ in }
                }
                #expect(refusal?.status.code == 503)
                gate.open()
                try await group.waitForAll()
            }
            queue.stop()
            queue.join()
        }

        /// What runs on the worker, told by its thread, and what on the thread that asks: a request like the last one,
        /// if that was quick.
        @Test func quickRequestsRunAtOnce() async throws {
            let (queue, lanes) = try makeQueue(lanes: ["a", "b"], capacity: 4)
            let (a, b) = (lanes[0], lanes[1])
            func thread(
                on lane: Lane<Instance>, size: Int?, _ work: @escaping @Sendable () -> Void = {}
            ) async throws -> String {
                try await queue.run(on: lane, size: size, timeout: 60 * Self.second) { _, _ in
                    work()
                    return "\(pthread_self())"
                }
            }
            let worker = try await thread(on: a, size: 10)
            #expect(try await thread(on: a, size: 10) != worker)
            #expect(try await thread(on: a, size: 10) != worker)
            // Another size may be another picture: not before it is known to be quick.
            #expect(try await thread(on: a, size: 11) == worker)
            #expect(try await thread(on: a, size: 11) != worker)
            #expect(try await thread(on: a, size: nil) == worker)
            #expect(try await thread(on: b, size: 11) == worker)
            // One that took long, here or there, is followed by none.
            #expect(try await thread(on: a, size: 11) { usleep(500_000) } != worker)
            #expect(try await thread(on: a, size: 11) { usleep(500_000) } == worker)
            #expect(try await thread(on: a, size: 11) == worker)
            #expect(try await thread(on: a, size: 11) != worker)
            // One that failed says nothing of how long the network takes.
            let mistake = ServeError(.badRequest, what: "is no picture", place: "body", mend: "send one")
            await #expect(throws: ServeError.self) {
                try await queue.run(on: a, size: 11, timeout: 60 * Self.second) {
                    (_, _) throws(ServeError) -> Void in throw mistake
                }
            }
            #expect(try await thread(on: a, size: 11) == worker)
            queue.drain()
            await #expect(throws: ServeError.self) { _ = try await thread(on: a, size: 11) }
            queue.stop()
            queue.join()
        }

        /// Beside one that runs or waits, a request takes its turn, even one like the last.
        @Test func nothingRunsAtOnceBesideOthers() async throws {
            let (queue, lanes) = try makeQueue(lanes: ["a", "b"], capacity: 4)
            let gate = Gate()
            try await queue.run(on: lanes[0], size: 10, timeout: 60 * Self.second) { _, _ in }
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    try await queue.run(on: lanes[1], timeout: 60 * Self.second) { _, _ in gate.pass() }
                }
                await gate.waitForEntry()
                group.addTask {
                    try await queue.run(on: lanes[0], size: 10, timeout: 60 * Self.second) { _, _ in }
                }
                await waitUntil { queue.depth(of: lanes[0]).waiting == 1 }
                #expect(queue.depth(of: lanes[0]).running == 0)
                gate.open()
                try await group.waitForAll()
            }
            // While one runs at once, it counts, and the next, whose instance it has, waits.
            let second = Gate()
            try await queue.run(on: lanes[0], size: 10, timeout: 60 * Self.second) { _, _ in }
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    try await queue.run(on: lanes[0], size: 10, timeout: 60 * Self.second) { _, _ in
                        second.pass()
                    }
                }
                await second.waitForEntry()
                #expect(queue.depth(of: lanes[0]).running == 1)
                #expect(queue.longestRun() > 0)
                group.addTask {
                    try await queue.run(on: lanes[0], size: 10, timeout: 60 * Self.second) { _, _ in }
                }
                await waitUntil { queue.depth(of: lanes[0]).waiting == 1 }
                second.open()
                try await group.waitForAll()
            }
            #expect(queue.depth(of: lanes[0]).running == 0)
            queue.stop()
            queue.join()
        }

        /// A new set of instances takes over between two requests; the old one is let go of.
        @Test func instancesAreReplacedBetweenRequests() async throws {
            let (queue, lanes) = try makeQueue(lanes: ["a"], capacity: 4)
            let gate = Gate()
            let new = Instance()
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    try await queue.run(on: lanes[0], timeout: 60 * Self.second) { instance, _ in
                        gate.pass()
                        #expect(instance !== new)
                    }
                }
                await gate.waitForEntry()
                queue.replaceInstances(of: lanes[0], with: [new])
                gate.open()
                try await group.waitForAll()
            }
            for _ in 0..<10 {
                try await queue.run(on: lanes[0], timeout: 60 * Self.second) { instance, _ in
                    #expect(instance === new)
                }
            }
            queue.stop()
            queue.join()
        }

        @Test func aCancelledTaskLeavesTheQueue() async throws {
            let (queue, lanes) = try makeQueue(lanes: ["a"], capacity: 4)
            let gate = Gate()
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    try await queue.run(on: lanes[0], timeout: 60 * Self.second) { _, _ in gate.pass() }
                }
                await gate.waitForEntry()
                let waiting = Task {
                    try await queue.run(on: lanes[0], timeout: 60 * Self.second) { _, _ in }
                }
                await waitUntil { queue.depth(of: lanes[0]).waiting == 1 }
                waiting.cancel()
                await #expect(throws: ServeError.self) { try await waiting.value }
                #expect(queue.depth(of: lanes[0]).waiting == 0)
                gate.open()
                try await group.waitForAll()
            }
            queue.stop()
            queue.join()
        }
    }
#endif
