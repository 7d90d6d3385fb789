/// A class for every pixel of a picture.
public struct Segmentation: Sendable {
    /// Marks pixels that the model did not see, such as those outside a centre crop.
    public static let unseen: UInt8 = 255

    public internal(set) var width = 0
    public internal(set) var height = 0
    /// `[height][width]`: class indices, or `unseen`.
    public internal(set) var classes: [UInt8] = []
    /// Pixels of each class; 256 entries, the last for `unseen`.
    public internal(set) var pixelCounts = [Int](repeating: 0, count: 256)

    /// The class map in the size of the network's output: `[height][width]`.
    var coarse: [UInt8] = []
    /// Column of `coarse` for each column of the picture; -1 where it has none.
    var columns: [Int32] = []
    /// Columns of the picture for each column of `coarse`.
    var columnCounts: [Int] = []

    init() {}

    /// The class map as a gray picture; nil before the first.
    public var image: Image? {
        classes.isEmpty ? nil : Image(width: width, height: height, channels: 1, pixels: classes)
    }

    /// Runs of equal classes along the rows, as `class, length` pairs.
    public func appendRuns(to text: inout [UInt8]) {
        var start = 0
        text.append(text: "[")
        while start < classes.count {
            var end = start + 1
            while end < classes.count, classes[end] == classes[start] { end += 1 }
            if start > 0 { text.append(text: ", ") }
            text.append(integer: Int(classes[start]))
            text.append(text: ", ")
            text.append(integer: end - start)
            start = end
        }
        text.append(text: "]")
    }
}
