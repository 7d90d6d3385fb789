import EdgeFormat
import EdgeHost
import EdgeVision

/// Any picture in memory to any tensor: no byte outside of the picture is touched, and every instruction set
/// makes the same bytes.
func preparePixels(_ input: UnsafeBufferPointer<UInt8>) {
    guard input.count > 12, let start = input.baseAddress else { return }
    let format = PixelFormat.allCases[Int(start[0]) % PixelFormat.allCases.count]
    let (width, height) = (Int(start[1]) + 1, Int(start[2]) + 1)
    let (columns, rows) = (Int(start[3]) % 80 + 1, Int(start[4]) % 80 + 1)
    var record = PreprocessingRecord()
    record.resize = [.stretch, .letterbox, .crop][Int(start[5]) % 3]
    record.channels = [.rgb, .bgr, .gray][Int(start[6]) % 3]
    record.fill = start[7]
    record.cropFraction = Float(max(start[8], 4)) / 255
    let colour = YUVColour(start[9] & 1 == 0 ? .bt601 : .bt709, start[9] & 2 == 0 ? .full : .limited)
    let samples = UnsafeBufferPointer(start: start + 10, count: input.count - 10)

    // Each plane in an allocation that ends where the plane ends.
    var planes: [UnsafeMutablePointer<UInt8>] = []
    var strides: [Int] = []
    defer { for plane in planes { plane.deallocate() } }
    for plane in 0..<format.planeCount {
        let rowBytes = format.rowBytes(plane: plane, width: width)
        strides.append(rowBytes + Int(samples[plane % samples.count]) % 5)
        let bytes = strides[plane] * (format.rows(plane: plane, height: height) - 1) + rowBytes
        planes.append(.allocate(capacity: bytes))
        for i in 0..<bytes { planes[plane][i] = samples[(i + plane) % samples.count] }
    }
    let view = PixelView(
        format: format, width: width, height: height,
        planes: (
            UnsafePointer(planes[0]), planes.count > 1 ? UnsafePointer(planes[1]) : nil,
            planes.count > 2 ? UnsafePointer(planes[2]) : nil
        ), strides: (strides[0], strides.count > 1 ? strides[1] : 0, strides.count > 2 ? strides[2] : 0),
        colour: colour)
    var first: [Int8]?
    for isa in CPU.availableISAs {
        guard
            var preprocessor = try? Preprocessor(
                record: record, width: columns, height: rows, scale: 0.9, zeroPoint: 3, isa: isa)
        else { fatalError() }
        let elements = columns * rows * preprocessor.channels
        var tensor = [Int8](repeating: 0, count: elements)
        tensor.withUnsafeMutableBufferPointer { preprocessor.quantize(view, into: $0) }
        precondition(first == nil || first == tensor, "\(isa) differs")
        first = tensor
    }
    let copy = PixelBuffer()
    view.copyRGB(into: copy)
}
