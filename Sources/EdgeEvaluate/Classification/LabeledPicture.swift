/// A picture and the index of its class.
public struct LabeledPicture: Sendable, Equatable {
    public var path: String
    public var label: Int

    public init(path: String, label: Int) {
        self.path = path
        self.label = label
    }
}
