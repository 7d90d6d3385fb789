import CPNG

/// A PNG file of 8-bit gray or RGB.
///
/// - Throws: `VisionError` where libpng is not there or refuses, which is for want of memory only.
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
    if result.no_library { throw result.noLibrary(name, or: "write a JPEG") }
    guard isDone else {
        throw VisionError(
            what: "cannot make this PNG (\(result.text))", place: name, mend: "free some memory")
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
