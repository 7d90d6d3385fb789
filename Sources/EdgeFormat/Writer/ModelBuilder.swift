#if !hasFeature(Embedded)
    /// Collects the records of a model and writes the flat file.
    ///
    /// Tensors and ops are numbered in the order they are added; ops run in that order. Constants lie in the
    /// weights section in the order they are added, each at a multiple of 64 bytes.
    ///
    /// ```swift
    /// var builder = ModelBuilder()
    /// let x = builder.addTensor(record, name: "input")
    /// let w = builder.addConstant(packed, layout: .blocked16x4, dimensions: [64, 1, 1, 32], name: "conv/w")
    /// builder.addOp(.conv2D, inputs: [x, w, b, s, sums], outputs: [y], parameters: p.words, name: "conv")
    /// builder.setModel(inputs: [x], outputs: [y])
    /// builder.plan([.init(tensor: x, offset: 0, bytes: 4096), …], arenaBytes: 8192, scratchBytes: 0)
    /// let bytes = try builder.build()
    /// ```
    public struct ModelBuilder {
        /// Feature bits that a reader must know; version 0 defines none.
        public var requiredFeatures: UInt64 = 0
        /// Feature bits that a reader may ignore; version 0 defines none.
        public var optionalFeatures: UInt64 = 0
        /// How each input is made from a picture; at most one per input.
        public var preprocessing: [PreprocessingRecord] = []
        /// Class names by class index.
        public var labels: [String] = []

        public private(set) var tensors: [TensorRecord] = []
        public private(set) var ops: [OpRecord] = []
        private var operands: [UInt32] = []
        private var subgraphs: [SubgraphRecord] = []
        private var plans: [PlanRecord] = []
        private var placements: [PlacementRecord] = []
        private var metadata: [MetadataRecord] = []
        private var strings = StringTable()
        /// Constants' `dataOffset` counts from the start of this until `build` moves it.
        private var weights = ByteWriter()

        public init() {}

        // MARK: Tensors

        /// Adds an activation (its `dataOffset` and name are filled in here). Returns its index.
        @discardableResult
        public mutating func addTensor(_ record: TensorRecord, name: String) -> UInt32 {
            var record = record
            let range = strings.add(name)
            record.nameOffset = range.offset
            record.nameBytes = range.bytes
            tensors.append(record)
            return UInt32(tensors.count - 1)
        }

        /// Adds a constant whose bytes are already in `layout`; `dimensions` are the logical ones.
        /// `scale` and `zeroPoint` describe its quantization where an operator asks for it.
        @discardableResult
        public mutating func addConstant(
            _ bytes: [UInt8], type: ElementType, layout: WeightLayout = .plain, dimensions: [Int],
            scale: Float = 0, zeroPoint: Int32 = 0, name: String
        ) -> UInt32 {
            precondition(dimensions.count <= 6, "rank above 6")
            weights.align(to: FileLayout.dataAlignment)
            var record = TensorRecord(kind: .constant, elementType: type)
            record.layout = layout
            record.rank = UInt8(dimensions.count)
            for (axis, size) in dimensions.enumerated() { record.dimensions[axis] = Int32(size) }
            record.scale = scale
            record.zeroPoint = zeroPoint
            record.dataOffset = UInt64(weights.count)
            record.dataBytes = UInt64(bytes.count)
            weights.append(bytes)
            return addTensor(record, name: name)
        }

        @discardableResult
        public mutating func addConstant(
            _ values: [Int8], layout: WeightLayout = .plain, dimensions: [Int], scale: Float = 0,
            zeroPoint: Int32 = 0, name: String
        ) -> UInt32 {
            addConstant(
                values.map { UInt8(bitPattern: $0) }, type: .int8, layout: layout, dimensions: dimensions,
                scale: scale, zeroPoint: zeroPoint, name: name)
        }

        @discardableResult
        public mutating func addConstant(
            _ values: [Int16], layout: WeightLayout = .plain, dimensions: [Int], name: String
        ) -> UInt32 {
            addConstant(
                values.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] },
                type: .int16, layout: layout, dimensions: dimensions, name: name)
        }

        @discardableResult
        public mutating func addConstant(
            _ values: [Int32], layout: WeightLayout = .plain, dimensions: [Int], name: String
        ) -> UInt32 {
            addConstant(
                littleEndian(values.map { UInt32(bitPattern: $0) }), type: .int32, layout: layout,
                dimensions: dimensions, name: name)
        }

        @discardableResult
        public mutating func addConstant(
            _ values: [Float], layout: WeightLayout = .plain, dimensions: [Int], name: String
        ) -> UInt32 {
            addConstant(
                littleEndian(values.map(\.bitPattern)), type: .float32, layout: layout,
                dimensions: dimensions, name: name)
        }

        // MARK: Ops

        /// Adds an op after all earlier ones. Returns its index.
        @discardableResult
        public mutating func addOp(
            _ kind: OpKind, inputs: [UInt32], outputs: [UInt32], parameters: OpParameters = OpParameters(),
            name: String
        ) -> UInt32 {
            var op = OpRecord(kind: kind)
            (op.firstInput, _) = addOperands(inputs)
            op.inputCount = UInt16(inputs.count)
            (op.firstOutput, _) = addOperands(outputs)
            op.outputCount = UInt16(outputs.count)
            op.parameters = parameters
            let range = strings.add(name)
            op.nameOffset = range.offset
            op.nameBytes = range.bytes
            ops.append(op)
            return UInt32(ops.count - 1)
        }

        /// Makes subgraph 0, the model: all ops added before and after this call, with these inputs and
        /// outputs.
        public mutating func setModel(inputs: [UInt32], outputs: [UInt32]) {
            var graph = SubgraphRecord()
            (graph.firstInput, graph.inputCount) = addOperands(inputs)
            (graph.firstOutput, graph.outputCount) = addOperands(outputs)
            if subgraphs.isEmpty { subgraphs.append(graph) } else { subgraphs[0] = graph }
        }

        // MARK: Memory

        /// Scratch of one thread that the ops added so far need at least.
        public var requiredScratchBytes: UInt64 {
            var bytes = 0
            for op in ops where op.inputCount >= 2 {
                let weights = tensors[Int(operands[Int(op.firstInput) + 1])]
                let output = tensors[Int(operands[Int(op.firstOutput)])]
                bytes = max(
                    bytes,
                    ScratchFormula.bytes(for: op, weights: weights, output: output))
            }
            return UInt64(bytes)
        }

        /// The memory plan of the model: one placement for each root activation (their order is free).
        ///
        /// - Parameter scratchBytes: of one thread; `requiredScratchBytes` after all ops are added is right.
        public mutating func plan(_ placements: [PlacementRecord], arenaBytes: UInt64, scratchBytes: UInt64) {
            var plan = PlanRecord()
            plan.firstPlacement = UInt32(self.placements.count)
            plan.placementCount = UInt32(placements.count)
            plan.arenaBytes = arenaBytes
            plan.scratchBytes = scratchBytes
            self.placements += placements
            plans.append(plan)
        }

        // MARK: Texts

        public mutating func addMetadata(_ key: String, _ value: String) {
            metadata.append(MetadataRecord(key: strings.add(key), value: strings.add(value)))
        }

        // MARK: The file

        /// The file's bytes, checked by the same verifier that every reader runs.
        public consuming func build() throws(ModelBuilderError) -> [UInt8] {
            try checkCounts()
            for tensor in tensors where tensor.kind == .constant { try checkConstant(tensor) }
            let bytes = assemble()
            do {
                try Verifier.verify(bytes)
            } catch {
                throw .invalid(error)
            }
            return bytes
        }

        /// The file's bytes without any check: for tests that need broken files.
        public consuming func buildUnchecked() -> [UInt8] { assemble() }

        private mutating func addOperands(_ indices: [UInt32]) -> (first: UInt32, count: UInt32) {
            let first = UInt32(operands.count)
            operands += indices
            return (first, UInt32(indices.count))
        }

        private func checkCounts() throws(ModelBuilderError) {
            for (what, count) in [("tensors", tensors.count), ("ops", ops.count), ("labels", labels.count)]
            where count > VerifierLimits.records {
                throw .tooMany(what: what, count: count)
            }
        }

        private func checkConstant(_ tensor: TensorRecord) throws(ModelBuilderError) {
            let name = strings[StringRange(offset: tensor.nameOffset, bytes: tensor.nameBytes)]
            // Blocked weights depend on their op: the verifier checks those.
            guard !tensor.layout.dependsOnOp else { return }
            guard let expected = tensor.constantBytes() else {
                throw .constantLayout(name: name, layout: tensor.layout)
            }
            guard tensor.dataBytes == UInt64(expected) else {
                throw .constantSize(name: name, bytes: Int(tensor.dataBytes), expected: expected)
            }
        }

        private mutating func assemble() -> [UInt8] {
            if !subgraphs.isEmpty { subgraphs[0].opCount = UInt32(ops.count) }
            let labelRanges = labels.map { strings.add($0) }

            var file = FileAssembler(requiredFeatures: requiredFeatures, optionalFeatures: optionalFeatures)
            file.addSection(.tensors, count: tensors.count)
            file.addSection(.operands, count: operands.count)
            file.addSection(.ops, count: ops.count)
            file.addSection(.subgraphs, count: subgraphs.count)
            file.addSection(.plans, count: plans.count)
            file.addSection(.placements, count: placements.count)
            file.addSection(.preprocessing, count: preprocessing.count)
            file.addSection(.labels, count: labelRanges.count)
            file.addSection(.metadata, count: metadata.count)
            file.addSection(.strings, count: strings.bytes.count)
            file.addWeights(bytes: weights.count)

            file.writeHeader()
            let weightsOffset = file.weightsOffset
            file.write(.tensors, tensors) { tensor, record in
                var tensor = tensor
                if tensor.kind == .constant { tensor.dataOffset += weightsOffset }
                tensor.store(to: &record)
            }
            file.write(.operands, operands) { $1.store($0, at: 0) }
            file.write(.ops, ops) { $0.store(to: &$1) }
            file.write(.subgraphs, subgraphs) { $0.store(to: &$1) }
            file.write(.plans, plans) { $0.store(to: &$1) }
            file.write(.placements, placements) { $0.store(to: &$1) }
            file.write(.preprocessing, preprocessing) { $0.store(to: &$1) }
            file.write(.labels, labelRanges) { $1.store($0, at: FileLayout.Label.text) }
            file.write(.metadata, metadata) { $0.store(to: &$1) }
            file.write(.strings, strings.bytes) { $1.store($0, at: 0) }
            return file.finish(weights: weights.bytes)
        }
    }

    private func littleEndian(_ words: [UInt32]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(words.count * 4)
        for word in words {
            bytes.append(UInt8(truncatingIfNeeded: word))
            bytes.append(UInt8(truncatingIfNeeded: word >> 8))
            bytes.append(UInt8(truncatingIfNeeded: word >> 16))
            bytes.append(UInt8(truncatingIfNeeded: word >> 24))
        }
        return bytes
    }
#endif
