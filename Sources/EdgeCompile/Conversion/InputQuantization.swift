import EdgeFormat
import EdgeQuantize

extension AffineQuantization {
    /// Of an input made from pixels 0...255 by `(pixel - mean) / std`. One mean and deviation for all
    /// channels give a scale of 1 / std, so that (but for rounding a fractional mean) each pixel value is
    /// one quantum; otherwise the range of all channels.
    init(_ record: PreprocessingRecord) {
        let channels = record.channels == .gray ? 1 : 3
        let uniform = (1..<max(channels, 2)).allSatisfy {
            channels == 1 || (record.mean[$0] == record.mean[0] && record.std[$0] == record.std[0])
        }
        if uniform, record.mean[0] >= 0, record.mean[0] <= 255 {
            let zero = (record.mean[0] - 128).rounded(.toNearestOrEven)
            self.init(scale: 1 / record.std[0], zeroPoint: Int32(min(max(zero, -128), 127)))
            return
        }
        var range = ValueRange(low: 0, high: 0)
        for c in 0..<channels {
            let ends = [(0 - record.mean[c]) / record.std[c], (255 - record.mean[c]) / record.std[c]]
            range = range.union(ValueRange(low: ends.min()!, high: ends.max()!))
        }
        self.init(range: range)
    }
}
