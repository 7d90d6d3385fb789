// swift-format-ignore-file: AlwaysUseLowerCamelCase
// The compiler matches implementations with edge.h by their names.

import CEdge
import EdgeHost
import EdgeRuntime
import EdgeVision

/// What an `edge_session` points to.
final class SessionHandle {
    let model: ModelHandle
    let session: HostSession
    var hasRun = false
    /// Made for the first picture.
    var picture: PictureInput?
    /// Made for the first picture that is recognized, and again for another least score.
    var recognizer: Recognizer?
    var minScore: Float?
    /// What was recognized last.
    var result = CTexts([])

    init(_ model: ModelHandle, _ session: HostSession) {
        self.model = model
        self.session = session
    }

    func retained() -> OpaquePointer { OpaquePointer(Unmanaged.passRetained(self).toOpaque()) }

    static func at(_ pointer: OpaquePointer?) throws(Fault) -> SessionHandle {
        unmanaged(try require(pointer, "session")).takeUnretainedValue()
    }

    static func unmanaged(_ pointer: OpaquePointer) -> Unmanaged<SessionHandle> {
        Unmanaged.fromOpaque(UnsafeRawPointer(pointer))
    }

    /// Input `index` with its place in memory.
    func input(_ index: Int) throws(Fault) -> (described: edge_tensor, view: TensorView) {
        (try model.input(index), session.input(index))
    }

    /// Output `index` with its place in memory, once there is something in it.
    func output(_ index: Int) throws(Fault) -> (described: edge_tensor, view: TensorView) {
        let described = try model.output(index)
        guard hasRun else {
            throw Fault(EDGE_ERROR_ORDER, "the session has not run; call edge_session_run before")
        }
        return (described, session.output(index))
    }
}

@c @implementation
public func edge_session_create(
    _ model: OpaquePointer?, _ threads: Int32, _ arena: UnsafeMutableRawPointer?, _ arenaBytes: Int,
    _ session: UnsafeMutablePointer<OpaquePointer?>?
) -> edge_status {
    answering { () throws(Fault) in
        let model = try ModelHandle.at(model)
        let result = try require(session, "session")
        var memory: UnsafeMutableRawBufferPointer?
        if let arena { memory = try model.checkedArena(arena, arenaBytes, threads: threads) }
        do throws(HostError) {
            let host = try HostSession(model.loaded, threads: Int(threads), memory: memory)
            result.pointee = SessionHandle(model, host).retained()
        } catch {
            throw Fault(error)
        }
    }
}

@c @implementation
public func edge_session_destroy(_ session: OpaquePointer?) {
    if let session { SessionHandle.unmanaged(session).release() }
}

extension ModelHandle {
    fileprivate func checkedArena(
        _ arena: UnsafeMutableRawPointer, _ bytes: Int, threads: Int32
    ) throws(Fault) -> UnsafeMutableRawBufferPointer {
        let required = try arenaBytes(threads: threads)
        guard bytes >= required || bytes < 0 else {
            throw Fault(EDGE_ERROR_SIZE, "the arena has \(bytes) bytes; \(required) are needed")
        }
        guard UInt(bitPattern: arena) % UInt(EDGE_ARENA_ALIGNMENT) == 0 else {
            throw Fault(
                EDGE_ERROR_SIZE,
                "the arena is not at a multiple of \(EDGE_ARENA_ALIGNMENT); use aligned_alloc")
        }
        return UnsafeMutableRawBufferPointer(start: arena, count: required)
    }
}

// MARK: Running

@c @implementation
public func edge_session_run(_ session: OpaquePointer?) -> edge_status {
    answering { () throws(Fault) in
        let handle = try SessionHandle.at(session)
        handle.session.run()
        handle.hasRun = true
    }
}

@c @implementation
public func edge_session_set_min_score(_ session: OpaquePointer?, _ score: Float) -> edge_status {
    answering { () throws(Fault) in
        let handle = try SessionHandle.at(session)
        guard !score.isNaN else { throw Fault(EDGE_ERROR_ARGUMENT, "score is not a number; give 0 to 1") }
        handle.session.setMinScore(score)
        handle.minScore = min(max(score, 0), 1)
        handle.recognizer = nil
    }
}
