#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Where a `ByteSource` gets its bytes.
enum ByteOrigin {
    /// - Parameters:
    ///   - owned: whether it is to be closed.
    ///   - stop: a descriptor that becomes readable when reading is to end; -1 for none.
    case descriptor(Int32, owned: Bool, stop: Int32)
    /// At most `chunk` bytes a read.
    case memory([UInt8], offset: Int, chunk: Int)

    enum Outcome {
        case bytes(Int)
        case ended(ByteSource.Ending)
    }

    mutating func read(into target: UnsafeMutableRawPointer, count: Int) -> Outcome {
        switch self {
        case .descriptor(let descriptor, _, let stop):
            return Self.read(descriptor, stop, into: target, count: count)
        case .memory(let bytes, let offset, let chunk):
            let taken = min(count, chunk, bytes.count - offset)
            guard taken > 0 else { return .ended(.end) }
            bytes.withUnsafeBytes {
                target.copyMemory(from: $0.baseAddress.unsafelyUnwrapped + offset, byteCount: taken)
            }
            self = .memory(bytes, offset: offset + taken, chunk: chunk)
            return .bytes(taken)
        }
    }

    private static func read(
        _ descriptor: Int32, _ stop: Int32, into target: UnsafeMutableRawPointer, count: Int
    ) -> Outcome {
        while true {
            if let ending = wait(descriptor, stop) { return .ended(ending) }
            let got = systemRead(descriptor, target, count)
            if got > 0 { return .bytes(got) }
            if got == 0 { return .ended(.end) }
            // Another reader of a shared pipe may have been faster.
            if errno != EINTR && errno != EAGAIN && errno != EWOULDBLOCK { return .ended(.failed(errno)) }
        }
    }

    /// Sleeps until there is something to read; nil then.
    private static func wait(_ descriptor: Int32, _ stop: Int32) -> ByteSource.Ending? {
        // A negative descriptor is skipped by `poll`.
        var watched = (
            pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: stop, events: Int16(POLLIN), revents: 0)
        )
        while true {
            let ready = withUnsafeMutablePointer(to: &watched) {
                $0.withMemoryRebound(to: pollfd.self, capacity: 2) { poll($0, 2, -1) }
            }
            if ready < 0 {
                if errno == EINTR || errno == EAGAIN { continue }
                return .failed(errno)
            }
            if watched.1.revents != 0 { return .stopped }
            if watched.0.revents & Int16(POLLNVAL) != 0 { return .failed(EBADF) }
            if watched.0.revents != 0 { return nil }
        }
    }

    func close() {
        if case .descriptor(let descriptor, true, _) = self { systemClose(descriptor) }
    }
}

private func systemRead(_ descriptor: Int32, _ target: UnsafeMutableRawPointer, _ count: Int) -> Int {
    #if canImport(Glibc)
        Glibc.read(descriptor, target, count)
    #else
        Musl.read(descriptor, target, count)
    #endif
}

private func systemClose(_ descriptor: Int32) {
    #if canImport(Glibc)
        _ = Glibc.close(descriptor)
    #else
        _ = Musl.close(descriptor)
    #endif
}
