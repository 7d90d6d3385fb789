/// Why a benchmark cannot be made; one line: what, where, how to mend it.
public struct BenchError: Error, Equatable, CustomStringConvertible {
    public var description: String

    public init(_ description: String) { self.description = description }
}
