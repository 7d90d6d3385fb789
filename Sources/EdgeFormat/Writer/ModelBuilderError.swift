#if !hasFeature(Embedded)
    /// What keeps a `ModelBuilder` from writing a file: a mistake of the program that calls it.
    public enum ModelBuilderError: Error, Sendable, CustomStringConvertible {
        /// More of `what` than its record field can count.
        case tooMany(what: String, count: Int)
        /// A constant's bytes do not fill its dimensions in its layout.
        case constantSize(name: String, bytes: Int, expected: Int)
        /// A constant's layout does not fit its rank or element type.
        case constantLayout(name: String, layout: WeightLayout)
        /// The finished file does not pass the verifier.
        case invalid(FormatError)

        public var description: String {
            switch self {
            case .tooMany(let what, let count):
                "too many \(what): \(count); split the model"
            case .constantSize(let name, let bytes, let expected):
                "constant '\(name)' has \(bytes) bytes, its shape and layout need \(expected)"
            case .constantLayout(let name, let layout):
                "constant '\(name)': rank or element type does not fit layout \(layout)"
            case .invalid(let error):
                "the written model is not valid: \(error)"
            }
        }
    }
#endif
