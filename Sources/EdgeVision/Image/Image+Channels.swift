extension Image {
    /// The picture with another number of channels: gray repeated thrice, or colour weighed into luma by
    /// ITU-R BT.601 in 16-bit fixed point, `(19595 R + 38470 G + 7471 B + 32768) >> 16`.
    public func converted(toChannels wanted: Int) -> Image {
        if wanted == channels { return self }
        let count = width * height
        let converted = [UInt8](unsafeUninitializedCapacity: count * wanted) { out, initialized in
            pixels.withUnsafeBufferPointer { source in
                for i in 0..<count {
                    if wanted == 3 {
                        for c in 0..<3 { out[3 * i + c] = source[i] }
                    } else {
                        let red = UInt32(source[3 * i])
                        let green = UInt32(source[3 * i + 1])
                        let blue = UInt32(source[3 * i + 2])
                        let luma = 19595 &* red &+ 38470 &* green &+ 7471 &* blue &+ 0x8000
                        out[i] = UInt8(truncatingIfNeeded: luma &>> 16)
                    }
                }
            }
            initialized = count * wanted
        }
        return Image(width: width, height: height, channels: wanted, pixels: converted)
    }
}
