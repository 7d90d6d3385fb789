/// What the columns of a keypoint network's output are: the value of the file's metadata key `keypoints`.
///
/// Words between commas: `x`, `y`, `score` or `-` (ignored) for each column; then `unit` where coordinates
/// are shares (0...1) of the network's input, not its pixels. Such as `y,x,score,unit`.
public struct KeypointLayout: Sendable, Equatable {
    public let columns: Int
    let x: Int
    let y: Int
    let score: Int?
    let isUnit: Bool

    public static let metadataKey = "keypoints"

    /// nil for what is no such text.
    public init?(_ text: String) {
        var words = text.split(separator: ",", omittingEmptySubsequences: false)
        isUnit = words.last == "unit"
        if isUnit { words.removeLast() }
        guard let x = words.firstIndex(of: "x"), let y = words.firstIndex(of: "y"),
            words.allSatisfy({ $0 == "x" || $0 == "y" || $0 == "score" || $0 == "-" }),
            words.count(where: { $0 != "-" }) == Set(words).subtracting(["-"]).count
        else { return nil }
        (self.x, self.y, score, columns) = (x, y, words.firstIndex(of: "score"), words.count)
    }
}
