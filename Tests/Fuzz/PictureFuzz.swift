import EdgeFormat
import EdgeVision

/// Any bytes as a picture: every decoder, the frame decoder at every scale, and the pass to a tensor.
func readPicture(_ bytes: UnsafeBufferPointer<UInt8>) {
    var options = DecodeOptions()
    options.maximumPixels = 1 << 16
    do throws(VisionError) {
        let image = try decodeImage(Span(_unsafeElements: bytes), name: "input", options: options)
        precondition(image.pixels.count == image.width * image.height * image.channels)
        image.withPixelView { tensor(of: $0) }
    } catch {
        precondition(!error.what.isEmpty && error.place.hasPrefix("input") && !error.mend.isEmpty)
    }
    guard bytes.count > 2, bytes[0] == 0xFF, bytes[1] == 0xD8 else { return }
    var decoder = JPEGDecoder()
    decoder.maximumPixels = options.maximumPixels
    let buffer = PixelBuffer()
    for side in [nil, 40, 4] {
        do throws(VisionError) {
            let facts = try decoder.decode(
                UnsafeRawBufferPointer(bytes), into: buffer, atLeast: side.map { ($0, $0) })
            precondition(buffer.width == (facts.width + facts.denominator - 1) / facts.denominator)
            precondition(buffer.height == (facts.height + facts.denominator - 1) / facts.denominator)
            precondition((facts.warnings > 0) == (facts.warning != nil))
            tensor(of: buffer.view)
        } catch {
            precondition(!error.what.isEmpty && error.place.hasPrefix("JPEG, byte "))
        }
    }
}

private func tensor(of view: PixelView) {
    var record = PreprocessingRecord()
    record.resize = view.width % 2 == 0 ? .letterbox : .crop
    guard var preprocessor = try? Preprocessor(record: record, width: 24, height: 20) else { fatalError() }
    var tensor = [Int8](repeating: 0, count: 24 * 20 * 3)
    tensor.withUnsafeMutableBufferPointer { preprocessor.quantize(view, into: $0) }
}
