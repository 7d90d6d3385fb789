/// How the range of an activation follows from what calibration saw.
public enum CalibrationMethod: String, Sendable, Codable, CaseIterable {
    /// The extremes.
    case minmax
    /// The values that leave 0.005% of the distribution outside at each end.
    case percentile
    /// The range with the least mean squared quantization error, clipping included.
    case mse
}
