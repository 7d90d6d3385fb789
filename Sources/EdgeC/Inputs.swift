// swift-format-ignore-file: AlwaysUseLowerCamelCase
// The compiler matches implementations with edge.h by their names.

import CEdge
import EdgeRuntime
import EdgeVision

@c @implementation
public func edge_session_input_data(
    _ session: OpaquePointer?, _ index: Int, _ data: UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
    _ pixelStride: UnsafeMutablePointer<Int>?
) -> edge_status {
    answering { () throws(Fault) in
        let (described, view) = try SessionHandle.at(session).input(index)
        let result = try require(data, "data")
        try view.giveStride(to: pixelStride, described)
        result.pointee = view.base
    }
}

@c @implementation
public func edge_session_set_input(
    _ session: OpaquePointer?, _ index: Int, _ elements: UnsafeRawPointer?, _ bytes: Int
) -> edge_status {
    answering { () throws(Fault) in
        let (described, view) = try SessionHandle.at(session).input(index)
        let source = try require(elements, "elements")
        try described.check(bytes: bytes)
        view.fill(fromPacked: UnsafeRawBufferPointer(start: source, count: bytes))
    }
}

@c @implementation
public func edge_session_set_input_float(
    _ session: OpaquePointer?, _ index: Int, _ values: UnsafePointer<Float>?, _ count: Int
) -> edge_status {
    answering { () throws(Fault) in
        let (described, view) = try SessionHandle.at(session).input(index)
        let source = try require(values, "values")
        try described.check(count: count)
        switch view.elementType {
        case .int8: view.quantize(source)
        case .float32: view.fill(fromPacked: UnsafeRawBufferPointer(start: source, count: described.bytes))
        default: throw .notReal(described)
        }
    }
}

extension TensorView {
    /// Quantizes `count` numbers into an int8 tensor.
    fileprivate func quantize(_ values: UnsafePointer<Float>) {
        let channels = channels
        for pixel in 0..<pixels {
            let target = (base + pixel * pixelStride).assumingMemoryBound(to: Int8.self)
            let source = values + pixel * channels
            for channel in 0..<channels {
                target[channel] = quantizeToInt8(source[channel], scale: scale, zeroPoint: zeroPoint)
            }
        }
    }
}
