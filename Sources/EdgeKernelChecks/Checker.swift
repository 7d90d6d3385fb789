import EdgeKernels

/// The state of the sweep over one kernel.
struct Checker: ~Copyable {
    let memory: FencedMemory
    var generator: Generator
    var check: KernelCheck
    private var description = CaseDescription()
    private var outputBytes = 0

    /// Bytes before an output that must stay as they were.
    private static var guardBytes: Int { 128 }
    private static var untouched: Int8 { 0x5A }

    init(memory: FencedMemory, seed: UInt64, name: StaticString, isa: ISA) {
        self.memory = memory
        generator = Generator(seed: seed)
        check = KernelCheck(name: name, isa: isa)
    }

    /// Starts a case: forgets the last one's description.
    mutating func begin(_ kind: StaticString) {
        description = CaseDescription()
        description.add(kind, check.executions)
    }

    mutating func note(_ name: StaticString, _ value: Int) { description.add(name, value) }

    /// Two outputs of `bytes` bytes with the same content, which no kernel leaves by chance.
    mutating func outputs(
        bytes: Int
    ) -> (expected: UnsafeMutablePointer<Int8>, actual: UnsafeMutablePointer<Int8>) {
        outputBytes = bytes
        let all = bytes + Self.guardBytes
        let expected = memory.array(.expected, of: Int8.self, count: all)
        let actual = memory.array(.actual, of: Int8.self, count: all)
        expected.update(repeating: Self.untouched, count: all)
        actual.update(repeating: Self.untouched, count: all)
        return (expected + Self.guardBytes, actual + Self.guardBytes)
    }

    /// Restores the second output for another run of the same case.
    mutating func resetActual(from source: UnsafePointer<Int8>? = nil) {
        let all = outputBytes + Self.guardBytes
        let actual = memory.array(.actual, of: Int8.self, count: all)
        actual.update(repeating: Self.untouched, count: all)
        if let source { (actual + Self.guardBytes).update(from: source, count: outputBytes) }
    }

    /// Ends a run: compares both outputs, gaps and guards included.
    mutating func compare() {
        check.executions += 1
        let all = outputBytes + Self.guardBytes
        let expected = memory.array(.expected, of: Int8.self, count: all)
        let actual = memory.array(.actual, of: Int8.self, count: all)
        for i in 0..<all where expected[i] != actual[i] {
            check.mismatches += 1
            if check.first == nil {
                check.first = Mismatch(
                    offset: i - Self.guardBytes, expected: expected[i], actual: actual[i],
                    inCase: description)
            }
            return
        }
    }

    /// A fenced image with a random gap between pixels, filled.
    ///
    /// The last pixel ends at the fence: nothing after its channels may be read.
    mutating func image(
        _ region: Region, height: Int, width: Int, channels: Int, _ pattern: ActivationPattern
    ) -> ImageView {
        let stride = channels + pixelGap()
        let bytes = (height * width - 1) * stride + channels
        let base = memory.array(region, of: Int8.self, count: bytes)
        generator.fill(base, count: bytes, pattern)
        return ImageView(base: base, height: height, width: width, channels: channels, pixelStride: stride)
    }

    mutating func pixelGap() -> Int { generator.chance(2) ? 0 : generator.integer(1...9) }
}

/// 1...40, and a few that pass every vector width and chunk.
func sweptSize(_ i: Int) -> Int {
    if i < 40 { return i + 1 }
    let large: InlineArray<_, Int> = [47, 48, 63, 64, 65, 79, 96, 100, 127, 128, 129, 200]
    return large[i - 40]
}

var sweptSizes: Int { 52 }
