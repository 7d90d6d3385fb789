#if Serve
    import EdgeServe
    import EdgeVision
    import Testing

    @Suite struct BroadcastTests {
        @Test func everyoneIsTold() async {
            let broadcast = Broadcast<Int>(backlog: 8)
            let watchers = [broadcast.watch(), broadcast.watch()]
            for number in 1...3 { broadcast.publish(number) }
            broadcast.finish()
            for watcher in watchers {
                var seen: [Int] = []
                for await number in watcher.elements { seen.append(number) }
                #expect(seen == [1, 2, 3])
            }
            #expect(broadcast.missedCount == 0)
        }

        /// One that does not read keeps its newest few, and holds nobody up.
        @Test func theSlowMissTheOldest() async {
            let broadcast = Broadcast<Int>(backlog: 4)
            let slow = broadcast.watch()
            for number in 1...1000 { broadcast.publish(number) }
            #expect(broadcast.missedCount == 996)
            broadcast.finish()
            var seen: [Int] = []
            for await number in slow.elements { seen.append(number) }
            #expect(seen == [997, 998, 999, 1000])
        }

        @Test func whoLeavesIsForgotten() async {
            let broadcast = Broadcast<Int>(backlog: 4)
            let first = broadcast.watch()
            #expect(broadcast.watcherCount == 1)
            first.cancel()
            #expect(broadcast.watcherCount == 0)
            for await _ in first.elements { Issue.record("a cancelled watcher was told") }
            do {
                let second = broadcast.watch()
                #expect(broadcast.watcherCount == 1)
                _ = consume second
            }
            #expect(broadcast.watcherCount == 0)
        }

        @Test func afterTheEndThereIsNothing() async {
            let broadcast = Broadcast<Int>(backlog: 4)
            broadcast.finish()
            let late = broadcast.watch()
            broadcast.publish(1)
            for await _ in late.elements { Issue.record("told after the end") }
            #expect(broadcast.watcherCount == 0)
        }
    }

    @Suite struct ViewerLimitTests {
        @Test func placesComeBack() throws {
            let limit = ViewerLimit(limit: 2)
            var places = [try limit.enter(), try limit.enter()]
            let refusal = #expect(throws: ServeError.self) { try limit.enter() }
            #expect(refusal?.status.code == 503)
            #expect(refusal?.retryAfter != nil)
            #expect(limit.used == 2)
            places.removeLast()
            #expect(limit.used == 1)
            places.append(try limit.enter())
            #expect(limit.used == 2)
            places = []
            #expect(limit.used == 0)
        }
    }

    @Suite struct ServerSentEventTests {
        func text(_ line: String, id: UInt64? = nil) -> String {
            String(decoding: ServerSentEvent.message(Array(line.utf8), id: id), as: UTF8.self)
        }

        @Test func messagesEndWithAnEmptyLine() {
            #expect(text("{\"a\": 1}\n", id: 7) == "id: 7\ndata: {\"a\": 1}\n\n")
            #expect(text("{}") == "data: {}\n\n")
        }

        /// No text can end a message early.
        @Test func lineFeedsStayInside() {
            #expect(text("a\nb\n\n") == "data: a\ndata: b\ndata: \n\n")
            #expect(text("a\r\nb") == "data: a\ndata: b\n\n")
        }
    }

    @Suite struct LatencyRingTests {
        let second: UInt64 = 1_000_000_000

        @Test func percentilesAreNearAndNotBelow() throws {
            let ring = LatencyRing()
            // 1 to 100 ms.
            for milliseconds: UInt64 in 1...100 {
                ring.add(nanoseconds: milliseconds * 1_000_000, now: 5 * second)
            }
            let points = ring.last(10, now: 6 * second)
            let point = try #require(points.first)
            #expect(points.count == 1 && point.second == 5 && point.count == 100)
            for (found, exact) in [(point.p50, 50.0), (point.p90, 90.0), (point.p99, 99.0)] {
                #expect(found >= exact && found <= exact * 1.13, "\(found) for \(exact)")
            }
            #expect(point.maximum == 100)
        }

        /// The second that is not over is left out, as are those that are too old or have no measurement.
        @Test func secondsGoRound() {
            let ring = LatencyRing()
            let count = UInt64(LatencyRing.seconds)
            for second in 0..<2 * count where second % 3 == 0 {
                ring.add(nanoseconds: 1_000_000 * (second + 1), now: second * self.second)
            }
            let now = (2 * count - 1) * second
            let last = ring.last(10, now: now).map(\.second)
            #expect(last == (2 * count - 11..<2 * count - 1).filter { $0 % 3 == 0 })
            let all = ring.last(.max, now: now)
            #expect(all.count < LatencyRing.seconds)
            #expect(all.allSatisfy { $0.second >= count && $0.count == 1 })
            #expect(ring.last(10, now: 100 * count * second).isEmpty)
        }

        @Test func anyTimeHasItsPlace() {
            let ring = LatencyRing()
            for time: UInt64 in [0, 1, 32_768, 4_294_967_295, 60_000_000_000, .max] {
                ring.add(nanoseconds: time, now: second)
            }
            let point = ring.last(5, now: 2 * second).first
            #expect(point?.count == 6)
            #expect(point?.p99 == Double(UInt64.max) / 1e6)
        }
    }

    @Suite struct CameraOptionsTests {
        @Test func sourcesAreRead() {
            #expect(CameraOptions(argument: "a=-")?.source == .standardInput)
            #expect(CameraOptions(argument: "a=/dev/video0")?.source == .path("/dev/video0"))
            #expect(CameraOptions(argument: "a-1=exec:cat x=y | z")?.source == .command("cat x=y | z"))
            #expect(CameraOptions(argument: "a=./exec:x")?.source == .path("./exec:x"))
            for wrong in ["", "a", "=x", "a=", "a b=x", "a/b=x", "a=exec:", "a=exec:  ", "..=x"] {
                #expect(CameraOptions(argument: wrong) == nil, "\(wrong)")
            }
        }

        @Test func formatsAreRead() {
            #expect(StreamFormat(argument: "mjpeg") == .mjpeg)
            #expect(StreamFormat(argument: "nv12:640x480") == .raw(.nv12, width: 640, height: 480))
            for wrong in [
                "", "jpeg", "nv12", "nv12:640", "nv12:0x480", "nv12:640x480x1", "nv12:-1x4", "mjpeg:1x1",
            ] {
                #expect(StreamFormat(argument: wrong) == nil, "\(wrong)")
            }
        }
    }

    @Suite struct BackoffTests {
        @Test func waitsDoubleAndEnd() {
            var backoff = Backoff()
            let waits = (0..<8).map { _ in backoff.next(after: 1, frames: 1) }
            #expect(waits == [500, 1000, 2000, 4000, 8000, 16000, 30000, 30000])
            // Long without a frame is no better.
            #expect(backoff.next(after: 100, frames: 0) == 30000)
            #expect(backoff.next(after: 100, frames: 1) == 500)
            #expect(backoff.next(after: 1, frames: 1) == 1000)
        }
    }
#endif
