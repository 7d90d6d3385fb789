/// Offers every (anchor, class) pair that may reach the least score to a heap.
struct CandidateScan {
    private let a: DetectArguments
    private let kernel: ScanKernel
    /// Each number that makes a score is at least this.
    private let least: Float
    private(set) var best: CandidateHeap
    /// The best class so far of the anchor in hand, where only that one counts.
    private var pending: Candidate

    init(_ a: DetectArguments, _ kernel: ScanKernel, into heap: CandidateHeap) {
        self.a = a
        self.kernel = kernel
        least = a.scoreForm == .identity ? a.minScore : leastLogit(a.minScore)
        best = heap
        pending = Self.none
    }

    mutating func run() {
        var firstAnchor = 0
        for l in 0..<a.levelCount {
            let level = a.levels[l]
            if a.scoreForm == .softmax {
                scanSoftmax(level, firstAnchor)
            } else if let objects = level.objects {
                scanObjects(objects, level, firstAnchor)
            } else {
                scanScores(level, firstAnchor)
            }
            firstAnchor += level.height * level.width * a.anchors
        }
    }

    // MARK: One number makes a score

    private mutating func scanScores(_ level: DetectLevel, _ firstAnchor: Int) {
        // A key is a number of the map: once the heap is full, its least key passes over most of them.
        var scan = MapScan(level.scores, kernel, least: max(least, best.leastKey))
        let runs = level.scores.runs(pixels: level.height * level.width, channels: a.anchors * a.classes)
        for run in 0..<runs.count {
            let start = run * level.scores.pixelStride
            var i = scan.first(start, runs.length)
            while i < runs.length {
                let position = run * runs.length + i
                let anchor = firstAnchor + position / a.classes
                let first = position % a.classes
                let end = a.bestClassOnly ? i - first + a.classes : i + 1
                for k in i..<end {
                    let number = level.scores.number(start + k)
                    if number >= scan.least { collect(number, first + k - i, anchor) }
                }
                endAnchor()
                scan.raise(to: best.leastKey)
                i = end + scan.first(start + end, runs.length - end)
            }
        }
    }

    // MARK: Objectness times class

    private mutating func scanObjects(_ objects: DetectMap, _ level: DetectLevel, _ firstAnchor: Int) {
        let objectScan = MapScan(objects, kernel, least: least)
        let scoreScan = MapScan(level.scores, kernel, least: least)
        let runs = objects.runs(pixels: level.height * level.width, channels: a.anchors)
        for run in 0..<runs.count {
            let start = run * objects.pixelStride
            var i = objectScan.first(start, runs.length)
            while i < runs.length {
                let anchor = run * runs.length + i
                let object = probability(objects.number(start + i))
                scanClasses(scoreScan, level.scores, anchor, object, firstAnchor)
                i += 1
                i += objectScan.first(start + i, runs.length - i)
            }
        }
    }

    private mutating func scanClasses(
        _ scan: MapScan, _ scores: DetectMap, _ anchor: Int, _ object: Float, _ firstAnchor: Int
    ) {
        let start = offset(scores, anchor)
        var c = scan.first(start, a.classes)
        while c < a.classes {
            let key = object * probability(scores.number(start + c))
            if key >= a.minScore { collect(key, c, firstAnchor + anchor) }
            c += 1
            c += scan.first(start + c, a.classes - c)
        }
        endAnchor()
    }

    private func probability(_ number: Float) -> Float {
        a.scoreForm == .sigmoid ? sigmoid(number) : number
    }

    // MARK: Softmax over the classes of an anchor

    private mutating func scanSoftmax(_ level: DetectLevel, _ firstAnchor: Int) {
        let scan = BackgroundScan(level.scores, kernel, least: least)
        for anchor in 0..<level.height * level.width * a.anchors {
            let start = offset(level.scores, anchor)
            if scan.mayPass(start, a.classes) { collectShares(level.scores, start, firstAnchor + anchor) }
        }
    }

    private mutating func collectShares(_ scores: DetectMap, _ start: Int, _ anchor: Int) {
        let largest = scores.largest(start, a.classes)
        var sum: Float = 0
        for c in 0..<a.classes { sum += exponential(scores.difference(start + c, largest)) }
        for c in 1..<a.classes where scores.difference(start + c, start) >= least {
            let share = exponential(scores.difference(start + c, largest)) / sum
            if share >= a.minScore { collect(share, c - 1, anchor) }
        }
        endAnchor()
    }

    // MARK: What all do

    /// Of the scores of an anchor of one level.
    private func offset(_ scores: DetectMap, _ anchor: Int) -> Int {
        anchor / a.anchors * scores.pixelStride + anchor % a.anchors * a.classes
    }

    private static var none: Candidate { Candidate(key: -.infinity, classIndex: -1, anchor: 0) }

    @inline(__always)
    private mutating func collect(_ key: Float, _ classIndex: Int, _ anchor: Int) {
        let candidate = Candidate(
            key: key, classIndex: Int32(truncatingIfNeeded: classIndex),
            anchor: Int32(truncatingIfNeeded: anchor))
        if !a.bestClassOnly {
            best.offer(candidate)
        } else if pending.classIndex < 0 || key > pending.key {
            pending = candidate
        }
    }

    @inline(__always)
    private mutating func endAnchor() {
        if pending.classIndex < 0 { return }
        best.offer(pending)
        pending = Self.none
    }
}
