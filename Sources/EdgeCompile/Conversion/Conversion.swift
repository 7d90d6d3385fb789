import EdgeQuantize

/// A finished conversion.
public struct Conversion: Sendable {
    /// The flat file, verified.
    public var bytes: [UInt8]
    public var report: AccuracyReport
    public var timings: ConversionTimings

    public var memory: MemoryFigures { report.memory }
    public var calibration: CalibrationOutcome { report.calibration }
}

/// Seconds of each stage.
public struct ConversionTimings: Sendable, Codable {
    public var calibration = 0.0
    public var weights = 0.0
    public var lowering = 0.0
    public var measuring = 0.0

    public var total: Double { calibration + weights + lowering + measuring }
}

/// How far a conversion has come.
public struct ConversionProgress: Sendable {
    public enum Stage: String, Sendable {
        /// Float runs over the samples.
        case calibrating
        /// Rounding the weights, one operator a step.
        case quantizing
        /// Float and integer runs side by side.
        case measuring
    }
    public var stage: Stage
    public var completed: Int
    public var total: Int
}
