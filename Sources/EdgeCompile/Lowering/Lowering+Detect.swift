import EdgeFormat
import EdgeGraph

extension Lowering {
    mutating func lowerDetect(_ operation: FusedOperation, _ attributes: DetectAttributes) {
        var inputs: [Int] = []
        for (position, value) in operation.inputs.enumerated() {
            let isFloat = plan.floatValues.contains(value)
            let map =
                isFloat ? form(value, .float32, naturalOrder(shape(value))).tensor : activation(value)
            inputs.append(
                attributes.isFlattened
                    ? row(of: map, anchors: attributes.levels[position / attributes.mapsPerLevel].anchors)
                    : map)
        }
        let geometry = attributes.geometry
        let rows = attributes.levels.count
        inputs.append(
            constant(
                .float32(geometry, .plain), .float32, [rows, geometry.count / rows],
                operation.name + "/geometry"))
        var parameters = DetectParameters(
            boxForm: .distances, classes: Int32(attributes.classes), levels: Int32(rows),
            maxDetections: Int32(attributes.maxDetections), candidates: Int32(attributes.candidates),
            minScore: attributes.minScore, iouThreshold: attributes.iouThreshold)
        switch attributes.boxForm {
        case .distances: parameters.boxForm = .distances
        case .distributions(let bins):
            parameters.boxForm = .distributions
            parameters.bins = Int32(bins)
        case .centers: parameters.boxForm = .centers
        case .anchors: parameters.boxForm = .anchors
        case .exponentialAnchors: parameters.boxForm = .exponentialAnchors
        case .offsets: parameters.boxForm = .offsets
        case .priors(let boxes, let center, let size):
            parameters.boxForm = .priors
            parameters.centerVariance = center
            parameters.sizeVariance = size
            inputs.append(
                constant(
                    .float32(boxes, .plain), .float32, [boxes.count / 4, 4], operation.name + "/priors"))
        }
        switch attributes.scoreForm {
        case .sigmoid: parameters.scoreForm = .sigmoid
        case .identity: parameters.scoreForm = .identity
        case .softmax: parameters.scoreForm = .softmax
        }
        parameters.anchors = Int32(attributes.isFlattened ? 1 : attributes.levels[0].anchors)
        parameters.hasObjectness = attributes.hasObjectness
        parameters.bestClassOnly = attributes.bestClassOnly
        let output = newForm(operation.outputs[0], .float32, [0, 1, 2]).tensor
        result.ops.append(
            IntegerOp(
                kind: .detect, name: operation.name, inputs: inputs, outputs: [output],
                parameters: parameters.words))
    }

    /// `[1, H, W, anchors * n]` as `[1, 1, H * W * anchors, n]`: the same elements.
    private mutating func row(of tensor: Int, anchors: Int) -> Int {
        let d = result.tensors[tensor].dimensions
        return view(dense(tensor), [1, 1, d[1] * d[2] * anchors, d[3] / anchors])
    }
}
