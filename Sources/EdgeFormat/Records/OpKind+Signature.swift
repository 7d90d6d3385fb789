extension OpRecord {
    /// What an op's operand slices hold; every op has one output.
    struct Signature {
        /// The first inputs.
        var activations: Int
        /// The inputs after them.
        var constants: Int
        /// Parameter words that the op uses; the others are zero.
        var words: Int
    }

    var signature: Signature {
        switch kind {
        case .conv2D: Signature(activations: 1, constants: 4, words: 15)
        case .depthwiseConv2D: Signature(activations: 1, constants: 3, words: 13)
        case .fullyConnected: Signature(activations: 1, constants: 4, words: 15)
        case .transposedConv2D: Signature(activations: 1, constants: 4, words: 15)
        case .add, .mul: Signature(activations: 2, constants: 0, words: 13)
        case .maxPool2D: Signature(activations: 1, constants: 0, words: 13)
        case .averagePool2D: Signature(activations: 1, constants: 0, words: 14)
        case .lookup: Signature(activations: 1, constants: 1, words: 0)
        case .requantize: Signature(activations: 1, constants: 0, words: 13)
        case .softmax: Signature(activations: 1, constants: 0, words: 1)
        case .resizeNearest: Signature(activations: 1, constants: 0, words: 1)
        case .resizeLinear: Signature(activations: 1, constants: 2, words: 13)
        case .pad2D: Signature(activations: 1, constants: 0, words: 4)
        case .normalize: Signature(activations: 1, constants: 2, words: 13)
        case .prelu: Signature(activations: 1, constants: 1, words: 13)
        case .channelShuffle: Signature(activations: 1, constants: 0, words: 1)
        case .depthToSpace, .spaceToDepth: Signature(activations: 1, constants: 0, words: 2)
        case .dequantize, .broadcast, .topK: Signature(activations: 1, constants: 0, words: 0)
        case .quantize: Signature(activations: 1, constants: 0, words: 13)
        case .floatUnary: Signature(activations: 1, constants: 0, words: 3)
        case .floatBinary: Signature(activations: 2, constants: 0, words: 1)
        case .floatBinaryConstant: Signature(activations: 1, constants: 1, words: 2)
        case .transpose: Signature(activations: 1, constants: 0, words: 6)
        case .slice: Signature(activations: 1, constants: 0, words: 12)
        case .reduce: Signature(activations: 1, constants: 0, words: 2)
        case .matMul: Signature(activations: 2, constants: 0, words: 0)
        case .matMulConstant: Signature(activations: 1, constants: 1, words: 0)
        case .attention: Signature(activations: 3, constants: 0, words: 13)
        case .gather, .gatherElements: Signature(activations: 2, constants: 0, words: 1)
        case .detect: DetectParameters(parameters).signature
        }
    }
}

extension DetectParameters {
    /// As many maps as levels have, whether or not the verifier will allow so many levels.
    fileprivate var signature: OpRecord.Signature {
        let levels = Int(min(max(self.levels, 0), VerifierLimits.levels))
        return OpRecord.Signature(
            activations: levels * mapsPerLevel, constants: boxForm == .priors ? 2 : 1, words: 16)
    }
}

extension OpKind {
    /// Whether activations may be int16.
    var takesInt16: Bool {
        switch self {
        case .conv2D, .depthwiseConv2D, .lookup: true
        default: false
        }
    }

    /// Whether output element i depends on input elements i only, so that the output may take an input's
    /// place in the arena.
    var isPointwise: Bool {
        switch self {
        case .add, .mul, .lookup, .requantize, .prelu, .floatUnary, .floatBinary,
            .floatBinaryConstant:
            true
        default: false
        }
    }
}
