// swift-format-ignore-file: AlwaysUseLowerCamelCase
// The compiler matches implementations with edge.h by their names.

import CEdge
import EdgeRuntime
import EdgeVision

@c @implementation
public func edge_session_set_picture(
    _ session: OpaquePointer?, _ pixels: UnsafeRawPointer?, _ format: edge_pixels, _ width: Int32,
    _ height: Int32, _ rowBytes: Int
) -> edge_status {
    answering { () throws(Fault) in
        let handle = try SessionHandle.at(session)
        let start = try require(pixels, "pixels")
        let view = try PixelView(start, format, width: Int(width), height: Int(height), rowBytes: rowBytes)
        try handle.preparePictures()
        handle.picture?.load(view, into: handle.session)
    }
}

@c @implementation
public func edge_session_set_image(
    _ session: OpaquePointer?, _ file: UnsafeRawPointer?, _ bytes: Int
) -> edge_status {
    answering { () throws(Fault) in
        let handle = try SessionHandle.at(session)
        let image = try decoded(file, bytes)
        try handle.preparePictures()
        handle.picture?.load(image, into: handle.session)
    }
}

@c @implementation
public func edge_session_placement(
    _ session: OpaquePointer?, _ placement: UnsafeMutablePointer<edge_placement>?
) -> edge_status {
    answering { () throws(Fault) in
        let handle = try SessionHandle.at(session)
        let result = try require(placement, "placement")
        guard let geometry = handle.picture?.geometry else {
            throw Fault(EDGE_ERROR_ORDER, "no picture was set; call edge_session_set_picture before")
        }
        let origin = geometry.sourcePoint(x: 0, y: 0)
        result.pointee = edge_placement(
            scale_x: Float(geometry.sourceWidth) / Float(geometry.resizedWidth),
            scale_y: Float(geometry.sourceHeight) / Float(geometry.resizedHeight), offset_x: origin.x,
            offset_y: origin.y)
    }
}

@c @implementation
public func edge_session_recognize(
    _ session: OpaquePointer?, _ pixels: UnsafeRawPointer?, _ format: edge_pixels, _ width: Int32,
    _ height: Int32, _ rowBytes: Int, _ json: UnsafeMutablePointer<UnsafePointer<CChar>?>?
) -> edge_status {
    answering { () throws(Fault) in
        let handle = try SessionHandle.at(session)
        let start = try require(pixels, "pixels")
        let result = try require(json, "json")
        let view = try PixelView(start, format, width: Int(width), height: Int(height), rowBytes: rowBytes)
        result.pointee = try handle.recognize(view)
    }
}

@c @implementation
public func edge_session_recognize_image(
    _ session: OpaquePointer?, _ file: UnsafeRawPointer?, _ bytes: Int,
    _ json: UnsafeMutablePointer<UnsafePointer<CChar>?>?
) -> edge_status {
    answering { () throws(Fault) in
        let handle = try SessionHandle.at(session)
        let result = try require(json, "json")
        let image = try decoded(file, bytes)
        result.pointee = try image.withPixelView { view throws(Fault) in try handle.recognize(view) }
    }
}

private func decoded(_ file: UnsafeRawPointer?, _ bytes: Int) throws(Fault) -> Image {
    let start = try require(file, "file")
    guard bytes >= 0 else { throw Fault(EDGE_ERROR_SIZE, "bytes is more than memory can hold; check it") }
    let contents = UnsafeBufferPointer(start: start.assumingMemoryBound(to: UInt8.self), count: bytes)
    do throws(VisionError) {
        return try decodeImage(contents.span, name: "the picture")
    } catch {
        throw Fault(EDGE_ERROR_PICTURE, error.description)
    }
}

extension SessionHandle {
    fileprivate func preparePictures() throws(Fault) {
        guard picture == nil else { return }
        do throws(VisionError) {
            picture = try PictureInput(session, model: "the model")
        } catch {
            throw Fault(EDGE_ERROR_TYPE, error.description)
        }
    }

    /// JSON that stays until the next call.
    fileprivate func recognize(_ view: PixelView) throws(Fault) -> UnsafePointer<CChar>? {
        if recognizer == nil {
            var options = RecognizerOptions()
            options.minScore = minScore
            do throws(VisionError) {
                recognizer = try Recognizer(session, model: "the model", options: options)
            } catch {
                throw Fault(EDGE_ERROR_TYPE, error.description)
            }
        }
        _ = recognizer?.recognize(view)
        hasRun = true
        var text = Array("{".utf8)
        recognizer?.appendJSON(to: &text)
        text.append(contentsOf: Array("}".utf8))
        result = CTexts([String(decoding: text, as: UTF8.self)])
        return result.pointers[0]
    }
}
