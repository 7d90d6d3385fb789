#if Serve
    import Hummingbird
    import HummingbirdCore
    import NIOCore

    extension Daemon {
        /// Reads a request's body and calls `use` with it; the memory counts as taken until that returns.
        ///
        /// - Throws: 413 for one that is too large, 503 where bodies take all the room there is, 400 for one that ends
        ///   early.
        func withBody<R>(
            of request: Request, _ use: (ByteBuffer) async throws -> R
        ) async throws -> R {
            let length = request.headers[.contentLength].flatMap { Int($0) }
            // Of a chunked one only the end tells the length.
            let reserved = length ?? limits.bodyBytes
            try bodies.take(reserved)
            defer { bodies.give(reserved) }
            let body = try await read(request.body, length: length)
            return try await use(body)
        }

        private func read(_ chunks: RequestBody, length: Int?) async throws -> ByteBuffer {
            var body = ByteBuffer()
            do {
                for try await var chunk in chunks {
                    guard body.readableBytes + chunk.readableBytes <= limits.bodyBytes else {
                        throw ServeError.bodyTooLarge(limits.bodyBytes)
                    }
                    if body.readableBytes == 0 {
                        // A small body came in one piece.
                        if chunk.readableBytes == length {
                            body = chunk
                            continue
                        }
                        body.reserveCapacity(length ?? chunk.readableBytes)
                    }
                    body.writeBuffer(&chunk)
                }
            } catch let error as ServeError {
                throw error
            } catch {
                throw ServeError.bad("ends early (\(error))", at: "body", mend: "send all of it")
            }
            guard length == nil || body.readableBytes == length else {
                throw ServeError.bad(
                    "ends after \(body.readableBytes) bytes of \(length ?? 0)", at: "body",
                    mend: "send all of it")
            }
            return body
        }
    }
#endif
