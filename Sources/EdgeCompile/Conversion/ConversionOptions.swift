import EdgeFormat
import EdgeQuantize

/// How a float graph becomes a flat file.
public struct ConversionOptions: Sendable {
    /// The method that sets activation ranges; nil measures all and keeps the one with the best output.
    public var calibration: CalibrationMethod?
    /// How pictures become input 0. It is stored in the file, and fixes that input's scale, so that a
    /// pixel is a quantum where the mean and deviation are the same for all channels.
    public var preprocessing: PreprocessingRecord?
    /// Class names by class index.
    public var labels: [String] = []
    /// Further facts for the file ("name", "task", "source", …).
    public var metadata: [Metadata] = []
    /// Conversion fails below this output SQNR, in dB.
    public var minimumSQNR: Double?
    /// Calibration samples that the accuracy report runs.
    public var reportSamples = 16
    /// Threads; nil means one a processor.
    public var threads: Int?
    public var weightQuantizer = WeightQuantizer()
    /// Between speed on CPUs without a dot product instruction, and accuracy.
    public var preference = WeightPreference.balanced

    /// Rounding noise over signal from which on the channels of an image get scales of their own, where they
    /// can and `preference` (of `balanced`, in detectors alone) lets them; infinity: none do.
    public var channelThreshold = 1e-3

    /// Most tables, counted from the input on, that are tried with 16 bits on both sides, where `preference` lets
    /// channels have scales of their own; each is kept if the worst output gains by it.
    public var int16Tables = 4

    public struct Metadata: Sendable {
        public var key: String
        public var value: String
        public init(key: String, value: String) {
            self.key = key
            self.value = value
        }
    }

    public init() {}
}
