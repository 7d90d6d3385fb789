import CPNG

/// A PNG file of 8-bit gray or RGB.
///
/// - Throws: `VisionError` where libpng refuses, which is for want of memory only.
public func encodePNG(_ image: Image, name: String) throws(VisionError) -> [UInt8] {
    var file: [UInt8] = []
    var result = CPNGResult()
    let isDone = withUnsafeMutablePointer(to: &file) { file in
        image.pixels.withUnsafeBufferPointer {
            cpng_encode(
                $0.baseAddress, Int32(image.width), Int32(image.height), Int32(image.channels),
                image.width * image.channels, appendPiece, file, &result)
        }
    }
    guard isDone else {
        throw VisionError(
            what: "cannot make this PNG (\(withUnsafeBytes(of: &result.message) { cText($0) }))", place: name,
            mend: "free some memory")
    }
    return file
}

private func appendPiece(
    _ file: UnsafeMutableRawPointer?, _ bytes: UnsafePointer<UInt8>?, _ count: Int
) -> Bool {
    file?.assumingMemoryBound(to: [UInt8].self).pointee
        .append(contentsOf: UnsafeBufferPointer(start: bytes, count: count))
    return true
}
