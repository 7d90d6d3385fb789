#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A lock and a condition to wait for under it (Hansen 1973). Dispatch and Foundation, which have the like,
/// would double the time that a program takes to start.
public final class Monitor: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    public init() {
        mutex.initialize(to: pthread_mutex_t())
        condition.initialize(to: pthread_cond_t())
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(condition, nil)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    public func lock() { pthread_mutex_lock(mutex) }

    public func unlock() { pthread_mutex_unlock(mutex) }

    /// Gives up the lock until `wakeAll`, and takes it again. It may return without reason: ask again whether
    /// what is waited for holds.
    public func wait() { pthread_cond_wait(condition, mutex) }

    /// Wakes one that waits, if any does.
    public func wakeOne() { pthread_cond_signal(condition) }

    public func wakeAll() { pthread_cond_broadcast(condition) }
}
