import EdgeRuntime

extension OutputDecoder {
    typealias Made = (OutputDecoder, RecognitionResult)

    /// Scores below these are not shown unless asked for.
    private static let boxScore: Float = 0.25
    private static let matchScore: Float = 0.5

    static func makeClassification(_ setup: Setup) throws(VisionError) -> Made {
        let view = setup.output.view
        guard view.pixels == 1, setup.output.isReal else {
            throw setup.output.refuse(.classify, "one score a class")
        }
        let names = try setup.names(count: view.channels)
        var decoder = ClassificationDecoder(
            labels: (0..<view.channels).map { names[$0] }, top: setup.options.top,
            outputsAreProbabilities: setup.output.isSoftmax || setup.output.isSigmoid)
        decoder.minScore = Double(setup.options.minScore ?? 0)
        decoder.wanted = try setup.wanted(names)
        var result = RecognitionResult(task: .classify, names: names)
        result.classes.reserveCapacity(min(setup.options.top, view.channels) + 1)
        return (.classify(decoder), result)
    }

    static func makeDetection(_ setup: Setup) throws(VisionError) -> Made {
        let sizes = setup.output.dimensions
        guard setup.output.isFloat, sizes.count == 2, sizes[1] == DetectionDecoder.boxLength else {
            throw setup.output.refuse(.detect, "float32 [1, D, 6]: corners, score and class")
        }
        let (decoder, result) = try makeRows(.detect, setup)
        return (.detect(decoder), result)
    }

    private static func makeRows(
        _ task: VisionTask, _ setup: Setup
    ) throws(VisionError) -> (DetectionDecoder, RecognitionResult) {
        let sizes = setup.output.dimensions
        var classes: Int?
        if case .detect(let count) = setup.output.source { classes = count }
        let names = try setup.names(count: classes)
        let decoder = DetectionDecoder(
            minScore: setup.options.minScore ?? boxScore, wanted: try setup.wanted(names),
            rowLength: sizes[1])
        var result = RecognitionResult(task: task, names: names)
        result.detections.reserveCapacity(sizes[0])
        result.keypoints.reserveCapacity(sizes[0] * (sizes[1] - DetectionDecoder.boxLength) / 3)
        return (decoder, result)
    }

    static func makeSegmentation(_ setup: Setup) throws(VisionError) -> Made {
        let sizes = setup.output.dimensions
        guard setup.output.isReal, sizes.count == 2 || sizes.count == 3 else {
            throw setup.output.refuse(.segment, "[1, H, W, C] or [1, H, W]")
        }
        let channels = sizes.count == 3 ? sizes[2] : 1
        guard channels < Int(Segmentation.unseen) else {
            throw setup.output.refuse(.segment, "at most 254 classes")
        }
        let decoder = SegmentationDecoder(
            form: segmentForm(setup.output, channels: channels), width: sizes[1], height: sizes[0],
            channels: channels)
        var result = RecognitionResult(
            task: .segment, names: try setup.names(count: max(channels, 2)))
        result.segmentation.coarse = [UInt8](repeating: 0, count: sizes[0] * sizes[1])
        return (.segment(decoder), result)
    }

    /// One channel is a probability, or else a logit: above one half, or above 0.
    private static func segmentForm(_ output: TaskOutput, channels: Int) -> SegmentationDecoder.Form {
        guard channels == 1 else { return .largest }
        let view = output.view
        if output.isTopK { return .index }
        if output.isFloat { return .above(output.isSigmoid ? 0.5 : 0) }
        let low = view.scale * Float(-128 - view.zeroPoint)
        let high = view.scale * Float(127 - view.zeroPoint)
        let isProbability = low >= -0.01 && high <= 1.01
        return .above((isProbability ? 0.5 : 0) / view.scale + Float(view.zeroPoint))
    }

    static func makeEmbedding(_ setup: Setup) throws(VisionError) -> Made {
        let view = setup.output.view
        guard setup.output.isReal, view.pixels == 1 else { throw setup.output.refuse(.embed, "[1, N]") }
        if let gallery = setup.options.gallery {
            let name = setup.loaded.metadata("name") ?? ""
            guard gallery.dimension == view.channels, gallery.model == name else {
                throw VisionError(
                    what: "is '\(name)' with \(view.channels) numbers a picture, the gallery's is "
                        + "'\(gallery.model)' with \(gallery.dimension): they cannot be compared",
                    place: setup.output.model, mend: "use the model that the gallery was made with")
            }
        }
        var result = RecognitionResult(task: .embed, names: ClassNames())
        result.embedding.reserveCapacity(view.channels)
        result.matches.reserveCapacity(setup.options.top + 1)
        result.matchThreshold = setup.options.minScore ?? matchScore
        return (.embed(EmbeddingDecoder(gallery: setup.options.gallery, top: setup.options.top)), result)
    }

    static func makePicture(_ setup: Setup) throws(VisionError) -> Made {
        let view = setup.output.view
        guard setup.output.isReal, view.rank == 4, view.dimensions[0] == 1,
            view.channels == 1 || view.channels == 3, let record = setup.loaded.preprocessing()
        else {
            throw setup.output.refuse(.image, "[1, H, W, C] of 1 or 3 channels")
        }
        return (
            .image(PictureDecoder(record: record)), RecognitionResult(task: .image, names: ClassNames())
        )
    }

    static func makePose(_ setup: Setup) throws(VisionError) -> Made {
        let output = setup.output
        let text = setup.loaded.metadata(KeypointLayout.metadataKey)
        var sizes = output.dimensions
        if text == nil, output.isFloat, sizes.count == 2, sizes[1] > DetectionDecoder.boxLength,
            (sizes[1] - DetectionDecoder.boxLength) % 3 == 0
        {
            let (decoder, result) = try makeRows(.pose, setup)
            return (.pose(.rows(decoder)), result)
        }
        while sizes.count > 1, sizes[0] == 1 { sizes.removeFirst() }
        let layout = text.map { KeypointLayout($0) } ?? KeypointLayout(sizes.last == 2 ? "x,y" : "x,y,score")
        guard output.isReal, let layout, output.view.count % layout.columns == 0,
            text != nil || (sizes.count == 2 && sizes[1] == layout.columns)
        else {
            throw output.refuse(
                .pose, "[1, K, 2], [1, K, 3] or float32 [1, D, 6 + 3 K], or what its metadata say")
        }
        var result = RecognitionResult(task: .pose, names: try setup.names(count: nil))
        result.keypoints.reserveCapacity(output.view.count / layout.columns)
        return (.pose(.single(layout, count: output.view.count / layout.columns)), result)
    }
}
