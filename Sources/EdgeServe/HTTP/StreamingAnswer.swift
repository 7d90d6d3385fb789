#if Serve
    import HTTPTypes
    import Hummingbird
    import NIOCore

    extension HTTPField.Name {
        /// Other sites' pages cannot show what cameras see.
        static let crossOriginResourcePolicy = Self("Cross-Origin-Resource-Policy")!
    }

    extension Response {
        /// An answer that goes on: a chunk for each element, until there are no more, or the client goes.
        ///
        /// The next element is asked for when the client has taken the last, but for what the system's buffers hold:
        /// one that is slow makes its own subscription miss elements and costs no memory.
        ///
        /// - Parameters:
        ///   - place: among the viewers; free again when the answer ends.
        ///   - chunk: nil for elements that this client is not told of.
        init<Element: Sendable>(
            type: String, _ subscription: Subscription<Element>, _ channel: any Channel,
            place: ViewerLimit.Place, opening: [UInt8] = [],
            _ chunk: @escaping @Sendable (Element) async throws -> [UInt8]?
        ) {
            channel.closeFuture.whenComplete { _ in subscription.cancel() }
            self.init(
                status: .ok,
                headers: [
                    .contentType: type, .cacheControl: "no-store", .xContentTypeOptions: "nosniff",
                    .crossOriginResourcePolicy: "same-origin",
                ],
                body: ResponseBody { writer in
                    defer {
                        subscription.cancel()
                        withExtendedLifetime(place) {}
                    }
                    if !opening.isEmpty { try await writer.write(ByteBuffer(bytes: opening)) }
                    for await element in subscription.elements {
                        guard let bytes = try await chunk(element) else { continue }
                        try await writer.write(ByteBuffer(bytes: bytes))
                    }
                    try await writer.finish(nil)
                })
        }
    }
#endif
