#if Serve
    import EdgeHost

    /// Requests that run on the thread that asks, an event loop's: to hand them to a worker and back wakes two sleeping
    /// threads, which costs a quick model a good part of its time. Only one at a time, only where nothing waits, and
    /// only what is sure to be short: a request of as many bytes as the last, which was quick.
    extension InferenceQueue {
        /// An instance in the hands of the thread that asked for it.
        struct TurnAtOnce {
            let lane: Lane<Instance>
            let instance: Instance
            let generation: Int
            let size: Int
            let start: UInt64
        }

        /// - Returns: nil where the request is for a worker.
        func takeTurnAtOnce(on lane: Lane<Instance>, size: Int) -> TurnAtOnce? {
            let start = monotonicNanoseconds()
            return locked {
                guard let last = lane.last, last.size == size, last.time <= quick, atOnceSince == 0,
                    !isDraining, lanes.allSatisfy(\.waiting.isEmpty),
                    lanes.reduce(0, { $0 + $1.running.count }) < slots, let instance = lane.idle.popLast()
                else { return nil }
                atOnceSince = start
                lane.runsAtOnce = true
                return TurnAtOnce(
                    lane: lane, instance: instance, generation: lane.generation, size: size, start: start)
            }
        }

        func end(_ turn: TurnAtOnce) {
            let time = monotonicNanoseconds() - turn.start
            locked {
                atOnceSince = 0
                turn.lane.runsAtOnce = false
                turn.lane.last = (turn.size, time)
                if turn.generation == turn.lane.generation { turn.lane.idle.append(turn.instance) }
                // A worker may have passed the lane by for want of an instance.
                if turn.lane.isReady { monitor.wakeOne() }
            }
        }
    }
#endif
