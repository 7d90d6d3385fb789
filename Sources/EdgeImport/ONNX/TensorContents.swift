import EdgeGraph
import Foundation

/// The element types of the ONNX format, by name, width and how the graph holds them.
struct ElementInfo {
    let name: String
    /// Bits of one element in `raw_data`.
    let bits: Int
    let scalar: ScalarType

    /// nil for types that the graph has no scalar for: strings, complex numbers, 4- and 8-bit floats.
    init?(_ code: Int32) {
        guard let element = ONNXTensor.Element(rawValue: Int(code)) else { return nil }
        (name, bits, scalar) =
            switch element {
            case .float: ("float", 32, .float)
            case .double: ("double", 64, .float)
            case .float16: ("float16", 16, .float)
            case .bfloat16: ("bfloat16", 16, .float)
            case .int64: ("int64", 64, .integer)
            case .int32: ("int32", 32, .integer)
            case .int16: ("int16", 16, .integer)
            case .int8: ("int8", 8, .integer)
            case .int4: ("int4", 4, .integer)
            case .uint64: ("uint64", 64, .integer)
            case .uint32: ("uint32", 32, .integer)
            case .uint16: ("uint16", 16, .integer)
            case .uint8: ("uint8", 8, .integer)
            case .uint4: ("uint4", 4, .integer)
            case .bool: ("bool", 8, .boolean)
            default: ("", 0, .float)
            }
        if bits == 0 { return nil }
    }
}

/// Why a stored tensor cannot be read.
struct TensorProblem: Error {
    var reason: String
    var mend = "export the model again: the file is damaged or incomplete"
}

/// Decodes tensors of the file; `external` gives the bytes of those stored beside it.
struct TensorDecoder {
    var external: ExternalData

    /// The contents of `tensor`. Sizes are checked against the bytes present before anything is allocated.
    func decode(_ tensor: ONNXTensor) throws(TensorProblem) -> Tensor {
        let shape = tensor.dims.map { Int($0) }
        guard let count = TensorLimits.elementCount(shape) else {
            throw TensorProblem(reason: "its shape \(shape) is negative or too large")
        }
        guard let element = ElementInfo(tensor.dataType),
            let kind = ONNXTensor.Element(rawValue: Int(tensor.dataType))
        else {
            throw TensorProblem(
                reason: "its element type (code \(tensor.dataType)) is not supported",
                mend: "export the model with float or integer tensors")
        }
        if tensor.dataLocation == .external {
            let bytes = try external.read(tensor.externalData, expected: (count * element.bits + 7) / 8)
            return try decodeBytes(bytes, kind: kind, element: element, shape: shape, count: count)
        }
        if !tensor.rawData.isEmpty || !tensor.hasTypedData {
            return try decodeBytes(
                [UInt8](tensor.rawData), kind: kind, element: element, shape: shape, count: count)
        }
        return try decodeFields(tensor, kind: kind, element: element, shape: shape, count: count)
    }

