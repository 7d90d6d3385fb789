/// A colour of an overlay.
public struct Colour: Sendable, Equatable {
    public var red: UInt8
    public var green: UInt8
    public var blue: UInt8

    public init(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
        self.red = red
        self.green = green
        self.blue = blue
    }

    public static let black = Colour(0, 0, 0)
    public static let white = Colour(255, 255, 255)

    /// The colour of class `index`: hues a golden section of the circle apart, so that any first few differ as
    /// much as can be; every second turn of the circle is paler.
    public static func ofClass(_ index: Int) -> Colour {
        let index = index & 0xFFFF
        // 0.61803398875 of 65536: the fraction of the circle in 16 bits.
        let hue = Float((index &* 40503 &+ 2000) & 0xFFFF) / 65536 * 6
        let isPale = index / 8 % 2 == 1
        let (high, low): (Float, Float) = isPale ? (255, 130) : (250, 30)
        let rise = low + (high - low) * (hue - hue.rounded(.down))
        let fall = high - (rise - low)
        func byte(_ value: Float) -> UInt8 { UInt8(value) }
        switch Int(hue) {
        case 0: return Colour(byte(high), byte(rise), byte(low))
        case 1: return Colour(byte(fall), byte(high), byte(low))
        case 2: return Colour(byte(low), byte(high), byte(rise))
        case 3: return Colour(byte(low), byte(fall), byte(high))
        case 4: return Colour(byte(rise), byte(low), byte(high))
        default: return Colour(byte(high), byte(low), byte(fall))
        }
    }

    /// Black or white, whichever reads better on this one (luma of ITU-R BT.601).
    public var textColour: Colour {
        let luma = 299 * Int(red) + 587 * Int(green) + 114 * Int(blue)
        return luma > 140_000 ? .black : .white
    }
}
