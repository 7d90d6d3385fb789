// swift-format-ignore-file: AlwaysUseLowerCamelCase
// The compiler matches implementations with edge.h by their names.

import CEdge
import EdgeRuntime

@c @implementation
public func edge_session_output_data(
    _ session: OpaquePointer?, _ index: Int, _ data: UnsafeMutablePointer<UnsafeRawPointer?>?,
    _ pixelStride: UnsafeMutablePointer<Int>?
) -> edge_status {
    answering { () throws(Fault) in
        let (described, view) = try SessionHandle.at(session).output(index)
        let result = try require(data, "data")
        try view.giveStride(to: pixelStride, described)
        result.pointee = UnsafeRawPointer(view.base)
    }
}

@c @implementation
public func edge_session_get_output(
    _ session: OpaquePointer?, _ index: Int, _ elements: UnsafeMutableRawPointer?, _ bytes: Int
) -> edge_status {
    answering { () throws(Fault) in
        let (described, view) = try SessionHandle.at(session).output(index)
        let target = try require(elements, "elements")
        try described.check(bytes: bytes)
        view.copyPacked(to: UnsafeMutableRawBufferPointer(start: target, count: bytes))
    }
}

@c @implementation
public func edge_session_get_output_float(
    _ session: OpaquePointer?, _ index: Int, _ values: UnsafeMutablePointer<Float>?, _ count: Int
) -> edge_status {
    answering { () throws(Fault) in
        let (described, view) = try SessionHandle.at(session).output(index)
        let target = try require(values, "values")
        try described.check(count: count)
        switch view.elementType {
        case .int8: view.dequantize(to: target)
        case .float32:
            view.copyPacked(to: UnsafeMutableRawBufferPointer(start: target, count: described.bytes))
        default: throw .notReal(described)
        }
    }
}

@c @implementation
public func edge_session_output_crc32(
    _ session: OpaquePointer?, _ crc: UnsafeMutablePointer<UInt32>?
) -> edge_status {
    answering { () throws(Fault) in
        let handle = try SessionHandle.at(session)
        let result = try require(crc, "crc")
        if handle.model.outputs.count > 0 { _ = try handle.output(0) }
        result.pointee = handle.session.outputCRC32
    }
}

extension TensorView {
    /// The numbers that an int8 tensor stands for.
    fileprivate func dequantize(to values: UnsafeMutablePointer<Float>) {
        let channels = channels
        for pixel in 0..<pixels {
            let source = (base + pixel * pixelStride).assumingMemoryBound(to: Int8.self)
            let target = values + pixel * channels
            for channel in 0..<channels {
                target[channel] = scale * Float(Int32(source[channel]) - zeroPoint)
            }
        }
    }

    /// Tells the bytes from pixel to pixel, or refuses a tensor in pieces where nobody wants to know them.
    func giveStride(to stride: UnsafeMutablePointer<Int>?, _ described: edge_tensor) throws(Fault) {
        guard let stride else {
            guard isContiguous else {
                throw Fault(
                    EDGE_ERROR_TYPE,
                    "tensor '\(described.text)' has gaps between its pixels; give a place for pixel_stride")
            }
            return
        }
        stride.pointee = pixelStride
    }
}

extension edge_tensor {
    var text: String { String(cString: name) }

    func check(bytes given: Int) throws(Fault) {
        guard given == bytes else {
            throw Fault(EDGE_ERROR_SIZE, "\(UInt(bitPattern: given)) bytes; tensor '\(text)' takes \(bytes)")
        }
    }

    func check(count given: Int) throws(Fault) {
        guard given == count else {
            throw Fault(
                EDGE_ERROR_SIZE, "\(UInt(bitPattern: given)) numbers; tensor '\(text)' takes \(count)")
        }
    }
}

extension Fault {
    static func notReal(_ tensor: edge_tensor) -> Fault {
        Fault(
            EDGE_ERROR_TYPE,
            "tensor '\(tensor.text)' is neither int8 nor float32; use the functions without _float")
    }
}
