/// How the samples of an 8-bit picture lie in memory. Names are those of FFmpeg and Video4Linux.
public enum PixelFormat: String, Sendable, CaseIterable {
    /// `R G B` side by side.
    case rgb24
    /// `B G R` side by side.
    case bgr24
    case gray8
    /// `Y0 U Y1 V`: two pixels share a U and a V. Rows are of whole groups, also at odd widths.
    case yuyv
    /// `U Y0 V Y1`.
    case uyvy
    /// Y plane, then a plane of `U V` pairs at half the width and height.
    case nv12
    /// Planes Y, U and V; U and V at half the width and height, rounded up.
    case i420
    /// Planes Y, U and V; U and V at half the width, rounded up.
    case i422
    /// Planes Y, U and V of one size.
    case i444

    /// Planes in memory: 1, 2 or 3.
    public var planeCount: Int {
        switch self {
        case .rgb24, .bgr24, .gray8, .yuyv, .uyvy: 1
        case .nv12: 2
        case .i420, .i422, .i444: 3
        }
    }

    /// Whether pixels are luma and colour differences, so that `PixelView.colour` matters.
    public var isYUV: Bool {
        switch self {
        case .rgb24, .bgr24, .gray8: false
        case .yuyv, .uyvy, .nv12, .i420, .i422, .i444: true
        }
    }

    /// Whether U and V have half the columns.
    var halvesColumns: Bool {
        switch self {
        case .yuyv, .uyvy, .nv12, .i420, .i422: true
        case .rgb24, .bgr24, .gray8, .i444: false
        }
    }

    /// Whether U and V have half the rows.
    var halvesRows: Bool { self == .nv12 || self == .i420 }

    /// Bytes that a row of plane `plane` holds, without any gap behind it.
    public func rowBytes(plane: Int, width: Int) -> Int {
        let halfWidth = (width + 1) / 2
        switch self {
        case .rgb24, .bgr24: return 3 * width
        case .gray8: return width
        case .yuyv, .uyvy: return 4 * halfWidth
        case .nv12: return plane == 0 ? width : 2 * halfWidth
        case .i420, .i422: return plane == 0 ? width : halfWidth
        case .i444: return width
        }
    }

    /// Rows of plane `plane`.
    public func rows(plane: Int, height: Int) -> Int {
        plane > 0 && halvesRows ? (height + 1) / 2 : height
    }

    /// Bytes of a picture whose planes follow one another without gaps, as raw video has it.
    public func frameBytes(width: Int, height: Int) -> Int {
        var bytes = 0
        for plane in 0..<planeCount {
            bytes += rowBytes(plane: plane, width: width) * rows(plane: plane, height: height)
        }
        return bytes
    }
}

/// What Y, U and V mean: the weights of red and blue in luma, and which codes are black and white.
public struct YUVColour: Sendable, Equatable {
    public enum Matrix: UInt8, Sendable { case bt601, bt709 }
    public enum Range: UInt8, Sendable {
        /// Y from 16 to 235, U and V from 16 to 240: video.
        case limited
        /// 0 to 255: JPEG, MJPEG and most webcams.
        case full
    }

    public var matrix: Matrix
    public var range: Range

    public init(_ matrix: Matrix, _ range: Range) {
        self.matrix = matrix
        self.range = range
    }

    /// ITU-T T.871 (JFIF): BT.601 of full range.
    public static let jpeg = YUVColour(.bt601, .full)
    /// Standard definition video.
    public static let bt601 = YUVColour(.bt601, .limited)
    /// High definition video.
    public static let bt709 = YUVColour(.bt709, .limited)
}
