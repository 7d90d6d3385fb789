import EdgeTestRandom
import EdgeVision
import Testing

@Suite struct TrackerTests {
    private func detection(_ x: Float, _ y: Float, size: Float = 20, class: Int = 0, score: Float = 0.9)
        -> Detection
    {
        Detection(class: `class`, score: score, box: Box(x1: x, y1: y, x2: x + size, y2: y + size))
    }

    private func ids(_ tracker: inout Tracker, _ boxes: [Detection], _ frame: UInt64) -> [Int32] {
        var boxes = boxes
        tracker.update(&boxes, frame: frame)
        return boxes.map(\.track)
    }

    @Test func followsWhatMoves() {
        var tracker = Tracker()
        for frame in 0..<50 as Range<UInt64> {
            let step = Float(frame)
            // They come in another order each time.
            var boxes = [detection(10 + 5 * step, 10), detection(300 - 5 * step, 100), detection(50, 200)]
            boxes.swapAt(Int(frame % 3), 0)
            var order = [1, 2, 3] as [Int32]
            order.swapAt(Int(frame % 3), 0)
            #expect(ids(&tracker, boxes, frame) == order, "frame \(frame)")
        }
        #expect(tracker.count == 3)
    }

    /// Faster than a box is wide a frame: the velocity tells where it will be.
    @Test func velocityBridgesGaps() {
        var tracker = Tracker()
        for frame in 0..<10 as Range<UInt64> {
            #expect(ids(&tracker, [detection(8 * Float(frame), 0)], frame) == [1])
        }
        for frame in 10..<16 as Range<UInt64> { #expect(ids(&tracker, [], frame) == []) }
        #expect(ids(&tracker, [detection(8 * 16, 0)], 16) == [1])
    }

    @Test func forgets() {
        var tracker = Tracker()
        #expect(ids(&tracker, [detection(0, 0)], 0) == [1])
        #expect(ids(&tracker, [detection(0, 0)], 30) == [1])
        #expect(ids(&tracker, [detection(0, 0)], 61) == [2])
        #expect(tracker.count == 1)
    }

    @Test func classesDoNotMix() {
        var tracker = Tracker()
        #expect(ids(&tracker, [detection(0, 0, class: 3)], 0) == [1])
        #expect(ids(&tracker, [detection(0, 0, class: 4)], 1) == [2])
    }

    /// The pair that overlaps most is joined first, whatever the order.
    @Test func bestOverlapWins() {
        var tracker = Tracker()
        #expect(ids(&tracker, [detection(0, 0), detection(10, 0)], 0) == [1, 2])
        #expect(ids(&tracker, [detection(9, 0), detection(1, 0)], 1) == [2, 1])
    }

    @Test func crowdsAreBounded() throws {
        try seeded { seed, random in
            var tracker = Tracker()
            for frame in 0..<20 as Range<UInt64> {
                var boxes = (0..<1024).map { _ in
                    detection(
                        .random(in: 0...4000, using: &random), .random(in: 0...4000, using: &random),
                        size: 100)
                }
                tracker.update(&boxes, frame: frame)
                #expect(boxes.allSatisfy { $0.track > 0 })
                #expect(Set(boxes.map(\.track)).count == boxes.count, "seed \(seed), frame \(frame)")
                #expect(tracker.count <= Tracker.capacity)
            }
        }
    }

    @Test func emptyBoxesAndNumbersBeyond() {
        var tracker = Tracker()
        let strange = [
            Detection(class: 0, score: 1, box: Box(x1: 5, y1: 5, x2: 5, y2: 5)),
            Detection(class: 0, score: 1, box: Box(x1: .nan, y1: 0, x2: 1, y2: 1)),
            Detection(class: 0, score: 1, box: Box(x1: -.infinity, y1: 0, x2: .infinity, y2: 1)),
        ]
        for frame in [0, 1, 1, 0, .max] as [UInt64] {
            #expect(ids(&tracker, strange, frame).allSatisfy { $0 > 0 })
        }
    }

    @Test func regions() throws {
        let fraction = try #require(Region("0.5,0,1,1"))
        #expect(fraction.isFraction)
        let box = Box(x1: 40, y1: 0, x2: 80, y2: 10)
        #expect(fraction.holdsCentre(of: box, width: 100, height: 100))
        #expect(!fraction.holdsCentre(of: box, width: 200, height: 100))
        let pixels = try #require(Region("50,0,100,100"))
        #expect(!pixels.isFraction && pixels.holdsCentre(of: box, width: 200, height: 100))
        for text in [
            "", "1,2,3", "1,2,3,4,5", "a,b,c,d", "3,0,1,1", "0,0,0,1", "-1,0,1,1", "0,0,inf,1", "0,0,nan,1",
        ] {
            #expect(Region(text) == nil, "\(text)")
        }
    }
}
