extension PixelView {
    /// The picture in red, green and blue.
    func copyRGB(into buffer: PixelBuffer) {
        buffer.reshape(format: .rgb24, width: width, height: height)
        let target = buffer.plane(0)
        for y in 0..<height {
            let row = target + y * buffer.strides.0
            for x in 0..<width {
                let (r, g, b) = rgb(x, y)
                (row[3 * x], row[3 * x + 1], row[3 * x + 2]) = (r, g, b)
            }
        }
    }

    private func rgb(_ x: Int, _ y: Int) -> (UInt8, UInt8, UInt8) {
        let row = planes.0 + y * strides.0
        switch format {
        case .rgb24: return (row[3 * x], row[3 * x + 1], row[3 * x + 2])
        case .bgr24: return (row[3 * x + 2], row[3 * x + 1], row[3 * x])
        case .gray8: return (row[x], row[x], row[x])
        case .yuyv: return yuv(row[2 * x], row[4 * (x / 2) + 1], row[4 * (x / 2) + 3])
        case .uyvy: return yuv(row[2 * x + 1], row[4 * (x / 2)], row[4 * (x / 2) + 2])
        case .nv12:
            let pair = planes.1.unsafelyUnwrapped + (y / 2) * strides.1 + 2 * (x / 2)
            return yuv(row[x], pair[0], pair[1])
        case .i420, .i422, .i444:
            let column = format == .i444 ? x : x / 2
            let line = format == .i420 ? y / 2 : y
            return yuv(
                row[x], planes.1.unsafelyUnwrapped[line * strides.1 + column],
                planes.2.unsafelyUnwrapped[line * strides.2 + column])
        }
    }

    private func yuv(_ y: UInt8, _ u: UInt8, _ v: UInt8) -> (UInt8, UInt8, UInt8) {
        let isFull = colour.range == .full
        let luma = isFull ? Float(y) : (Float(y) - 16) * (255 / 219)
        let scale: Float = isFull ? 1 : 255 / 224
        let (cb, cr) = ((Float(u) - 128) * scale, (Float(v) - 128) * scale)
        let (kr, kb): (Float, Float) = colour.matrix == .bt601 ? (0.299, 0.114) : (0.2126, 0.0722)
        let red = luma + 2 * (1 - kr) * cr
        let blue = luma + 2 * (1 - kb) * cb
        let green = (luma - kr * red - kb * blue) / (1 - kr - kb)
        func byte(_ value: Float) -> UInt8 { UInt8(min(max(value.rounded(), 0), 255)) }
        return (byte(red), byte(green), byte(blue))
    }
}
