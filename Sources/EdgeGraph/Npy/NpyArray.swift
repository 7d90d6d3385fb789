/// The element types of NumPy's .npy files that we exchange, by their `descr` in native little-endian.
public enum NpyType: String, Sendable, CaseIterable {
    case bool = "|b1"
    case int8 = "|i1"
    case uint8 = "|u1"
    case int16 = "<i2"
    case int32 = "<i4"
    case int64 = "<i8"
    case float32 = "<f4"
    case float64 = "<f8"

    /// Bytes of one element.
    public var size: Int {
        switch self {
        case .bool, .int8, .uint8: 1
        case .int16: 2
        case .int32, .float32: 4
        case .int64, .float64: 8
        }
    }
}

/// One array of a .npy file: C order, little-endian (NumPy Enhancement Proposal 1).
public struct NpyArray: Sendable, Equatable {
    public var type: NpyType
    public var shape: [Int]
    /// `type.size` bytes an element.
    public var bytes: [UInt8]

    public init(type: NpyType, shape: [Int], bytes: [UInt8]) {
        self.type = type
        self.shape = shape
        self.bytes = bytes
    }
}

/// Why bytes are not an array that we read.
public enum NpyError: Error, Equatable, Sendable, CustomStringConvertible {
    /// No .npy magic, or a version other than 1.0, 2.0 and 3.0.
    case notNpy(String)
    /// The header's dictionary cannot be read; `offset` is in the file.
    case header(offset: Int, String)
    /// An element type or order that is not supported.
    case unsupported(String)
    /// The data is shorter or longer than the shape says.
    case length(expected: Int, actual: Int)

    public var description: String {
        switch self {
        case .notNpy(let reason): "not a .npy file: \(reason)"
        case .header(let offset, let reason): "header of the .npy file, byte \(offset): \(reason)"
        case .unsupported(let what): "the .npy file holds \(what), which is not supported"
        case .length(let expected, let actual):
            "the .npy file holds \(actual) bytes of data instead of \(expected)"
        }
    }
}

extension NpyArray {
    /// The elements as a graph tensor: floating types as Float, integers as Int64.
    public var tensor: Tensor {
        bytes.withUnsafeBytes { raw in
            let count = raw.count / type.size
            func load<T: BitwiseCopyable>(_ i: Int, _: T.Type) -> T {
                raw.loadUnaligned(fromByteOffset: i * MemoryLayout<T>.size, as: T.self)
            }
            func integers<T: FixedWidthInteger & BitwiseCopyable>(_ t: T.Type) -> Tensor {
                Tensor(shape: shape, integers: (0..<count).map { Int64(truncatingIfNeeded: load($0, t)) })
            }
            switch type {
            case .float32: return Tensor(shape: shape, floats: (0..<count).map { load($0, Float.self) })
            case .float64:
                return Tensor(shape: shape, floats: (0..<count).map { Float(load($0, Double.self)) })
            case .bool:
                return Tensor(shape: shape, integers: raw.map { $0 == 0 ? 0 : 1 }, type: .boolean)
            case .int8: return integers(Int8.self)
            case .uint8: return integers(UInt8.self)
            case .int16: return integers(Int16.self)
            case .int32: return integers(Int32.self)
            case .int64: return integers(Int64.self)
            }
        }
    }

    /// A tensor's elements as `type` (by default float32, int64 or bool). Integers that do not fit are held
    /// at the ends of the range; floats lose their fraction.
    public init(_ tensor: Tensor, as type: NpyType? = nil) {
        let type = type ?? (tensor.type == .float ? .float32 : tensor.type == .integer ? .int64 : .bool)
        self.type = type
        shape = tensor.shape
        bytes = []
        bytes.reserveCapacity(tensor.count * type.size)
        func append<T: BitwiseCopyable>(_ value: T) {
            withUnsafeBytes(of: value) { bytes.append(contentsOf: $0) }
        }
        let isFloat = tensor.type == .float
        for i in 0..<(isFloat ? tensor.floats.count : tensor.integers.count) {
            switch type {
            case .float32: append(isFloat ? tensor.floats[i] : Float(tensor.integers[i]))
            case .float64: append(isFloat ? Double(tensor.floats[i]) : Double(tensor.integers[i]))
            default:
                let value = isFloat ? saturatingInteger(tensor.floats[i]) : tensor.integers[i]
                switch type {
                case .bool: append(UInt8(value == 0 ? 0 : 1))
                case .int8: append(Int8(clamping: value))
                case .uint8: append(UInt8(clamping: value))
                case .int16: append(Int16(clamping: value))
                case .int32: append(Int32(clamping: value))
                default: append(value)
                }
            }
        }
    }

    /// An array of integers by itself, as quantized tensors are exchanged.
    public init(shape: [Int], int8 values: [Int8]) {
        self.init(type: .int8, shape: shape, bytes: values.map { UInt8(bitPattern: $0) })
    }
}
