/// Weights of one linear operator in int8: symmetric, one scale an output channel, values in -127...127.
public struct QuantizedWeights: Sendable {
    /// `[outputs][depth]`, in the order of `LinearOperator.weights`.
    public var values: [Int8]
    /// `[outputs]`; finite, normal, positive.
    public var scales: [Float]
    /// What to add to each output's bias so that rounding the weights does not move its mean over the
    /// calibration samples (Nagel et al., "Data-Free Quantization Through Weight Equalization and Bias
    /// Correction", 2019, section 4.2, with measured means).
    public var biasCorrection: [Float]
    /// Power of the noise that rounding puts into all outputs together, as calibration saw the inputs (with
    /// inputs of variance 1 where it saw none).
    public var noise = 0.0
}
