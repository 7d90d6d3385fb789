import CMallocHook
import EdgeFormat
import EdgeHost
import EdgeTestModels
import EdgeVision
import Foundation
import Testing

/// Frames through the two threads of a pipeline.
@Suite(.serialized) struct PipelineTests {
    /// The input of a model that takes gray pictures of 16 x 16 as they are.
    private func input() throws -> PictureInput {
        var facts = VisionModels.Facts(task: "image")
        facts.resize = .stretch
        facts.channels = .gray
        let session = try HostSession(
            LoadedModel(bytes: VisionModels.copy(width: 16, height: 16, facts)))
        return try PictureInput(session, model: "copy")
    }

    /// Gray frames, each of one value: 0, 1, 2 …, 255, 0, …
    private func grayFrames(_ count: Int) -> [UInt8] {
        (0..<count).flatMap { [UInt8](repeating: UInt8(truncatingIfNeeded: $0), count: 256) }
    }

    private let gray = StreamFormat.raw(.gray8, width: 16, height: 16)

    private func pipeline(
        _ bytes: [UInt8], format: StreamFormat? = nil,
        _ change: (inout FramePipeline.Options) -> Void = { _ in }
    ) throws -> FramePipeline {
        var options = FramePipeline.Options()
        change(&options)
        return try FramePipeline(
            FrameReader(ByteSource(bytes: bytes), format: format), input: input(), options: options)
    }

    @Test func keepsOrderAndContents() throws {
        let pipeline = try pipeline(grayFrames(3000), format: gray)
        var count: UInt64 = 0
        while let frame = pipeline.next() {
            #expect(frame.number == count && frame.position == count * 256 && !frame.isDamaged)
            let value = Int8(truncatingIfNeeded: Int(UInt8(truncatingIfNeeded: count)) - 128)
            #expect(frame.tensor.allSatisfy { $0 == value }, "frame \(count)")
            #expect(frame.dropped == 0)
            count += 1
            // Now and then the caller is the slow one.
            if count % 500 == 0 { usleep(3000) }
            pipeline.release(frame)
        }
        try pipeline.finish()
        #expect(count == 3000 && pipeline.framesInStream == 3000 && pipeline.droppedFrames == 0)
    }

    @Test func everyNthAndNoMoreThan() throws {
        let pipeline = try pipeline(grayFrames(1000), format: gray) {
            $0.every = 7
            $0.maximumFrames = 20
        }
        var numbers: [UInt64] = []
        while let frame = pipeline.next() {
            numbers.append(frame.number)
            pipeline.release(frame)
        }
        try pipeline.finish()
        #expect(numbers == (0..<20).map { $0 * 7 })
    }

    /// A source that is faster than the caller: frames are dropped and counted, the last one is not.
    @Test func latest() throws {
        let count = 400
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        let (read, write) = (ends[0], ends[1])
        let bytes = grayFrames(count)
        let writer = Thread {
            for i in 0..<count {
                _ = bytes.withUnsafeBytes { Foundation.write(write, $0.baseAddress! + 256 * i, 256) }
                if i % 4 == 0 { usleep(500) }
            }
            close(write)
        }
        writer.start()
        var options = FramePipeline.Options()
        options.latest = true
        let pipeline = try FramePipeline(
            FrameReader(ByteSource(descriptor: read, name: "camera"), format: gray), input: input(),
            options: options)
        var (numbers, dropped): ([UInt64], UInt64) = ([], 0)
        while let frame = pipeline.next() {
            let value = Int8(truncatingIfNeeded: Int(UInt8(truncatingIfNeeded: frame.number)) - 128)
            #expect(frame.tensor.allSatisfy { $0 == value })
            let expected = (numbers.last.map { $0 + 1 } ?? 0) + frame.dropped
            #expect(frame.number == expected, "after \(String(describing: numbers.last))")
            numbers.append(frame.number)
            dropped += frame.dropped
            usleep(5000)
            pipeline.release(frame)
        }
        try pipeline.finish()
        close(read)
        #expect(numbers.last == UInt64(count - 1))
        #expect(dropped > 0 && pipeline.droppedFrames == dropped)
        #expect(UInt64(numbers.count) + dropped == UInt64(count))
    }

    @Test func damagedFramesKeepTheirPlace() throws {
        let jpeg = try jpegVector("baseline")
        // Entropy coded data that end too early.
        let at = entropyStart(jpeg) + 20
        let broken = Array(jpeg[..<at] + jpeg[(at + 150)...])
        var header = jpeg
        header[0] = 0
        let pipeline = try pipeline(jpeg + broken + jpeg + header + jpeg + jpeg.dropLast(40))
        var errors: [String] = []
        while let frame = pipeline.next() {
            #expect(frame.number == UInt64(errors.count))
            #expect(frame.isDamaged || (frame.geometry?.sourceWidth ?? 0) > 0)
            errors.append(String(decoding: frame.error, as: UTF8.self))
            pipeline.release(frame)
        }
        try pipeline.finish()
        try #require(errors.map(\.isEmpty) == [true, false, true, false, true, false])
        #expect(errors[1].hasPrefix("damaged frame: ") && errors[1].hasSuffix("at byte \(jpeg.count)"))
        #expect(errors[3].contains("start-of-image marker at byte \(2 * jpeg.count + broken.count)"))
        #expect(errors[5].contains("the input ends inside the frame"))
    }

