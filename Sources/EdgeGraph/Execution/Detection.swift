import EdgeKernels

/// A detection head, by the kernel that boards run.
struct DetectKernel: Kernel {
    let attributes: DetectAttributes
    var name: String { "Detect" }

    func outputs(_ inputs: Operands) throws(ExecutionError) -> [TensorSpec] {
        let a = attributes
        try inputs.checkCount(a.levels.count * a.mapsPerLevel...a.levels.count * a.mapsPerLevel)
        guard (1...8).contains(a.levels.count), a.classes >= 1, (1...1024).contains(a.maxDetections),
            (a.maxDetections...4096).contains(a.candidates), a.minScore > 0, a.minScore < 1,
            a.scoreForm != .softmax || (a.classes >= 2 && !a.hasObjectness)
        else { throw .invalid("attributes out of their limits") }
        if case .distributions(let bins) = a.boxForm, !(2...64).contains(bins) {
            throw .invalid("\(bins) bins")
        }
        var anchors = 0
        for (l, level) in a.levels.enumerated() {
            guard level.anchors >= 1, level.stride > 0, level.stride.isFinite, level.centerOffset.isFinite,
                level.anchorSizes.isEmpty || level.anchorSizes.count == 2 * level.anchors
            else { throw .invalid("level \(l)") }
            let first = l * a.mapsPerLevel
            let channels = [a.boxChannels, a.classes, 1]
            let plane = try inputs.required(first, .float).shape.suffix(2)
            for m in 0..<a.mapsPerLevel {
                let shape = try inputs.required(first + m, .float).shape
                guard shape == [1, level.anchors * channels[m]] + plane else {
                    throw .invalid(
                        "input \(first + m) is \(shape), of \(level.anchors * channels[m]) channels")
                }
            }
            anchors += plane.reduce(level.anchors, *)
        }
        if case .priors(let boxes, _, _) = a.boxForm, boxes.count != 4 * anchors {
            throw .invalid("\(boxes.count / 4) priors for \(anchors) anchors")
        }
        return [TensorSpec([1, a.maxDetections, 6], .float)]
    }

    func run(
        _ inputs: [TensorView?], _ outputs: [TensorView], _ threads: Threads
    ) throws(ExecutionError) {
        let a = attributes
        var lasting: [UnsafeMutablePointer<Float>] = []
        defer { for memory in lasting { memory.deallocate() } }
        func copy(_ values: [Float]) -> UnsafePointer<Float> {
            let memory = UnsafeMutablePointer<Float>.allocate(capacity: max(values.count, 1))
            memory.initialize(from: values, count: values.count)
            lasting.append(memory)
            return UnsafePointer(memory)
        }
        var levels: [DetectLevel] = []
        for (l, level) in a.levels.enumerated() {
            let maps = (0..<a.mapsPerLevel).map { m in
                let view = inputs[l * a.mapsPerLevel + m]!
                let perPixel = view.shape[1]
                return DetectMap(
                    .float32(copy(channelsLast(view))),
                    pixelStride: a.isFlattened ? perPixel / level.anchors : perPixel)
            }
            let plane = Array(inputs[l * a.mapsPerLevel]!.shape.suffix(2))
            levels.append(
                DetectLevel(
                    height: a.isFlattened ? 1 : plane[0],
                    width: a.isFlattened ? plane[0] * plane[1] * level.anchors : plane[1],
                    boxes: maps[0], scores: maps[1], objects: a.hasObjectness ? maps[2] : nil))
        }
        let boxForm: DetectArguments.BoxForm =
            switch a.boxForm {
            case .distances: .distances
            case .distributions(let bins): .distributions(bins: bins)
            case .centers: .centers
            case .anchors: .anchors
            case .exponentialAnchors: .exponentialAnchors
            case .offsets: .offsets
            case .priors(let boxes, let center, let size):
                .priors(copy(boxes), centerVariance: center, sizeVariance: size)
            }
        let scoreForm: DetectArguments.ScoreForm =
            switch a.scoreForm {
            case .sigmoid: .sigmoid
            case .identity: .identity
            case .softmax: .softmax
            }
        levels.withUnsafeBufferPointer { levels in
            let arguments = DetectArguments(
                levels: levels.baseAddress!, levelCount: levels.count, geometry: copy(a.geometry),
                boxForm: boxForm, scoreForm: scoreForm, classes: a.classes,
                anchors: a.isFlattened ? 1 : a.levels[0].anchors, bestClassOnly: a.bestClassOnly,
                candidates: a.candidates, minScore: a.minScore, iouThreshold: a.iouThreshold,
                output: outputs[0].floats, outputStride: 6, maxDetections: a.maxDetections)
            let kernels = KernelSet(isa: .portable)
            let scratch = allocate(bytes: kernels.scratchBytes(for: arguments))
            defer { scratch.deallocate() }
            kernels.detect(arguments, scratch: scratch)
        }
    }

    /// `[1, C, H, W]` as `[H, W, C]`.
    private func channelsLast(_ view: TensorView) -> [Float] {
        let channels = view.shape[1]
        let plane = view.shape[2] * view.shape[3]
        return [Float](unsafeUninitializedCapacity: view.count) { buffer, count in
            for c in 0..<channels {
                for p in 0..<plane { buffer[p * channels + c] = view.floats[c * plane + p] }
            }
            count = view.count
        }
    }
}

extension DetectAttributes {
    /// For each level: stride, offset of the centre, width and height of each anchor (of one anchor where levels
    /// are taken as rows), zero where there is none.
    public var geometry: [Float] {
        levels.flatMap { level in
            let anchors = isFlattened ? 1 : level.anchors
            let sizes = level.anchorSizes.prefix(2 * anchors)
            return [level.stride, level.centerOffset] + sizes
                + Array(repeating: 0, count: 2 * anchors - sizes.count)
        }
    }
}
