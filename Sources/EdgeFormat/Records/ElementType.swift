/// The type of one element of a tensor. Raw values are stored in the file (FORMAT.md, "Element types").
public enum ElementType: UInt8, Sendable {
    case int4 = 1
    case int8 = 2
    case uint8 = 3
    case int16 = 4
    case int32 = 5
    case float16 = 6
    case float32 = 7

    /// Bits of one element; int4 is the only type of less than a byte.
    public var bits: Int {
        switch self {
        case .int4: 4
        case .int8, .uint8: 8
        case .int16, .float16: 16
        case .int32, .float32: 32
        }
    }
}

#if !hasFeature(Embedded)
    extension ElementType: CaseIterable {}

    extension ElementType: CustomStringConvertible {
        /// "int8": spelled out, since interpolating a case without this goes by reflection, a million instructions
        /// the first time.
        public var description: String {
            switch self {
            case .int4: "int4"
            case .int8: "int8"
            case .uint8: "uint8"
            case .int16: "int16"
            case .int32: "int32"
            case .float16: "float16"
            case .float32: "float32"
            }
        }
    }
#endif
