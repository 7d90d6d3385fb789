import CEdge
import EdgeVision

extension PixelView {
    /// A picture as edge.h describes one.
    init(
        _ start: UnsafeRawPointer, _ format: edge_pixels, width: Int, height: Int, rowBytes: Int
    ) throws(Fault) {
        let sides = 1...65536
        guard sides.contains(width), sides.contains(height) else {
            throw Fault(EDGE_ERROR_ARGUMENT, "a picture of \(width) x \(height); each side is 1 to 65536")
        }
        let own: PixelFormat
        switch format {
        case EDGE_RGB24: own = .rgb24
        case EDGE_BGR24: own = .bgr24
        case EDGE_GRAY8: own = .gray8
        case EDGE_YUYV: own = .yuyv
        case EDGE_NV12: own = .nv12
        case EDGE_I420: own = .i420
        default:
            throw Fault(EDGE_ERROR_ARGUMENT, "pixel format \(format.rawValue) is unknown; see edge_pixels")
        }
        guard rowBytes != 0 else {
            let bytes = own.frameBytes(width: width, height: height)
            self.init(
                format: own, width: width, height: height,
                frame: UnsafeRawBufferPointer(start: start, count: bytes))
            return
        }
        let least = own.rowBytes(plane: 0, width: width)
        guard rowBytes >= least, own.planeCount == 1 || rowBytes == least else {
            throw Fault(
                EDGE_ERROR_SIZE,
                "row_bytes is \(rowBytes); a row takes \(least), and formats of several planes have no gaps")
        }
        guard own.planeCount == 1 else {
            try self.init(start, format, width: width, height: height, rowBytes: 0)
            return
        }
        self.init(
            format: own, width: width, height: height,
            planes: (start.assumingMemoryBound(to: UInt8.self), nil, nil), strides: (rowBytes, 0, 0))
    }
}
