import EdgeFormat
import EdgeKernels

extension TensorMemory {
    /// - Parameter levels: where `writeLevels` writes, or wrote, this op's.
    func detect(_ op: OpRecord, levels: UnsafePointer<DetectLevel>) -> DetectArguments {
        let p = DetectParameters(op.parameters)
        let y = view(model.view.output(0, of: op))
        let maps = Int(p.levels) * p.mapsPerLevel
        return DetectArguments(
            levels: levels, levelCount: Int(p.levels), geometry: parameter(maps, op),
            boxForm: boxForm(p, op, priors: maps + 1),
            scoreForm: DetectArguments.ScoreForm(rawValue: UInt8(p.scoreForm.rawValue)) ?? .sigmoid,
            classes: Int(p.classes), anchors: Int(p.anchors), bestClassOnly: p.bestClassOnly,
            candidates: Int(p.candidates), minScore: p.minScore, iouThreshold: p.iouThreshold,
            output: y.elements(Float.self), outputStride: y.elementStride,
            maxDetections: Int(p.maxDetections))
    }

    /// Writes the levels of detect op `index`; returns how many.
    func writeLevels(_ index: Int, to levels: UnsafeMutablePointer<DetectLevel>) -> Int {
        let op = model.view.op(index)
        let p = DetectParameters(op.parameters)
        for level in 0..<Int(p.levels) {
            let first = level * p.mapsPerLevel
            let boxes = input(first, op)
            (levels + level).initialize(
                to: DetectLevel(
                    height: Int(boxes.dimensions[1]), width: Int(boxes.dimensions[2]), boxes: boxes.map,
                    scores: input(first + 1, op).map,
                    objects: p.hasObjectness ? input(first + 2, op).map : nil))
        }
        return Int(p.levels)
    }

    private func boxForm(
        _ p: DetectParameters, _ op: OpRecord, priors: Int
    ) -> DetectArguments.BoxForm {
        switch p.boxForm {
        case .distances: .distances
        case .distributions: .distributions(bins: Int(p.bins))
        case .centers: .centers
        case .anchors: .anchors
        case .exponentialAnchors: .exponentialAnchors
        case .offsets: .offsets
        case .priors:
            .priors(
                parameter(priors, op), centerVariance: p.centerVariance, sizeVariance: p.sizeVariance)
        }
    }
}

extension TensorView {
    fileprivate var map: DetectMap {
        let elements: DetectMap.Elements =
            elementType == .int8
            ? .int8(self.elements(Int8.self), scale: scale, zeroPoint: zeroPoint)
            : .float32(self.elements(Float.self))
        return DetectMap(elements, pixelStride: elementStride)
    }
}
