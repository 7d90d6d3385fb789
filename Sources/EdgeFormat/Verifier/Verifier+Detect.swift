extension Verifier {
    mutating func verifyDetect(_ i: Int, _ op: OpRecord) throws(FormatError) {
        try verifyDetectForms(i, op.parameters)
        let parameters = DetectParameters(op.parameters)
        try verifyDetectSizes(i, parameters)
        try verifyDetectThresholds(i, parameters)
        let anchors = try verifyLevels(i, op, parameters)
        let maps = Int(parameters.levels) * parameters.mapsPerLevel
        let geometry = inputTensor(maps, op)
        try verifyFloatConstant(i, geometry)
        guard geometry.rank == 2, geometry.dimensions[0] == parameters.levels,
            geometry.dimensions[1] == 2 + 2 * parameters.anchors
        else { throw opFault(i, .badShape, "geometry", "is not [levels, 2 + 2 * anchors]") }
        if parameters.boxForm == .priors {
            let priors = inputTensor(maps + 1, op)
            try verifyFloatConstant(i, priors)
            guard priors.rank == 2, Int(priors.dimensions[0]) == anchors, priors.dimensions[1] == 4 else {
                throw opFault(i, .badShape, "priors", "are not four numbers for each anchor")
            }
        }
        let y = outputTensor(op)
        try requireFloat(i, y, "output")
        guard y.rank == 3, y.dimensions[0] == 1, y.dimensions[1] == parameters.maxDetections,
            y.dimensions[2] == 6
        else { throw opFault(i, .badShape, "output", "is not [1, maxDetections, 6]") }
    }

    private func verifyDetectForms(_ i: Int, _ p: OpParameters) throws(FormatError) {
        guard DetectParameters.BoxForm(rawValue: p[0]) != nil else {
            throw opFault(i, .badEnumeration, "box form", "is unknown")
        }
        guard let scores = DetectParameters.ScoreForm(rawValue: p[1]) else {
            throw opFault(i, .badEnumeration, "score form", "is unknown")
        }
        guard p[5] & ~3 == 0 else { throw opFault(i, .badEnumeration, "flags", "are unknown") }
        guard scores != .softmax || p[5] & 1 == 0 else {
            throw opFault(i, .unsupportedFeature, "objectness", "beside a softmax")
        }
        for word in 11...13 where p[word] != 0 {
            throw opFault(i, .outOfRange, "parameters", "that a detection does not have are not zero")
        }
    }

    private func verifyDetectSizes(_ i: Int, _ p: DetectParameters) throws(FormatError) {
        func require(
            _ value: Int32, _ range: ClosedRange<Int32>, _ field: StaticString
        ) throws(FormatError) {
            guard range.contains(value) else { throw opFault(i, .outOfRange, field, "are out of range") }
        }
        try require(p.levels, 1...VerifierLimits.levels, "levels")
        try require(p.anchors, 1...VerifierLimits.pixelAnchors, "anchors")
        try require(p.classes, (p.scoreForm == .softmax ? 2 : 1)...VerifierLimits.classes, "classes")
        try require(p.bins, p.boxForm == .distributions ? 2...VerifierLimits.bins : 0...0, "bins")
        try require(p.candidates, 1...VerifierLimits.candidates, "candidates")
        try require(p.maxDetections, 1...min(p.candidates, VerifierLimits.detections), "detections")
    }

    private func verifyDetectThresholds(_ i: Int, _ p: DetectParameters) throws(FormatError) {
        guard isScale(p.minScore), p.minScore < 1 else {
            throw opFault(i, .outOfRange, "least score", "is not normal, positive and below 1")
        }
        guard p.iouThreshold >= 0, p.iouThreshold.isFinite else {
            throw opFault(i, .outOfRange, "overlap", "is negative or not finite")
        }
        let areFactors =
            isScale(p.centerVariance) && isScale(p.sizeVariance)
            && max(p.centerVariance, p.sizeVariance) <= VerifierLimits.scaleFactor
        let areZero = p.centerVariance.bitPattern == 0 && p.sizeVariance.bitPattern == 0
        guard p.boxForm == .priors ? areFactors : areZero else {
            throw opFault(i, .outOfRange, "variances", "are not normal and positive, or not 0 though unused")
        }
    }

    /// The maps of each level against each other. Returns the number of anchors.
    private func verifyLevels(_ i: Int, _ op: OpRecord, _ p: DetectParameters) throws(FormatError) -> Int {
        var total = 0
        for level in 0..<Int(p.levels) {
            let first = level * p.mapsPerLevel
            let boxes = inputTensor(first, op)
            for map in 0..<p.mapsPerLevel {
                let tensor = inputTensor(first + map, op)
                try requireImageShape(i, tensor, "map")
                guard tensor.dimensions[1] == boxes.dimensions[1], tensor.dimensions[2] == boxes.dimensions[2]
                else { throw opFault(i, .badShape, "maps", "of a level differ in height or width") }
                let perAnchor = map == 0 ? p.boxChannels : map == 1 ? p.classes : 1
                guard tensor.dimensions[3] == p.anchors * perAnchor else {
                    throw opFault(i, .badShape, "map", "does not have the channels of its anchors")
                }
            }
            // At most 2^30 pixels, so that nothing leaves 64 bits, nor 32 after the first guard.
            let pixels = Int(boxes.dimensions[1]).multipliedReportingOverflow(by: Int(boxes.dimensions[2]))
            guard !pixels.overflow, pixels.partialValue <= VerifierLimits.anchors / Int(p.anchors) else {
                throw opFault(i, .tooMany, "anchors", "are more than 2^24")
            }
            total += pixels.partialValue * Int(p.anchors)
        }
        guard total <= VerifierLimits.anchors else {
            throw opFault(i, .tooMany, "anchors", "are more than 2^24")
        }
        return total
    }
}
