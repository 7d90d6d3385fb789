import CEdgePeak
import EdgeKernels
import Glibc

func now() -> Double {
    var t = timespec()
    clock_gettime(CLOCK_MONOTONIC, &t)
    return Double(t.tv_sec) + Double(t.tv_nsec) * 1e-9
}

/// Seconds of one call: the least of many batches of about 1 ms, since other programs only add.
func seconds(_ body: () -> Void) -> Double {
    body()
    let start = now()
    body()
    let once = max(now() - start, 1e-8)
    let repeats = max(1, Int(0.001 / once))
    var best = Double.infinity
    for _ in 0..<60 {
        let start = now()
        for _ in 0..<repeats { body() }
        best = min(best, (now() - start) / Double(repeats))
    }
    return best
}

/// GMAC/s of a peak loop.
func peak(_ loop: (Int64, UnsafeMutablePointer<Int32>) -> Int64) -> Double {
    var sink: Int32 = 5
    let count = loop(1000, &sink)
    if count == 0 { return 0 }
    var best = Double.infinity
    for _ in 0..<8 {
        let start = now()
        _ = loop(200_000, &sink)
        best = min(best, now() - start)
    }
    return Double(count) * 200 / best / 1e9
}

/// Buffers of random bytes; never freed: the program ends.
func bytes(_ count: Int, aligned: Int = 64) -> UnsafeMutableRawPointer {
    var p: UnsafeMutableRawPointer?
    precondition(posix_memalign(&p, aligned, max(count, 1)) == 0)
    for i in 0..<count {
        p!.storeBytes(
            of: UInt8(truncatingIfNeeded: (i &* 2_654_435_761) >> 13), toByteOffset: i, as: UInt8.self)
    }
    return p!
}

func image(_ size: Int, _ channels: Int) -> ImageView {
    ImageView(
        base: bytes(size * size * channels).assumingMemoryBound(to: Int8.self), height: size, width: size,
        channels: channels, pixelStride: channels)
}

/// Of int16.
func wideImage(_ size: Int, _ channels: Int) -> ImageView {
    ImageView(
        base: bytes(size * size * channels * 2).assumingMemoryBound(to: Int8.self), height: size, width: size,
        channels: channels, pixelStride: 2 * channels)
}

func filled<T>(_ count: Int, _ value: T) -> UnsafePointer<T> {
    let p = bytes(count * MemoryLayout<T>.stride).bindMemory(to: T.self, capacity: count)
    p.update(repeating: value, count: count)
    return UnsafePointer(p)
}

func window(_ s: ConvShape) -> Window {
    Window(
        kernelHeight: s.kernel, kernelWidth: s.kernel, strideHeight: s.stride, strideWidth: s.stride,
        padTop: (s.kernel - 1) / 2, padLeft: (s.kernel - 1) / 2)
}

func column(_ s: String, _ width: Int) -> String {
    s.count >= width ? s : s + String(repeating: " ", count: width - s.count)
}

func fixed(_ x: Double, _ digits: Int) -> String {
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    let n = Int((x * scale).rounded())
    if digits == 0 { return "\(n)" }
    let fraction = "\(n % Int(scale))"
    return "\(n / Int(scale))." + String(repeating: "0", count: digits - fraction.count) + fraction
}

func line(_ kernel: some CustomStringConvertible, _ shape: String, _ seconds: Double, _ rate: String) {
    print(column("\(kernel)", 22), column(shape, 28), column(fixed(seconds * 1e6, 1) + " us", 12), rate)
}
