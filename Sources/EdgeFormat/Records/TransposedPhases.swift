/// How a transposed convolution falls apart into ordinary ones (ARITHMETIC.md, "Transposed convolution").
///
/// Along an axis, tap k meets output position o where `o + pad - k * dilation` is a multiple of the stride:
/// all positions of one residue of `o + pad` have the same taps, every `step`-th. Phase `ry * strideWidth +
/// rx` has the rows of residue ry and the columns of residue rx. Each tap belongs to exactly one phase.
public struct TransposedPhases: Sendable, Equatable {
    public var height: Axis
    public var width: Axis

    /// - Parameter window: kernel, stride and dilation at least 1.
    public init(_ window: WindowParameters) {
        height = Axis(
            kernel: Int(window.kernelHeight), stride: Int(window.strideHeight),
            dilation: Int(window.dilationHeight))
        width = Axis(
            kernel: Int(window.kernelWidth), stride: Int(window.strideWidth),
            dilation: Int(window.dilationWidth))
    }

    public var count: Int { height.stride * width.stride }

    /// Taps of phase `index`; may be none.
    public func taps(of index: Int) -> Int {
        height.taps(residue: index / width.stride) * width.taps(residue: index % width.stride)
    }

    /// Of the phase that has most.
    public var maximumTaps: Int { height.maximumTaps * width.maximumTaps }

    /// Bytes in layout `phased16x4`.
    ///
    /// - Parameters:
    ///   - channels: output channels of one group.
    ///   - groupInputs: input channels of one group.
    public func weightBytes(groups: Int, channels: Int, groupInputs: Int) -> Int {
        var quads = 0
        for index in 0..<count { quads += (taps(of: index) * groupInputs + 3) / 4 }
        return groups * ((channels + 15) / 16) * quads * 64
    }

    /// One axis.
    public struct Axis: Sendable, Equatable {
        public let kernel: Int
        public let stride: Int
        public let dilation: Int
        /// From one tap of a phase to the next: stride / gcd(stride, dilation).
        public let step: Int
        /// Greatest common divisor of stride and dilation: residues that it does not divide have no taps.
        private let divisor: Int
        /// Of dilation / divisor, modulo `step`.
        private let inverse: Int

        /// - Parameters: each within 1...32768.
        public init(kernel: Int, stride: Int, dilation: Int) {
            self.kernel = kernel
            self.stride = stride
            self.dilation = dilation
            // Euclid's algorithm; b = factor * dilation modulo stride all along.
            var (a, b) = (stride, dilation % stride)
            var (previous, factor) = (0, 1)
            while b != 0 {
                let quotient = a / b
                (a, b) = (b, a % b)
                (previous, factor) = (factor, previous - quotient * factor)
            }
            divisor = a
            step = stride / a
            inverse = (previous % step + step) % step
        }

        /// The first tap of a residue; nil where it has none.
        public func firstTap(residue: Int) -> Int? {
            guard residue % divisor == 0 else { return nil }
            let tap = residue / divisor * inverse % step
            return tap < kernel ? tap : nil
        }

        public func taps(residue: Int) -> Int {
            guard let first = firstTap(residue: residue) else { return 0 }
            return (kernel - 1 - first) / step + 1
        }

        public var maximumTaps: Int { (kernel - 1) / step + 1 }
    }
}
