/// Tells the few anchors of a softmax whose largest class comes near enough to the background, its first one,
/// without an exponential.
struct BackgroundScan {
    private let map: DetectMap
    private let kernel: ScanKernel
    /// Least difference to the background.
    private let least: Float
    /// The same in quanta, of int8 maps: at most 256.
    private let leastQuanta: Int32

    init(_ map: DetectMap, _ kernel: ScanKernel, least: Float) {
        self.map = map
        self.kernel = kernel
        self.least = least
        if case .int8(_, let scale, _) = map.elements {
            leastQuanta = leastMultiple(of: scale, from: -255, to: 256, reaching: least)
        } else {
            leastQuanta = 0
        }
    }

    /// Whether any class's difference to the background is `least` or more; true for a few more float32 anchors.
    func mayPass(_ start: Int, _ classes: Int) -> Bool {
        let others = classes - 1
        switch map.elements {
        case .int8(let p, _, _):
            let quantum = Int32(p[start]) + leastQuanta
            if quantum > 127 { return false }
            return kernel.int8(p + start + 1, others, Int8(truncatingIfNeeded: max(quantum, -128))) < others
        case .float32(let p):
            // Rounded differences grow with the class's number; four units in the last place cover what the
            // sum of background and `least` is off by.
            let slack = (abs(p[start]) + abs(least)) * 0x1p-22
            return kernel.float(p + start + 1, others, (p[start] + least) - slack) < others
        }
    }
}
