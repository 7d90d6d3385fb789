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
                return TurnAtOnce(lane: lane, instance: instance, generation: lane.generation)
            }
        }

        /// Runs a request and notes how long one of its size takes. One that fails says nothing: it may have failed
        /// before the network ran.
        func timed<Value>(
            _ size: Int?, on lane: Lane<Instance>, _ instance: Instance, _ waited: UInt64,
            _ work: (Instance, _ waited: UInt64) throws(ServeError) -> Value
        ) throws(ServeError) -> Value {
            let start = monotonicNanoseconds()
            do throws(ServeError) {
                let value = try work(instance, waited)
                let time = monotonicNanoseconds() - start
                if let size { locked { lane.last = (size, time) } }
                return value
            } catch {
                if size != nil { locked { lane.last = nil } }
                throw error
            }
        }

        func end(_ turn: TurnAtOnce) {
            locked {
                atOnceSince = 0
                turn.lane.runsAtOnce = false
                if turn.generation == turn.lane.generation { turn.lane.idle.append(turn.instance) }
                // A worker may have passed the lane by for want of an instance.
                if turn.lane.isReady { monitor.wakeOne() }
            }
        }
    }
#endif
