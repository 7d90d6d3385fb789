import EdgeGraph

/// Reads one node of the standard domain: checks it, resolves its attributes and emits what it becomes.
/// Returns one value per output that it can produce, none of them one of its inputs.
typealias OperatorReader =
    @Sendable (NodeContext, inout GraphBuilder) throws(NodeProblem) -> [ValueID]

/// Every operator of the standard ONNX domain that this package reads. `If` is not among them: the
/// importer itself inlines the branch that a constant condition takes.
let operatorReaders: [String: OperatorReader] = [
    // Windows
    "Conv": readConv,
    "ConvTranspose": readConvTranspose,
    "MaxPool": readMaxPool,
    "AveragePool": readAveragePool,
    "GlobalAveragePool": { n, b throws(NodeProblem) in [try b.emit(.globalAveragePool, try n.input(0))] },
    "GlobalMaxPool": { n, b throws(NodeProblem) in [try b.emit(.globalMaxPool, try n.input(0))] },

    // Products and normalization
    "Gemm": readGemm,
    "MatMul": { n, b throws(NodeProblem) in [try b.emit(.matMul, try n.input(0), try n.input(1))] },
    "BatchNormalization": readBatchNormalization,
    "InstanceNormalization": readInstanceNormalization,
    "LayerNormalization": readLayerNormalization,
    "GroupNormalization": readGroupNormalization,
    "LpNormalization": readLpNormalization,
    "LRN": readLRN,

    // One operand
    "Abs": unary(.absolute),
    "Ceil": unary(.ceil),
    "Clip": readClip,
    "Cos": floatUnary(.cos),
    "Elu": { n, b throws(NodeProblem) in
        try readFloatUnary(.elu(alpha: try n.float("alpha", default: 1)), n, &b)
    },
    "Erf": floatUnary(.erf),
    "Exp": floatUnary(.exp),
    "Floor": unary(.floor),
    "Gelu": readGelu,
    "HardSigmoid": { n, b throws(NodeProblem) in
        let alpha = try n.float("alpha", default: 0.2)
        let beta = try n.float("beta", default: 0.5)
        return try readFloatUnary(.hardSigmoid(alpha: alpha, beta: beta), n, &b)
    },
    "HardSwish": floatUnary(.hardSwish),
    "LeakyRelu": { n, b throws(NodeProblem) in
        try readFloatUnary(.leakyRelu(alpha: try n.float("alpha", default: 0.01)), n, &b)
    },
    "Log": floatUnary(.log),
    "Mish": floatUnary(.mish),
    "Neg": unary(.negate),
    "Not": unary(.not),
    "Reciprocal": floatUnary(.reciprocal),
    "Relu": unary(.relu),
    "Round": unary(.round),
    "Selu": readSelu,
    "Sigmoid": floatUnary(.sigmoid),
    "Sign": unary(.sign),
    "Sin": floatUnary(.sin),
    "Softplus": floatUnary(.softplus),
    "Softsign": floatUnary(.softsign),
    "Sqrt": floatUnary(.sqrt),
    "Swish": readSwish,
    "Tanh": floatUnary(.tanh),

    // Two operands and more
    "Add": binary(.add),
    "And": binary(.and),
    "Div": binary(.divide),
    "Equal": binary(.equal),
    "Greater": binary(.greater),
    "GreaterOrEqual": binary(.greaterOrEqual),
    "Less": binary(.less),
    "LessOrEqual": binary(.lessOrEqual),
    "Max": variadic(.maximum),
    "Mean": readMean,
    "Min": variadic(.minimum),
    "Mod": readMod,
    "Mul": binary(.multiply),
    "Or": binary(.or),
    "Pow": readPow,
    "PRelu": { n, b throws(NodeProblem) in [try b.emit(.prelu, try n.input(0), try n.input(1))] },
    "Sub": binary(.subtract),
    "Sum": variadic(.add),
    "Where": { n, b throws(NodeProblem) in
        [try b.emit(.whereSelect, try n.input(0), try n.input(1), try n.input(2))]
    },
    "Xor": readXor,

    // Reductions and selections
    "ArgMax": { n, b throws(NodeProblem) in try readArgMax(n, &b, negate: false) },
    "ArgMin": { n, b throws(NodeProblem) in try readArgMax(n, &b, negate: true) },
    "LogSoftmax": { n, b throws(NodeProblem) in try readSoftmax(n, &b) { .logSoftmax(axis: $0) } },
    "ReduceL1": { n, b throws(NodeProblem) in try readReduce(.sum, n, &b, first: .unary(.absolute)) },
    "ReduceL2": { n, b throws(NodeProblem) in try readReduce(.l2, n, &b) },
    "ReduceMax": { n, b throws(NodeProblem) in try readReduce(.max, n, &b) },
    "ReduceMean": { n, b throws(NodeProblem) in try readReduce(.mean, n, &b) },
    "ReduceMin": { n, b throws(NodeProblem) in try readReduce(.min, n, &b) },
    "ReduceProd": { n, b throws(NodeProblem) in try readReduce(.product, n, &b) },
    "ReduceSum": { n, b throws(NodeProblem) in try readReduce(.sum, n, &b, axesInputSince: 13) },
    "ReduceSumSquare": { n, b throws(NodeProblem) in
        try readReduce(.sum, n, &b, first: .binary(.multiply))
    },
    "Softmax": { n, b throws(NodeProblem) in try readSoftmax(n, &b) { .softmax(axis: $0) } },
    "TopK": readTopK,

    // Movement
    "Cast": readCast,
    "CastLike": readCastLike,
    "Concat": readConcat,
    "DepthToSpace": readDepthToSpace,
    "Dropout": readDropout,
    "Expand": readExpand,
    "Flatten": readFlatten,
    "Gather": readGather,
    "GatherElements": readGatherElements,
    "Identity": { n, b throws(NodeProblem) in [try b.emit(.identity, try n.input(0))] },
    "Pad": readPad,
    "Reshape": readReshape,
    "Resize": readResize,
    "Slice": readSlice,
    "SpaceToDepth": { n, b throws(NodeProblem) in
        let block = try n.required("blocksize", try n.int("blocksize"))
        return [try b.emit(.spaceToDepth(block: block), try n.input(0))]
    },
    "Split": readSplit,
    "Squeeze": readSqueeze,
    "Tile": readTile,
    "Transpose": readTranspose,
    "Unsqueeze": readUnsqueeze,
    "Upsample": readUpsample,

    // Known when the model is read
    "Constant": readConstant,
    "ConstantOfShape": readConstantOfShape,
    "NonZero": readNonZero,
    "Range": readRange,
    "Shape": readShape,
    "Size": readSize,
]
