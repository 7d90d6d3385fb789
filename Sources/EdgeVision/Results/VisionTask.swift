/// What a network of pictures gives: the value of the file's metadata key `task`.
public enum VisionTask: String, Sendable, CaseIterable {
    /// One score a class.
    case classify
    /// Boxes with class and score.
    case detect
    /// A class for every pixel.
    case segment
    /// A vector that is close to another's where the pictures show the same.
    case embed
    /// Another picture.
    case image
    /// Keypoints, with or without boxes.
    case pose

    /// The metadata key.
    public static let metadataKey = "task"
}
