/// A raw Netpbm file: PPM (P6) of a colour picture, PGM (P5) of a gray one.
public func encodePPM(_ image: Image) -> [UInt8] {
    let header = "P\(image.channels == 3 ? 6 : 5)\n\(image.width) \(image.height)\n255\n"
    return Array(header.utf8) + image.pixels
}
