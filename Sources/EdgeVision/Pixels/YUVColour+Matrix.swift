import CEdgeSIMD

extension YUVColour {
    /// ITU-R BT.601-7 and BT.709-6, with R'G'B' of 0...255; of JPEG, the constants that libjpeg uses, so that
    /// pictures of whole chroma become the same pixels.
    var matrix16: EdgeColourMatrix {
        let (kr, kb) = matrix == .bt601 ? (0.299, 0.114) : (0.2126, 0.0722)
        let kg = 1 - kr - kb
        let isJPEG = self == .jpeg
        let chroma = range == .limited ? 255.0 / 224 : 1
        let luma = range == .limited ? 255.0 / 219 : 1
        let red = split(2 * (1 - kr) * chroma)
        let greenU = split(isJPEG ? -0.34414 : -2 * (1 - kb) * kb / kg * chroma)
        let greenV = split(isJPEG ? -0.71414 : -2 * (1 - kr) * kr / kg * chroma)
        let blue = split(2 * (1 - kb) * chroma)
        return EdgeColourMatrix(
            lumaOffset: range == .limited ? 16 : 0, lumaFraction: split(luma).fraction,
            whole: ((0, red.whole), (greenU.whole, greenV.whole), (blue.whole, 0)),
            fraction: ((0, red.fraction), (greenU.fraction, greenV.fraction), (blue.fraction, 0)))
    }

    /// Gray of luma code `y`: what `matrix16` makes of it without chroma.
    func gray(_ y: UInt8) -> UInt8 {
        guard range == .limited else { return y }
        let luma = Int(y) - 16
        let fraction = Int(matrix16.lumaFraction)
        return UInt8(max(0, min(255, luma + (fraction * luma + 32768) >> 16)))
    }
}

/// A coefficient in 16-bit fixed point, as an integer and a fraction within half of it.
private func split(_ coefficient: Double) -> (whole: Int16, fraction: Int16) {
    let fixed = Int((coefficient * 65536).rounded(.toNearestOrEven))
    let whole = (fixed + 32768) >> 16
    return (Int16(whole), Int16(fixed - whole << 16))
}
