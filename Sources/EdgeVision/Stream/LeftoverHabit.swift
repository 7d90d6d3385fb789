/// Whether bytes that stand behind the data of a scan are a camera's habit or damage.
///
/// Some webcams leave a few there in many of their frames, and the pictures are good. In a stream of a camera
/// that does not, they tell that the data in front of them were changed: the decoder had enough too early. So
/// such a frame passes, with a warning, where more than one in twenty has them.
struct LeftoverHabit {
    private var frames: UInt64 = 0
    private var withLeftovers: UInt64 = 0

    /// - Parameter facts: of the next frame.
    mutating func allows(_ facts: JPEGFacts) -> Bool {
        frames += 1
        if facts.leftovers > 0 { withLeftovers += 1 }
        return facts.leftovers == 0 || 20 * withLeftovers > frames
    }
}
