import CJPEG

/// What decoding a JPEG told.
public struct JPEGFacts: Sendable, Equatable {
    /// Of the whole picture, before any scaling: what boxes are mapped back to.
    public var width = 0
    public var height = 0
    /// The buffer holds the picture at 1 / `denominator` of that: 1, 2, 4 or 8.
    public var denominator = 1
    /// How the picture lies, by its Exif data; the buffer holds it as stored.
    public var orientation = Orientation.topLeft
    /// Places where the data were corrupt and the decoder went on with what it made of them.
    public var warnings = 0
    /// The first of them, in libjpeg's words; nil where there is none.
    public var warning: String?

    public init() {}
}
