import EdgeQuantize

/// What int8 costs: the integer network beside the float one on the same samples, operator by operator.
public struct AccuracyReport: Sendable, Codable {
    /// Name of the network.
    public var model: String
    /// Samples that were compared.
    public var samples: Int
    /// The samples were noise: the figures say nothing about real inputs.
    public var samplesAreNoise: Bool
    public var calibration: CalibrationOutcome
    public var lanes: LaneFigures
    /// Tables that read and write 16 bits.
    public var int16: [String]
    public var outputs: [OutputAccuracy]
    /// Operators of the float network that run in float32 because they are its head; 0 where there is none.
    public var headNodes: Int
    /// In execution order.
    public var layers: [LayerAccuracy]
    public var memory: MemoryFigures
    /// What would help the network as a whole.
    public var advice: [String]

    /// Of the worst output, in dB.
    public var outputSQNR: Double { outputs.map(\.sqnr).min() ?? AccuracyReport.exact }

    /// Stands for "no difference" where a ratio would be infinite.
    public static let exact = 150.0

    /// The layers that lose most, worst first.
    public func worstLayers(_ count: Int = 5) -> [LayerAccuracy] {
        Array(layers.sorted { $0.sqnr < $1.sqnr }.prefix(count))
    }
}

/// One output of the network.
public struct OutputAccuracy: Sendable, Codable {
    public var name: String
    /// Signal-to-quantization-noise ratio in dB over all samples, within -150...150.
    public var sqnr: Double
    /// Cosine between the float and the integer output.
    public var cosine: Double
    /// Share of samples whose largest element is the same one; nil where the output is no vector of scores.
    public var topAgreement: Double?
}

/// One operator's output, compared with the float value it stands for. Errors of earlier operators are in
/// it: `sqnrLoss` is what this one added.
public struct LayerAccuracy: Sendable, Codable {
    public var name: String
    /// Operator kind of the flat file.
    public var kind: String
    /// NHWC
    public var shape: [Int]
    /// 0 where the output is not quantized.
    public var scale: Float
    public var zeroPoint: Int32
    /// dB, within -150...150.
    public var sqnr: Double
    public var cosine: Double
    /// Share of float values outside what the tensor can represent.
    public var saturation: Double
    /// dB below the worst input of the operator; negative where it came out cleaner.
    public var sqnrLoss: Double
    /// What would help; empty where nothing stands out.
    public var advice: [String]
}

/// Which calibration method was used, and what each that was tried gave.
public struct CalibrationOutcome: Sendable, Codable {
    public var method: CalibrationMethod
    /// Calibration samples.
    public var samples: Int
    /// Output SQNR in dB of each method that was measured; one where the method was given.
    public var candidates: [Candidate]

    public struct Candidate: Sendable, Codable {
        public var method: CalibrationMethod
        public var sqnr: Double
    }
}

/// Products whose weights are lane-safe (ARITHMETIC.md): fast on CPUs with AVX2 but without a dot product
/// instruction, and coarser.
public struct LaneFigures: Sendable, Codable, Equatable {
    public var fourTapSafe = 0
    /// Those that are not four-tap safe too.
    public var pairSafe = 0
    /// Products that could be: all but depthwise ones and, unless a detector's, those that go by Winograd's algorithm.
    public var candidates: Int
    /// 3x3 convolutions whose products of int16 are fewer and faster, whatever the weights.
    public var winograd = 0
    /// Shares of the candidates' multiplications.
    public var fourTapShareOfWork = 0.0
    public var pairShareOfWork = 0.0
}

/// Bytes that a device needs.
public struct MemoryFigures: Sendable, Codable, Equatable {
    /// Activations, alignment included.
    public var arenaBytes: Int
    /// Most unpadded activation bytes live at one operator, before any share memory.
    public var boundBytes: Int
    /// Cap on the scratch of one thread.
    public var scratchBytes: Int
    /// Constants, used in place from the file.
    public var weightBytes: Int
    public var fileBytes: Int
}
