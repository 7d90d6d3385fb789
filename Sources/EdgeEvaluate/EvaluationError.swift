import EdgeVision

/// Why a network could not be evaluated: what, where, how to mend it; prints as one line.
public struct EvaluationError: Error, Equatable, CustomStringConvertible {
    public var what: String
    /// The file, with the line or the JSON path where that is known.
    public var place: String
    public var mend: String

    public init(what: String, place: String, mend: String) {
        self.what = what
        self.place = place
        self.mend = mend
    }

    init(_ error: VisionError) { self.init(what: error.what, place: error.place, mend: error.mend) }

    public var description: String { "\(place): \(what); \(mend)" }
}
