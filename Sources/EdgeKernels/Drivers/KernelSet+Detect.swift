extension KernelSet {
    public func scratchBytes(for a: DetectArguments) -> Int {
        roundUp(CandidateHeap.bytes(capacity: a.candidates), to: Self.scratchAlignment)
    }

    /// Part 0 does all of it: beside a network, little is left to share.
    public func detect(
        _ a: DetectArguments, scratch: UnsafeMutableRawPointer, part: Int = 0, of parts: Int = 1
    ) {
        if part > 0 { return }
        var scan = CandidateScan(a, self.scan, into: CandidateHeap(memory: scratch, capacity: a.candidates))
        scan.run()
        scan.best.sort()
        var rows = DetectionRows(a)
        rows.write(scan.best)
    }
}
