#if Serve
    import NIOCore

    // The standard closures over bytes throw any error; these keep ours.

    extension ByteBuffer {
        func withBytes<R>(
            _ body: (UnsafeRawBufferPointer) throws(ServeError) -> R
        ) throws(ServeError) -> R {
            let result = withUnsafeReadableBytes { bytes in
                Result { () throws(ServeError) in try body(bytes) }
            }
            return try result.get()
        }
    }

    extension [UInt8] {
        func withBytes<R>(
            _ body: (UnsafeRawBufferPointer) throws(ServeError) -> R
        ) throws(ServeError) -> R {
            let result = withUnsafeBytes { bytes in
                Result { () throws(ServeError) in try body(bytes) }
            }
            return try result.get()
        }
    }
#endif
