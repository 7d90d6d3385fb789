#if Serve
    import EdgeFormat
    import EdgeHost
    import EdgeVision

    /// A session of a model with all that a request needs, made beforehand. One worker at a time has it.
    final class ModelInstance: @unchecked Sendable {
        let session: HostSession
        /// What errors call the model.
        let name: String
        /// Of a picture that a request brings: more are refused before memory is taken.
        let maximumPixels: Int
        /// nil where the model has no task of pictures; `noTask` tells why.
        var task: VisionTask? { recognizer?.task }
        let noTask: ServeError?
        let inputs: [TensorSpec]
        let outputs: [TensorSpec]
        private let defaults: RecognizerOptions
        private var recognizer: Recognizer?
        /// What `recognizer` was made with.
        private var query = RecognitionQuery()
        private var pictures: PictureInput?
        /// Pixels of the input's own size.
        private var pixels: Preprocessor?

        /// - Throws: `HostError` where there is not enough memory, or the processor lacks what `EDGE_ISA` names.
        init(
            _ loaded: LoadedModel, name: String, threads: Int, maximumPixels: Int, defaults: RecognizerOptions
        ) throws(HostError) {
            self.name = name
            self.maximumPixels = maximumPixels
            self.defaults = defaults
            inputs = TensorSpec.inputs(of: loaded)
            outputs = TensorSpec.outputs(of: loaded)
            session = try HostSession(loaded, threads: threads)
            do throws(VisionError) {
                recognizer = try Recognizer(session, model: "model \(name)", options: defaults)
                noTask = nil
            } catch {
                noTask = ServeError(error, status: .conflict)
            }
            pictures = try? PictureInput(session, model: "model \(name)")
            pixels = Self.makePixels(session)
        }

        // MARK: Pictures

        /// Runs the model on a picture as its task asks; `result` and `appendResult` tell what it saw.
        ///
        /// - Throws: `ServeError` where the model has no such task or the query names classes that it lacks.
        func recognize(
            _ picture: PixelView, _ query: RecognitionQuery
        ) throws(ServeError) -> StageTimes {
            try prepareRecognizer(query)
            guard let times = recognizer?.recognize(picture) else { throw noTask ?? .noTask(name) }
            return times
        }

        /// The same for a frame that a `PictureInput` of this model has made ready.
        func recognize(
            tensor: UnsafeBufferPointer<Int8>, geometry: ResizeGeometry
        ) throws(ServeError) -> StageTimes {
            try prepareRecognizer(RecognitionQuery())
            guard let times = recognizer?.recognize(tensor: tensor, geometry: geometry) else {
                throw noTask ?? .noTask(name)
            }
            return times
        }

        /// Gives the boxes of the last result their identities.
        func track(_ tracker: inout Tracker, frame: UInt64) {
            guard recognizer != nil else { return }
            tracker.update(&recognizer!.result.detections, frame: frame)
        }

        /// Of the last picture. Let go of it before the next one: a copy that is kept costs an allocation.
        var result: RecognitionResult? { recognizer?.result }

        /// Appends the fields of the last result to a JSON object, and, of a segmentation, its runs.
        func appendResult(to text: inout [UInt8], runs: Bool) {
            guard let recognizer else { return }
            recognizer.result.appendJSON(to: &text)
            if runs, recognizer.task == .segment {
                text.append(text: ", \"rle\": ")
                recognizer.result.segmentation.appendRuns(to: &text)
            }
        }

        /// Makes another recognizer where the query differs from the last one's.
        private func prepareRecognizer(_ wanted: RecognitionQuery) throws(ServeError) {
            guard recognizer != nil else { throw noTask ?? .noTask(name) }
            guard wanted != query else {
                recognizer?.limitScores()
                return
            }
            do throws(VisionError) {
                recognizer = try Recognizer(
                    session, model: "model \(name)", options: wanted.options(over: defaults))
                query = wanted
            } catch {
                recognizer?.limitScores()
                throw ServeError(error)
            }
        }

        // MARK: Tensors

        /// Puts a picture into the input, as the model's preprocessing says.
        func load(_ picture: PixelView) throws(ServeError) {
            guard pictures != nil else { throw noPictures }
            pictures?.load(picture, into: session)
        }

        /// Normalises and quantizes pixels of the input's own height, width and channels into it, without resizing.
        func loadPixels(_ bytes: UnsafeRawBufferPointer, _ spec: TensorSpec) throws(ServeError) {
            guard pixels != nil else { throw noPictures }
            let view = session.input(0)
            let picture = PixelView(
                format: spec.shape[3] == 3 ? .rgb24 : .gray8, width: spec.shape[2], height: spec.shape[1],
                frame: bytes)
            guard view.isContiguous else { return try load(picture) }
            pixels?.quantize(
                picture,
                into: UnsafeMutableBufferPointer(
                    start: view.base.assumingMemoryBound(to: Int8.self), count: spec.count))
        }

        /// The same preprocessing where every picture has the size of the input.
        private static func makePixels(_ session: HostSession) -> Preprocessor? {
            guard var record = session.loaded.preprocessing() else { return nil }
            let input = session.input(0)
            guard session.loaded.inputNames.count == 1, input.rank == 4, input.elementType == .int8,
                input.channels == (record.channels == .gray ? 1 : 3)
            else { return nil }
            record.resize = .stretch
            return try? Preprocessor(
                record: record, width: Int(input.dimensions[2]), height: Int(input.dimensions[1]),
                scale: input.scale, zeroPoint: input.zeroPoint, isa: session.isa)
        }

        /// Decodes a JPEG, PNG, BMP or PPM file from a request.
        func decode(picture bytes: UnsafeRawBufferPointer) throws(ServeError) -> Image {
            var options = DecodeOptions()
            options.maximumPixels = maximumPixels
            do throws(VisionError) {
                return try decodeImage(
                    Span(_unsafeElements: bytes.assumingMemoryBound(to: UInt8.self)), name: "picture",
                    options: options)
            } catch {
                throw ServeError(error)
            }
        }

        private var noPictures: ServeError {
            .bad(
                "takes no pictures", at: "model \(name)",
                mend: "send FP32 or INT8 elements, or convert the model with --mean and --std")
        }

        /// Nanoseconds of each op in one run on whatever is in the inputs.
        func measureOps() -> [UInt64] {
            recognizer?.limitScores()
            var times = [UInt64](repeating: 0, count: session.opCount)
            session.runProfiled(&times)
            return times
        }

        /// Runs the model on what is in its inputs, with every box that its file asks for.
        func run() {
            session.setMinScore(0)
            session.run()
        }
    }

    extension ServeError {
        static func noTask(_ name: String) -> ServeError {
            ServeError(
                .conflict, what: "has no task of pictures", place: "model \(name)",
                mend: "use /v2/models/\(name)/infer, or convert it with --task")
        }
    }
#endif
