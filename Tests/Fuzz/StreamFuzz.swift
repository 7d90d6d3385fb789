import EdgeFormat
import EdgeVision
import Glibc

/// What libFuzzer calls with each input. `EDGE_FUZZ` chooses what reads it: mjpeg, y4m, png, raw; jpeg for
/// the frame decoder alone, picture for all decoders, pixels for the pass to a tensor. Built and run by Tools/fuzz.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = UnsafeBufferPointer(start: bytes, count: count)
    switch target {
    case "mjpeg": readAll(Array(input), .mjpeg)
    case "y4m": readAll(Array(input), .y4m)
    case "png": readAll(Array(input), .png)
    case "raw": readRaw(Array(input))
    case "jpeg": decode(UnsafeRawBufferPointer(input))
    case "picture": readPicture(input)
    case "pixels": preparePixels(input)
    default: fatalError("EDGE_FUZZ is none of mjpeg, y4m, png, raw, jpeg, picture, pixels")
    }
    return 0
}

private let target = getenv("EDGE_FUZZ").map { String(cString: $0) } ?? ""

/// Small, so that limits are met.
private let limit = 1 << 16

/// The first byte says how many bytes a read gives at most.
private func readAll(_ input: [UInt8], _ format: StreamFormat) {
    guard let chunk = input.first else { return }
    read(Array(input.dropFirst()), format, chunk: chunk == 0 ? .max : Int(chunk))
}

/// The first bytes say the format and the size.
private func readRaw(_ input: [UInt8]) {
    guard input.count > 4 else { return }
    let formats = PixelFormat.allCases
    let format = formats[Int(input[1]) % formats.count]
    read(
        Array(input.dropFirst(4)), .raw(format, width: Int(input[2]), height: Int(input[3])),
        chunk: input[0] == 0 ? .max : Int(input[0]))
}

private func read(_ stream: [UInt8], _ format: StreamFormat, chunk: Int) {
    let source = ByteSource(bytes: stream, limit: limit, chunk: chunk)
    guard var reader = try? FrameReader(source, format: format) else { return }
    var last: UInt64?
    var frames = 0
    while true {
        guard let event = try? reader.next() else { fatalError("a reader of a known format does not fail") }
        switch event {
        case .frame(let frame):
            precondition(last.map { frame.position > $0 } ?? true, "frames stand one after another")
            last = frame.position
            look(at: frame.content)
        case .damaged(let damage):
            precondition(damage.position <= UInt64(stream.count), "damage lies in the stream")
            precondition(damage.frame <= UInt64(stream.count))
        case .end:
            precondition(source.ending == .end, "the stream is read to its end")
            return
        }
        frames += 1
        precondition(frames <= stream.count, "each frame takes a byte")
    }
}

nonisolated(unsafe) private var preprocessor = makePreprocessor()
nonisolated(unsafe) private var decoder = makeDecoder()
nonisolated(unsafe) private var tensor = [Int8](repeating: 0, count: 16 * 12 * 3)
private let buffer = PixelBuffer()

private func makePreprocessor() -> Preprocessor {
    var record = PreprocessingRecord()
    record.resize = .letterbox
    record.channels = .rgb
    guard let made = try? Preprocessor(record: record, width: 16, height: 12) else { fatalError() }
    return made
}

private func makeDecoder() -> JPEGDecoder {
    var decoder = JPEGDecoder()
    decoder.maximumPixels = 1 << 18
    return decoder
}

private func look(at content: SourceFrame.Content) {
    switch content {
    case .jpeg(let bytes), .png(let bytes):
        precondition(bytes.count <= limit)
        var sum: UInt8 = 0
        for byte in bytes { sum &+= byte }
        precondition(bytes.count > 3 && (sum == 0 || sum != 0))
    case .pixels(let view):
        tensor.withUnsafeMutableBufferPointer { preprocessor.quantize(view, into: $0) }
        buffer.copyRGB(from: view)
    }
}

private func decode(_ bytes: UnsafeRawBufferPointer) {
    guard bytes.count > 0 else { return }
    guard (try? decoder.decode(bytes, into: buffer, atLeast: (16, 12))) != nil else { return }
    tensor.withUnsafeMutableBufferPointer { preprocessor.quantize(buffer.view, into: $0) }
}
