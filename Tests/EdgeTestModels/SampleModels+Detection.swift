import EdgeFormat

// Detection heads: each form of scores, and boxes of several forms.
extension SampleModels {
    private static let single = WindowParameters(kernelHeight: 1, kernelWidth: 1)

    /// Two levels of distributions in float32 and int8 logits of five classes, then suppression.
    public static func detection() throws(ModelBuilderError) -> SampleModel {
        var net = NetworkBuilder(seed: 26)
        let x = net.activation([1, 8, 8, 8])
        let small = net.activation([1, 4, 4, 8])
        net.pool(
            .maxPool2D, x, small,
            window: WindowParameters(kernelHeight: 2, kernelWidth: 2, strideHeight: 2, strideWidth: 2))
        var maps: [UInt32] = []
        for (features, size) in [(x, Int32(8)), (small, 4)] {
            let boxes = net.activation([1, size, size, 16], type: .float32)
            let scores = net.activation([1, size, size, 5], scale: 0.04, zeroPoint: 60)
            net.conv(features, boxes, window: single)
            net.conv(features, scores, window: single)
            maps += [boxes, scores]
        }
        let y = net.activation([1, 20, 6], type: .float32)
        var p = DetectParameters(
            boxForm: .distributions, classes: 5, levels: 2, maxDetections: 20, candidates: 64, minScore: 0.3,
            iouThreshold: 0.5)
        p.bins = 4
        net.detect(maps, y, p)
        return SampleModel(name: "detection", bytes: try net.build(inputs: [x], outputs: [y]))
    }

    /// Boxes, scores and objectness of three anchors as channels of one convolution's output.
    public static func anchorDetection() throws(ModelBuilderError) -> SampleModel {
        var net = NetworkBuilder(seed: 27)
        let x = net.activation([1, 6, 5, 8])
        let joined = net.activation([1, 6, 5, 24], scale: 0.03)
        let y = net.activation([1, 10, 6], type: .float32)
        net.conv(x, joined, window: single)
        var p = DetectParameters(
            boxForm: .anchors, classes: 3, levels: 1, maxDetections: 10, candidates: 30, minScore: 0.2,
            iouThreshold: 0.45)
        p.anchors = 3
        p.hasObjectness = true
        p.bestClassOnly = true
        let maps = [(12, 0), (9, 12), (3, 21)].map { channels, first in
            net.view(of: joined, [1, 6, 5, Int32(channels)], offset: UInt32(first))
        }
        net.detect(maps, y, p)
        return SampleModel(name: "anchor detection", bytes: try net.build(inputs: [x], outputs: [y]))
    }

    /// A list of priors with a background class, all of it float32.
    public static func priorDetection() throws(ModelBuilderError) -> SampleModel {
        var net = NetworkBuilder(seed: 28)
        let boxes = net.activation([1, 1, 40, 4], type: .float32)
        let scores = net.activation([1, 1, 40, 4], type: .float32)
        let y = net.activation([1, 12, 6], type: .float32)
        var p = DetectParameters(
            boxForm: .priors, scoreForm: .softmax, classes: 4, levels: 1, maxDetections: 12, candidates: 50,
            minScore: 0.25, iouThreshold: 0.4)
        p.centerVariance = 0.1
        p.sizeVariance = 0.2
        net.detect([boxes, scores], y, p)
        return SampleModel(
            name: "prior detection", bytes: try net.build(inputs: [boxes, scores], outputs: [y]))
    }
}
