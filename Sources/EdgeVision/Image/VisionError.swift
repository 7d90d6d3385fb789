/// What went wrong with a picture, a label file or an array, where, and how to mend it; prints as one line.
public struct VisionError: Error, Equatable, CustomStringConvertible {
    public var what: String
    /// The file, with the byte offset or line where that is known.
    public var place: String
    public var mend: String

    public init(what: String, place: String, mend: String) {
        self.what = what
        self.place = place
        self.mend = mend
    }

    public var description: String { "\(place): \(what); \(mend)" }
}
