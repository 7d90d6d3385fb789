/// Why a byte string is not a valid model: what is wrong and where. Trivially copyable, so that the embedded
/// core can throw it.
public struct FormatError: Error, Sendable, Equatable {
    /// What kind of rule is broken.
    public enum Code: UInt8, Sendable {
        /// The bytes end before the structure does.
        case truncated
        /// The first bytes are not those of an `.edge` file.
        case notAModel
        /// Written for another version of the format.
        case unsupportedVersion
        /// Needs a feature this reader does not have.
        case unsupportedFeature
        /// Record or weight bytes are damaged.
        case checksumMismatch
        /// A section lies where it may not.
        case badSection
        /// A count above `VerifierLimits`.
        case tooMany
        /// An index past the end of what it indexes.
        case badIndex
        /// A number that no case of its enumeration has.
        case badEnumeration
        /// A value outside its range.
        case outOfRange
        /// A shape that does not follow from the op's inputs and parameters.
        case badShape
        /// An operand of the wrong kind, type, layout or number.
        case badOperand
        /// A constant whose contents break a rule of its op.
        case badWeights
        /// An accumulator could leave 32 bits.
        case overflow
        /// A tensor is read before it is written, or written twice.
        case badOrder
        /// A placement is missing, misaligned, out of the arena or overlaps a live tensor.
        case badPlacement
        /// The model's bytes do not start at a multiple of 64 in memory.
        case misaligned
        /// The memory handed in is smaller than `requiredBytes`.
        case outOfMemory
    }

    public var code: Code
    /// Byte offset in the file of the record or section at fault.
    public var offset: UInt64
    /// Index of the record in its section, or `noIndex`.
    public var record: UInt32
    /// The record type ("tensor", "op", …) or section.
    public var subject: StaticString
    /// The field, or what the field describes.
    public var field: StaticString
    /// The rule, as a clause that follows the field: "is not a multiple of 64".
    public var rule: StaticString

    public init(
        _ code: Code, offset: UInt64, record: UInt32 = noIndex, subject: StaticString, field: StaticString,
        rule: StaticString
    ) {
        self.code = code
        self.offset = offset
        self.record = record
        self.subject = subject
        self.field = field
        self.rule = rule
    }

    public static func == (a: Self, b: Self) -> Bool {
        a.code == b.code && a.offset == b.offset && a.record == b.record
    }
}

#if !hasFeature(Embedded)
    extension FormatError: CustomStringConvertible {
        /// One line: where, what, how to mend.
        public var description: String {
            let index = record == noIndex ? "" : " \(record)"
            return "\(subject)\(index), \(field) \(rule) (at byte \(offset)); \(remedy)"
        }

        private var remedy: String {
            switch code {
            case .truncated, .checksumMismatch: "the file is damaged: copy or convert it again"
            case .notAModel: "give a file written by edgec convert"
            case .unsupportedVersion, .unsupportedFeature:
                "convert the network again with the edgec of this release"
            case .misaligned: "place the model's bytes at a multiple of 64"
            case .outOfMemory: "hand in at least requiredBytes"
            default: "the file is damaged or written by a faulty converter: convert the network again"
            }
        }
    }
#endif
