/// How the stored rows and columns of a photo lie to the eye: the values of the Orientation tag of
/// Exif 2.3 (section 4.6.4, tag 274). Each names the side of the scene where row 0 and column 0 lie.
public enum Orientation: UInt8, Sendable, CaseIterable {
    case topLeft = 1
    case topRight = 2
    case bottomRight = 3
    case bottomLeft = 4
    case leftTop = 5
    case rightTop = 6
    case rightBottom = 7
    case leftBottom = 8

    /// Rows of the stored picture are columns of the upright one.
    var swapsAxes: Bool { rawValue >= 5 }
    var mirrorsX: Bool {
        switch self {
        case .topRight, .bottomRight, .rightTop, .rightBottom: true
        default: false
        }
    }
    var mirrorsY: Bool {
        switch self {
        case .bottomRight, .bottomLeft, .rightBottom, .leftBottom: true
        default: false
        }
    }
}

extension Image {
    /// The picture as the eye should see it.
    ///
    /// - Complexity: O(samples); nothing for `.topLeft`.
    public func upright(from orientation: Orientation) -> Image {
        if orientation == .topLeft { return self }
        let swaps = orientation.swapsAxes
        let (outWidth, outHeight) = swaps ? (height, width) : (width, height)
        let (width, height, channels) = (width, height, channels)
        let turned = [UInt8](unsafeUninitializedCapacity: pixels.count) { out, count in
            pixels.withUnsafeBufferPointer { source in
                var to = 0
                for y in 0..<outHeight {
                    for x in 0..<outWidth {
                        let u = orientation.mirrorsX ? outWidth - 1 - x : x
                        let v = orientation.mirrorsY ? outHeight - 1 - y : y
                        let (column, row) = swaps ? (v, u) : (u, v)
                        let from = (row * width + column) * channels
                        for c in 0..<channels { out[to + c] = source[from + c] }
                        to += channels
                    }
                }
            }
            count = width * height * channels
        }
        return Image(width: outWidth, height: outHeight, channels: channels, pixels: turned)
    }
}
