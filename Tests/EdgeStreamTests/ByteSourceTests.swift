import EdgeVision
import Foundation
import Testing

/// Reading from descriptors: pipes that are slow, non-blocking, closed; requests to stop.
@Suite struct ByteSourceTests {
    /// The two ends of a pipe; closed by whoever uses them.
    private func makePipe() throws -> (read: Int32, write: Int32) {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        return (ends[0], ends[1])
    }

    @Test func windowSlides() {
        let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        for chunk in [1, 1000, .max] {
            let source = ByteSource(bytes: bytes, chunk: chunk)
            var at = 0
            var step = 1
            while source.has(step) {
                #expect(source.position == UInt64(at))
                #expect(source.window[step - 1] == bytes[at + step - 1])
                at += step
                source.skip(step)
                step = step % 1500 + 1
            }
            #expect(source.ending == .end && source.window.count == bytes.count - at)
        }
    }

    @Test func storageGrowsToTheLargestFrameOnly() {
        let source = ByteSource(bytes: [UInt8](repeating: 1, count: 8 << 20), limit: 4 << 20)
        let small = source.storageBytes
        for _ in 0..<100 {
            #expect(source.has(10_000))
            source.skip(10_000)
        }
        #expect(source.storageBytes == small)
        #expect(source.has(3 << 20))
        let large = source.storageBytes
        #expect(large <= (6 << 20) + 2 * 65536)
        for _ in 0..<100 {
            #expect(source.has(30_000))
            source.skip(30_000)
        }
        #expect(source.storageBytes == large)
        #expect(!source.has((4 << 20) + 1) && source.ending == nil)
    }

    @Test func slowNonBlockingPipe() throws {
        let (read, write) = try makePipe()
        _ = fcntl(read, F_SETFL, O_NONBLOCK)
        let writer = Thread {
            for i in 0..<20 {
                var byte = UInt8(i)
                Foundation.write(write, &byte, 1)
                usleep(2000)
            }
            close(write)
        }
        writer.start()
        let source = ByteSource(descriptor: read, name: "pipe")
        #expect(source.has(20))
        #expect([UInt8](source.window) == (0..<20).map { UInt8($0) })
        #expect(!source.has(21) && source.ending == .end)
        close(read)
    }

    @Test func stopWakesAWaitingRead() throws {
        let (read, write) = try makePipe()
        let stop = try StopRequest()
        let source = ByteSource(descriptor: read, name: "pipe", stop: stop.descriptor)
        let thread = Thread {
            usleep(20_000)
            stop.send()
        }
        thread.start()
        #expect(!source.has(1) && source.ending == .stopped)
        close(read)
        close(write)
    }

    /// A named pipe without a writer is waited for, and can be stopped waiting for.
    @Test func namedPipeWithoutWriter() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "edge-\(UUID().uuidString)").path
        try #require(mkfifo(path, 0o600) == 0)
        defer { unlink(path) }
        let stop = try StopRequest()
        let source = try ByteSource(path: path, stop: stop.descriptor)
        let thread = Thread {
            usleep(20_000)
            stop.send()
        }
        thread.start()
        #expect(!source.has(1) && source.ending == .stopped)
        let second = try ByteSource(path: path)
        let writer = Thread {
            let descriptor = open(path, O_WRONLY)
            Foundation.write(descriptor, "abc", 3)
            close(descriptor)
        }
        writer.start()
        #expect(second.has(3) && !second.has(4) && second.ending == .end)
    }

    @Test func failures() throws {
        #expect(throws: VisionError.self) { try ByteSource(path: "/nonexistent/file") }
        #expect(throws: VisionError.self) { try ByteSource(path: "/") }
        let (read, write) = try makePipe()
        close(read)
        close(write)
        let source = ByteSource(descriptor: read, name: "gone")
        #expect(!source.has(1))
        guard case .failed = source.ending else {
            Issue.record("\(String(describing: source.ending))")
            return
        }
        #expect(source.failure?.description.contains("gone, byte 0: cannot read") == true)
    }
}
