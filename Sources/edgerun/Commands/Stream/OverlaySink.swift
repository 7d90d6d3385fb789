import EdgeVision

/// Draws results onto frames and writes them as JPEG. Its memory is used again for each.
struct OverlaySink {
    private let options: OverlayOptions
    private let sink: OutputSink
    private var overlay = Overlay()
    private var encoder = JPEGEncoder()
    private var picture: [UInt8] = []
    private var head: [UInt8] = []
    private var isFirst = true

    init(_ options: OverlayOptions) throws(Failure) {
        self.options = options
        sink = try OutputSink(path: options.path)
    }

    mutating func write(
        _ frame: PreparedFrame, _ result: RecognitionResult
    ) throws(OutputSink.Fault) {
        do throws(VisionError) {
            try encode(frame, result)
        } catch {
            throw .failed(error.description)
        }
        if options.form != .mjpeg { try writeHead() }
        try sink.write(picture)
        isFirst = false
    }

    private mutating func encode(_ frame: PreparedFrame, _ result: RecognitionResult) throws(VisionError) {
        guard result.task == .image else {
            overlay.draw(result, onto: frame.picture)
            return try encoder.encode(frame.picture.view, quality: options.quality, into: &picture)
        }
        // What the network made is the picture.
        let made = result.picture
        try made.samples.withUnsafeBufferPointer { samples throws(VisionError) in
            try encoder.encode(
                PixelView(
                    format: made.channels == 1 ? .gray8 : .rgb24, width: made.width, height: made.height,
                    frame: UnsafeRawBufferPointer(samples)), quality: options.quality, into: &picture)
        }
    }

    /// What stands before a part (RFC 2046, section 5.1).
    private mutating func writeHead() throws(OutputSink.Fault) {
        head.removeAll(keepingCapacity: true)
        if isFirst && options.form == .http {
            head.append(text: "HTTP/1.0 200 OK\r\nCache-Control: no-store\r\n")
            head.append(text: "Content-Type: multipart/x-mixed-replace; boundary=edgeframe\r\n\r\n")
        }
        head.append(text: "\r\n--edgeframe\r\nContent-Type: image/jpeg\r\nContent-Length: ")
        head.append(integer: picture.count)
        head.append(text: "\r\n\r\n")
        try sink.write(head)
    }
}
