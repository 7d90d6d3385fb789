import EdgeFormat
import EdgeRuntime

/// Turns an output `[1, H, W, C]` of 1 or 3 channels into a picture. Its numbers mean what the input's do:
/// `sample = number * std + mean`, rounded and clamped to 0...255, channels in the model's order.
/// A letterbox's border is cut off.
struct PictureDecoder: Sendable {
    let record: PreprocessingRecord

    func decode(_ output: TensorView, geometry: ResizeGeometry, into result: inout RecognitionResult) {
        let (height, width) = (Int(output.dimensions[1]), Int(output.dimensions[2]))
        let columns = Self.covered(
            start: geometry.left, resized: geometry.resizedWidth, window: geometry.width, cells: width)
        let rows = Self.covered(
            start: geometry.top, resized: geometry.resizedHeight, window: geometry.height, cells: height)
        let channels = output.channels
        result.picture.width = columns.count
        result.picture.height = rows.count
        result.picture.channels = channels
        let count = columns.count * rows.count * channels
        if result.picture.samples.count != count {
            result.picture.samples = [UInt8](repeating: 0, count: count)
        }
        let swaps = channels == 3 && record.channels == .bgr
        result.picture.samples.withUnsafeMutableBufferPointer { samples in
            var to = 0
            for y in rows {
                for x in columns {
                    for c in 0..<channels {
                        let number = output.real(pixel: y * width + x, channel: c)
                        let sample = number * record.std[c] + record.mean[c]
                        samples[to + (swaps ? 2 - c : c)] =
                            sample.isNaN ? 0 : UInt8(min(max(sample.rounded(.toNearestOrEven), 0), 255))
                    }
                    to += channels
                }
            }
        }
    }

    /// The cells that the picture covers, at least one.
    private static func covered(start: Int, resized: Int, window: Int, cells: Int) -> Range<Int> {
        guard start < 0 else { return 0..<cells }
        let scale = Double(cells) / Double(window)
        let first = min(Int((Double(-start) * scale).rounded()), cells - 1)
        let last = min(Int((Double(resized - start) * scale).rounded()), cells)
        return first..<max(last, first + 1)
    }
}
