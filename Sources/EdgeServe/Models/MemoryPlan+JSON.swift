#if Serve
    import EdgeFormat
    import EdgeHost
    import EdgeVision

    /// Where a model's tensors lie in the arena, and from which op to which: read from its file.
    struct MemoryPlan {
        struct Place {
            var name: String
            var shape: String
            var type: ElementType
            var offset: Int
            var bytes: Int
            /// The op that writes it first; -1 for an input of the model.
            var first: Int
            /// The last op that writes or reads it; the number of ops for an output of the model.
            var last: Int
        }

        let places: [Place]
        let arenaBytes: Int
        let scratchBytes: Int
        let weightBytes: Int
        private let ops: [(name: String, kind: String)]

        init(_ loaded: LoadedModel) {
            let view = loaded.model.view
            let plan = view.plan(0)
            let graph = view.subgraph(0)
            var lives: [Int: ClosedRange<Int>] = [:]
            /// Parts live in the memory of their roots.
            func use(_ tensor: Int, at step: Int) {
                guard view.tensor(tensor).kind == .activation else { return }
                let root = view.root(of: tensor)
                let life = lives[root] ?? step...step
                lives[root] = min(life.lowerBound, step)...max(life.upperBound, step)
            }
            for index in 0..<view.inputCount { use(view.input(index), at: -1) }
            for number in 0..<Int(graph.opCount) {
                let op = view.op(Int(graph.firstOp) + number)
                for index in 0..<Int(op.inputCount) { use(view.input(index, of: op), at: number) }
                for index in 0..<Int(op.outputCount) { use(view.output(index, of: op), at: number) }
            }
            for index in 0..<view.outputCount { use(view.output(index), at: Int(graph.opCount)) }
            places = (0..<Int(plan.placementCount)).compactMap { index in
                let placement = view.placement(Int(plan.firstPlacement) + index)
                let tensor = Int(placement.tensor)
                guard let life = lives[tensor] else { return nil }
                let record = view.tensor(tensor)
                return Place(
                    name: view.tensorName(tensor), shape: record.shapeText, type: record.elementType,
                    offset: Int(placement.offset), bytes: Int(placement.bytes), first: life.lowerBound,
                    last: life.upperBound)
            }
            arenaBytes = Int(plan.arenaBytes)
            scratchBytes = Int(plan.scratchBytes)
            weightBytes = loaded.weightBytes
            ops = (0..<Int(graph.opCount)).map {
                let index = Int(graph.firstOp) + $0
                return (view.opName(index), "\(view.op(index).kind)")
            }
        }

        var json: JSON {
            .object([
                ("arena_bytes", .integer(arenaBytes)), ("scratch_bytes", .integer(scratchBytes)),
                ("weight_bytes", .integer(weightBytes)),
                (
                    "ops",
                    .array(ops.map { .object([("name", .string($0.name)), ("kind", .string($0.kind))]) })
                ),
                (
                    "tensors",
                    .array(
                        places.map {
                            .object([
                                ("name", .string($0.name)), ("shape", .string($0.shape)),
                                ("type", .string("\($0.type)")), ("offset", .integer($0.offset)),
                                ("bytes", .integer($0.bytes)), ("first", .integer($0.first)),
                                ("last", .integer($0.last)),
                            ])
                        })
                ),
            ])
        }
    }
#endif
