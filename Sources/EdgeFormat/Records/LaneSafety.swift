/// What blocked weights are claimed to be (ARITHMETIC.md, "Lane-safe weights"). Each is ordered before those
/// that claim more: four-tap safe weights are pair-safe too.
public enum LaneSafety: Int32, Sendable, Comparable {
    case none = 0
    case pair = 2
    case fourTap = 1

    private var strength: Int {
        switch self {
        case .none: 0
        case .pair: 1
        case .fourTap: 2
        }
    }

    public static func < (a: LaneSafety, b: LaneSafety) -> Bool { a.strength < b.strength }
}
