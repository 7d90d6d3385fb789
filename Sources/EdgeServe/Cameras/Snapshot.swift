#if Serve
    import EdgeVision
    import Synchronization

    /// A camera's last picture with its result, and JPEGs of it, made when somebody asks, once for all who do.
    final class Snapshot: @unchecked Sendable {
        /// Made from the same frame for all that ask until the next one.
        private struct Made {
            var number: UInt64
            var jpeg: [UInt8]
        }

        private let last = Monitor()
        // Under `last`.
        private let picture = PixelBuffer()
        private var result: RecognitionResult?
        /// Counts the pictures; 0 before the first.
        private var count: UInt64 = 0

        private let making = Monitor()
        // Under `making`.
        private let canvas = PixelBuffer()
        private var overlay = Overlay()
        private var encoder = JPEGEncoder()
        private var plain: Made?
        private var drawn: Made?

        private static let quality = 80

        /// Of the camera's thread: keeps copies.
        func put(_ picture: PixelView, _ result: RecognitionResult?) -> UInt64 {
            last.lock()
            defer { last.unlock() }
            self.picture.copyRGB(from: picture)
            self.result = result
            count += 1
            return count
        }

        var size: (width: Int, height: Int)? {
            last.lock()
            defer { last.unlock() }
            return count == 0 ? nil : (picture.width, picture.height)
        }

        /// The last picture; nil before the first. Takes milliseconds: not for an event loop.
        ///
        /// - Throws: `VisionError` where this was built without libjpeg.
        func jpeg(overlay isDrawn: Bool) throws(VisionError) -> [UInt8]? {
            making.lock()
            defer { making.unlock() }
            let made = isDrawn ? drawn : plain
            last.lock()
            guard count > 0 else {
                last.unlock()
                return nil
            }
            let number = count
            if let made, made.number == number {
                last.unlock()
                return made.jpeg
            }
            canvas.copyRGB(from: picture.view)
            let result = isDrawn ? result : nil
            last.unlock()
            var jpeg: [UInt8] = []
            if let result, result.task == .image {
                try encode(result.picture, into: &jpeg)
            } else {
                if let result { overlay.draw(result, onto: canvas) }
                try encoder.encode(canvas.view, quality: Self.quality, into: &jpeg)
            }
            let new = Made(number: number, jpeg: jpeg)
            if isDrawn { drawn = new } else { plain = new }
            return jpeg
        }

        /// What the network made is the picture.
        private func encode(_ made: PicturePixels, into jpeg: inout [UInt8]) throws(VisionError) {
            try made.samples.withUnsafeBufferPointer { samples throws(VisionError) in
                try encoder.encode(
                    PixelView(
                        format: made.channels == 1 ? .gray8 : .rgb24, width: made.width, height: made.height,
                        frame: UnsafeRawBufferPointer(samples)), quality: Self.quality, into: &jpeg)
            }
        }
    }
#endif