    private func decodeBytes(
        _ bytes: [UInt8], kind: ONNXTensor.Element, element: ElementInfo, shape: [Int], count: Int
    ) throws(TensorProblem) -> Tensor {
        let expected = (count * element.bits + 7) / 8
        guard bytes.count == expected else {
            throw TensorProblem(
                reason: "it has \(bytes.count) bytes, shape \(shape) of \(element.name) needs \(expected)")
        }
        func floats<T: FixedWidthInteger>(_: T.Type, _ convert: (T) -> Float) -> Tensor {
            Tensor(shape: shape, floats: littleEndian(bytes, count: count, convert))
        }
        func integers<T: FixedWidthInteger>(_: T.Type) -> Tensor {
            Tensor(
                shape: shape,
                integers: littleEndian(bytes, count: count) { (x: T) in Int64(truncatingIfNeeded: x) })
        }
        switch kind {
        case .float: return floats(UInt32.self) { Float(bitPattern: $0) }
        case .double: return floats(UInt64.self) { Float(Double(bitPattern: $0)) }
        case .float16: return floats(UInt16.self) { Float(Float16(bitPattern: $0)) }
        case .bfloat16: return floats(UInt16.self) { Float(bitPattern: UInt32($0) << 16) }
        case .int64: return integers(Int64.self)
        case .int32: return integers(Int32.self)
        case .int16: return integers(Int16.self)
        case .int8: return integers(Int8.self)
        case .uint64: return integers(UInt64.self)
        case .uint32: return integers(UInt32.self)
        case .uint16: return integers(UInt16.self)
        case .uint8: return integers(UInt8.self)
        case .bool:
            return Tensor(shape: shape, integers: bytes.map { $0 != 0 ? 1 : 0 }, type: .boolean)
        case .int4, .uint4:
            // Two elements a byte, the first in the low half.
            let signed = kind == .int4
            let values = (0..<count).map { i in
                let half = Int64(i % 2 == 0 ? bytes[i / 2] & 15 : bytes[i / 2] >> 4)
                return signed && half > 7 ? half - 16 : half
            }
            return Tensor(shape: shape, integers: values)
        default: throw TensorProblem(reason: "its element type is not supported")
        }
    }

    /// The typed fields: narrow types are widened to 32 bits, halves are stored as bit patterns.
    private func decodeFields(
        _ tensor: ONNXTensor, kind: ONNXTensor.Element, element: ElementInfo, shape: [Int], count: Int
    ) throws(TensorProblem) -> Tensor {
        func checked<T>(_ field: [T]) throws(TensorProblem) -> [T] {
            guard field.count == count else {
                throw TensorProblem(
                    reason: "it has \(field.count) elements, shape \(shape) of \(element.name) needs \(count)"
                )
            }
            return field
        }
        switch kind {
        case .float: return Tensor(shape: shape, floats: try checked(tensor.floatData))
        case .double: return Tensor(shape: shape, floats: try checked(tensor.doubleData).map { Float($0) })
        case .float16:
            return Tensor(
                shape: shape,
                floats: try checked(tensor.int32Data).map {
                    Float(Float16(bitPattern: UInt16(truncatingIfNeeded: $0)))
                })
        case .bfloat16:
            return Tensor(
                shape: shape,
                floats: try checked(tensor.int32Data).map { Float(bitPattern: UInt32(bitPattern: $0) << 16) })
        case .int64: return Tensor(shape: shape, integers: try checked(tensor.int64Data))
        case .uint64, .uint32:
            return Tensor(
                shape: shape, integers: try checked(tensor.uint64Data).map { Int64(truncatingIfNeeded: $0) })
        case .int32, .int16, .int8, .uint16, .uint8:
            return Tensor(shape: shape, integers: try checked(tensor.int32Data).map { Int64($0) })
        case .bool:
            return Tensor(
                shape: shape, integers: try checked(tensor.int32Data).map { $0 != 0 ? 1 : 0 }, type: .boolean)
        case .int4, .uint4:
            let bytes = tensor.int32Data.map { UInt8(truncatingIfNeeded: $0) }
            return try decodeBytes(bytes, kind: kind, element: element, shape: shape, count: count)
        default: throw TensorProblem(reason: "its element type is not supported")
        }
    }
}

extension ONNXTensor {
    fileprivate var hasTypedData: Bool {
        !floatData.isEmpty || !int32Data.isEmpty || !int64Data.isEmpty || !doubleData.isEmpty
            || !uint64Data.isEmpty
    }
}

/// `count` little-endian words of `bytes`, converted. The caller has checked the length.
private func littleEndian<T: FixedWidthInteger, R>(
    _ bytes: [UInt8], count: Int, _ convert: (T) -> R
) -> [R] {
    bytes.withUnsafeBytes { raw in
        (0..<count).map { i in
            convert(T(littleEndian: raw.loadUnaligned(fromByteOffset: i * MemoryLayout<T>.size, as: T.self)))
        }
    }
}