    @Test(arguments: [false, true])
    func cancelEndsAWaitingRead(latest: Bool) throws {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        let stop = try StopRequest()
        var options = FramePipeline.Options()
        options.latest = latest
        let pipeline = try FramePipeline(
            FrameReader(
                ByteSource(descriptor: ends[0], name: "camera", stop: stop.descriptor), format: gray),
            input: input(), options: options, stop: stop)
        let frames = grayFrames(1)
        #expect(write(ends[1], frames, 256) == 256)
        let frame = try #require(pipeline.next())
        pipeline.release(frame)
        pipeline.cancel()
        try pipeline.finish()
        close(ends[0])
        close(ends[1])
    }

    @Test func unknownFormatEndsIt() throws {
        let pipeline = try pipeline(Array("what is this?".utf8))
        #expect(pipeline.next() == nil)
        let error = #expect(throws: VisionError.self) { try pipeline.finish() }
        #expect(error?.description.contains("neither MJPEG, Y4M nor PNG") == true)
    }

    // MARK: Memory

    private func y4m(_ count: Int, _ width: Int, _ height: Int) -> [UInt8] {
        let planes = PixelFormat.i420.frameBytes(width: width, height: height)
        let frame = Array("FRAME\n".utf8) + (0..<planes).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        var bytes = Array("YUV4MPEG2 W\(width) H\(height) C420\n".utf8)
        for _ in 0..<count { bytes += frame }
        return bytes
    }

    /// Calls of malloc by both threads, after the first frames.
    private func allocations(
        _ bytes: [UInt8], format: StreamFormat? = nil, latest: Bool = false, pictures: Bool = false
    ) throws -> (calls: Int, frames: Int) {
        let counter = edgeMallocCounter()
        let pipeline = try pipeline(bytes, format: format) {
            $0.latest = latest
            $0.keepsPictures = pictures
            $0.onThreadStart = { edgeMallocWatchThread(counter) }
        }
        edgeMallocWatchThread(counter)
        defer { edgeMallocWatchThread(0) }
        var frames = 0
        var before = 0
        while let frame = pipeline.next() {
            frames += 1
            if frames == 20 { before = edgeMallocCount(counter) }
            if frames == 500 {
                let calls = edgeMallocCount(counter) - before
                edgeMallocWatchThread(0)
                pipeline.release(frame)
                pipeline.cancel()
                try pipeline.finish()
                return (calls, 480)
            }
            pipeline.release(frame)
        }
        Issue.record("fewer frames than wanted")
        return (0, 1)
    }

    @Test func allocatesNothingAFrame() throws {
        try #require(edgeMallocCountIsAvailable(), "the malloc hooks need glibc and no sanitizer")
        for pictures in [false, true] {
            for format in PixelFormat.allCases {
                let count = format.frameBytes(width: 33, height: 21)
                let bytes = [UInt8](repeating: 77, count: 520 * count)
                let raw = try allocations(
                    bytes, format: .raw(format, width: 33, height: 21), pictures: pictures)
                #expect(raw.calls == 0, "\(format): \(raw.calls) allocations in \(raw.frames) frames")
            }
            let clip = try allocations(y4m(520, 64, 48), pictures: pictures)
            #expect(clip.calls == 0, "Y4M: \(clip.calls) allocations in \(clip.frames) frames")
        }
    }

    /// libjpeg makes its working memory for each picture and frees it: counted here, and no more than that.
    @Test func jpegFramesAllocateInTheCodecOnly() throws {
        try #require(edgeMallocCountIsAvailable(), "the malloc hooks need glibc and no sanitizer")
        let jpeg = try file("Models/images/rocket.jpg")
        var bytes: [UInt8] = []
        for _ in 0..<520 { bytes += jpeg }
        let found = try allocations(bytes)
        let perFrame = (found.calls + found.frames / 2) / found.frames
        print("allocations of libjpeg in a frame: \(perFrame)")
        // Counted at two moments, with some frames on the way.
        #expect(abs(found.calls - perFrame * found.frames) <= 4 * perFrame && perFrame <= 40)
    }

    /// 20,000 frames take no more memory than 2,000.
    @Test func memoryStaysFlat() throws {
        let jpeg = try jpegVector("baseline")
        var bytes: [UInt8] = []
        for _ in 0..<20_000 { bytes += jpeg }
        let pipeline = try pipeline(bytes)
        var resident = 0
        var count = 0
        while let frame = pipeline.next() {
            count += 1
            if count == 2000 { resident = try residentBytes() }
            pipeline.release(frame)
        }
        try pipeline.finish()
        let growth = try residentBytes() - resident
        #expect(count == 20_000 && growth < 1 << 20, "\(growth) bytes more")
    }

    private func residentBytes() throws -> Int {
        let fields = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")
        return try #require(Int(fields[1])) * Int(getpagesize())
    }
}
