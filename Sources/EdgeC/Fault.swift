// swift-format-ignore-file: AlwaysUseLowerCamelCase
// The compiler matches implementations with edge.h by their names.

import CEdge
import EdgeHost

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// What a function of edge.h returns when it cannot do what was asked, and the line for `edge_last_error`.
struct Fault: Error {
    var status: edge_status
    var text: String

    init(_ status: edge_status, _ text: String) {
        self.status = status
        self.text = text
    }

    init(_ error: HostError) {
        text = error.description
        switch error {
        case .file, .notAFile, .emptyFile: status = EDGE_ERROR_FILE
        case .invalidModel: status = EDGE_ERROR_MODEL
        case .unknownISA, .unsupportedISA: status = EDGE_ERROR_CPU
        case .badThreadCount: status = EDGE_ERROR_ARGUMENT
        case .outOfMemory: status = EDGE_ERROR_MEMORY
        }
    }

    static func null(_ name: StaticString) -> Fault {
        Fault(EDGE_ERROR_ARGUMENT, "\(name) is NULL; give a valid pointer")
    }

    /// Keeps the text for the calling thread, cut at a whole character.
    func keep() {
        var count = min(text.utf8.count, Int(EDGE_LAST_ERROR_BYTES) - 1)
        let kept = edgeLastErrorText()
        var bytes = text
        bytes.withUTF8 { utf8 in
            while count > 0, count < utf8.count, utf8[count] & 0xC0 == 0x80 { count -= 1 }
            if let base = utf8.baseAddress { memcpy(kept, base, count) }
        }
        kept[count] = 0
    }
}

/// Does what a function of edge.h does; a fault becomes its status and its text.
func answering(_ body: () throws(Fault) -> Void) -> edge_status {
    do throws(Fault) {
        try body()
        return EDGE_OK
    } catch {
        error.keep()
        return error.status
    }
}

/// The value of a pointer that may not be NULL.
func require<T>(_ pointer: T?, _ name: StaticString) throws(Fault) -> T {
    guard let pointer else { throw .null(name) }
    return pointer
}

@c @implementation
public func edge_last_error() -> UnsafePointer<CChar>? { UnsafePointer(edgeLastErrorText()) }

@c @implementation
public func edge_version() -> UnsafePointer<CChar>? {
    UnsafeRawPointer(version.utf8Start).assumingMemoryBound(to: CChar.self)
}

private let version: StaticString = "0.1.0"
