/// What a Raspberry Pi's firmware does to its processor: the word that `vcgencmd get_throttled` prints.
public struct FirmwareThrottle: Sendable, Equatable {
    public var word: UInt32

    /// nil on other boards.
    init?(_ tree: SystemTree) {
        guard
            let text = tree.textIfAny("/sys/devices/platform/soc/soc:firmware/get_throttled"),
            let word = UInt32(text.hasPrefix("0x") ? text.dropFirst(2) : text[...], radix: 16)
        else { return nil }
        self.word = word
    }

    private static let meanings = [
        "the supply voltage is too low", "the clock is capped", "throttled", "at the soft temperature limit",
    ]

    /// What holds now.
    public var now: [String] {
        Self.meanings.indices.filter { word >> UInt32($0) & 1 == 1 }.map { Self.meanings[$0] }
    }

    /// Bits 16 and up: what held at some time since start-up.
    public var sinceStart: [String] {
        Self.meanings.indices.filter { word >> UInt32(16 + $0) & 1 == 1 }.map { Self.meanings[$0] }
    }
}
