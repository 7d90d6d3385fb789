import EdgeHost

/// Bytes of a file, a pipe, a device or memory, seen through a window that slides over them.
///
/// The window's storage grows only to what a reader asks to see at once (the largest frame, and what a read
/// brings beyond it), up to a limit; from then on, reading allocates nothing. Reads wait with `poll`, so that
/// a non-blocking descriptor, a signal and a request to stop all work. For one thread at a time.
public final class ByteSource {
    /// Why there are no more bytes.
    public enum Ending: Sendable, Equatable {
        case end
        /// `Stop` was asked for.
        case stopped
        /// A system call failed with this `errno`.
        case failed(Int32)
    }

    /// What messages call the source.
    public let name: String
    /// Most bytes that the window may show at once.
    public let limit: Int
    /// Offset of the window's first byte in the source.
    public private(set) var position: UInt64 = 0
    /// Set once the source has given its last byte.
    public private(set) var ending: Ending?
    /// When the newest bytes arrived, on the monotonic clock.
    public private(set) var arrival: UInt64 = 0

    private var origin: ByteOrigin
    private var storage: UnsafeMutableRawPointer
    private var capacity: Int
    private var start = 0
    private var end = 0

    /// Bytes that one `read` asks for beyond what is needed: what a pipe holds by default.
    static let readAhead = 1 << 16
    /// Below this, no format could be told.
    static let smallestLimit = 64

    init(_ origin: ByteOrigin, name: String, limit: Int) {
        self.origin = origin
        self.name = name
        self.limit = max(limit, Self.smallestLimit)
        capacity = 2 * Self.readAhead
        storage = .allocate(byteCount: capacity, alignment: 64)
    }

    deinit {
        storage.deallocate()
        origin.close()
    }

    /// The bytes at hand. Valid until the next call of `has` or `skip`.
    public var window: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: storage + start, count: end - start)
    }

    /// Bytes of storage at present.
    public var storageBytes: Int { capacity }

    /// Waits until the window shows at least `count` bytes. False where they will not come: the source has
    /// ended (`ending` says why), or `count` is over the limit.
    public func has(_ count: Int) -> Bool {
        guard count <= limit else { return false }
        while end - start < count {
            guard ending == nil else { return false }
            makeRoom(count)
            read(count - (end - start))
        }
        return true
    }

    /// Slides the window over `count` of its bytes.
    public func skip(_ count: Int) {
        precondition(count <= end - start, "only bytes of the window can be skipped")
        start += count
        position += UInt64(count)
        if start == end { (start, end) = (0, 0) }
    }

    /// Room for a window of `count` bytes, and for a read beyond it.
    private func makeRoom(_ count: Int) {
        if start + count <= capacity && end < capacity { return }
        if count < capacity {
            storage.copyMemory(from: storage + start, byteCount: end - start)
        } else {
            // Twice, so that a frame that grows byte by byte is moved a few times only.
            let larger = max(min(2 * capacity, limit), count) + Self.readAhead
            let grown = UnsafeMutableRawPointer.allocate(byteCount: larger, alignment: 64)
            grown.copyMemory(from: storage + start, byteCount: end - start)
            storage.deallocate()
            (storage, capacity) = (grown, larger)
        }
        (start, end) = (0, end - start)
    }

    /// One read. No more than is needed and a little, so that few bytes are moved when the storage is full.
    private func read(_ needed: Int) {
        let room = min(capacity - end, max(needed, Self.readAhead))
        switch origin.read(into: storage + end, count: room) {
        case .bytes(let count):
            end += count
            arrival = monotonicNanoseconds()
        case .ended(let ending): self.ending = ending
        }
    }
}
