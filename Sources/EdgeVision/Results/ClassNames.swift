/// What a model's classes are called: the file's labels, or "class n" where it has none.
public struct ClassNames: Sendable {
    private let names: [String]

    /// - Parameters:
    ///   - labels: by class index; may be fewer than there are classes.
    ///   - count: classes that the model has, as far as known; their names are then made beforehand.
    public init(labels: [String] = [], count: Int = 0) {
        names = labels + (labels.count..<max(labels.count, count)).map { "class \($0)" }
    }

    public var count: Int { names.count }

    public subscript(index: Int) -> String {
        names.indices.contains(index) ? names[index] : "class \(index)"
    }

    public func index(of name: String) -> Int? { names.firstIndex(of: name) }

    /// Appends the name as UTF-8, without allocating anything but the array's growth.
    public func append(_ index: Int, to text: inout [UInt8]) {
        if names.indices.contains(index) {
            text.append(contentsOf: names[index].utf8)
        } else {
            text.append(text: "class ")
            text.append(integer: index)
        }
    }

    /// Appends the name as a JSON string.
    public func appendJSON(_ index: Int, to text: inout [UInt8]) {
        if names.indices.contains(index) {
            text.append(jsonString: names[index])
        } else {
            text.append(text: "\"class ")
            text.append(integer: index)
            text.append(text: "\"")
        }
    }
}
