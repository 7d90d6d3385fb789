#if Serve
    import EdgeVision

    /// Server-sent events, as browsers' EventSource reads them (WHATWG HTML, 9.2).
    package enum ServerSentEvent {
        /// - Parameters:
        ///   - line: one line of text; the line feed at its end is left out.
        ///   - id: what the client tells as Last-Event-ID when it comes back.
        package static func message(_ line: [UInt8], id: UInt64? = nil) -> [UInt8] {
            var bytes: [UInt8] = []
            bytes.reserveCapacity(line.count + 40)
            if let id {
                bytes.append(text: "id: ")
                bytes.append(integer: Int(truncatingIfNeeded: id))
                bytes.append(0x0A)
            }
            bytes.append(text: "data: ")
            for byte in line where byte != 0x0D {
                if byte != 0x0A {
                    bytes.append(byte)
                } else {
                    bytes.append(text: "\ndata: ")
                }
            }
            if line.last == 0x0A { bytes.removeLast("\ndata: ".utf8.count) }
            bytes.append(text: "\n\n")
            return bytes
        }

        /// Says nothing; shows both sides that the other is there.
        package static let comment: [UInt8] = Array(":\n\n".utf8)
    }
#endif
