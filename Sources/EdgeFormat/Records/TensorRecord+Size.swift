extension TensorRecord {
    /// Product of the dimensions; nil where one is below 1 or the product passes
    /// `maximumElements`.
    public var elementCount: Int? {
        guard rank <= 6 else { return nil }
        var count = 1
        for axis in 0..<Int(rank) {
            let size = Int(dimensions[axis])
            guard size >= 1 else { return nil }
            let (product, overflow) = count.multipliedReportingOverflow(by: size)
            guard !overflow, product <= Self.maximumElements else { return nil }
            count = product
        }
        return count
    }

    /// Unpadded bytes of the logical tensor; nil where `elementCount` is.
    public var logicalBytes: Int? {
        guard let count = elementCount else { return nil }
        let (bits, overflow) = count.multipliedReportingOverflow(by: elementType.bits)
        guard !overflow else { return nil }
        return (bits + 7) / 8
    }

    /// Bytes of a constant in its layout; nil where rank or element type do not fit the layout,
    /// and for `phased16x4`, whose size `TransposedPhases` knows.
    ///
    /// - Parameter groups: of the convolution that reads it; only `blocked16x4` depends on it.
    public func constantBytes(groups: Int = 1) -> Int? {
        guard let logicalBytes else { return nil }
        switch layout {
        case .plain:
            return logicalBytes
        case .blocked16x4:
            guard rank == 4, elementType == .int8, groups >= 1 else { return nil }
            let channels = Int(dimensions[0])
            guard channels % groups == 0 else { return nil }
            let depth = Int(dimensions[1]) * Int(dimensions[2]) * Int(dimensions[3])
            return groups * roundUp(channels / groups, to: 16) * roundUp(depth, to: 4)
        case .phased16x4:
            return nil
        case .depthwise16:
            guard rank == 3, elementType == .int8 else { return nil }
            return Int(dimensions[0]) * Int(dimensions[1]) * roundUp(Int(dimensions[2]), to: 16)
        case .channels16:
            guard rank == 2, elementType == .int32 || elementType == .float32 else { return nil }
            return Int(dimensions[0]) * roundUp(Int(dimensions[1]), to: 16) * 4
        }
    }

    /// Bound of `elementCount`, so small that padding a tensor to blocks (64 times the elements at worst)
    /// does not overflow Int.
    static var maximumElements: Int { Int.bitWidth > 32 ? 1 << 40 : 1 << 24 }

    private func roundUp(_ value: Int, to multiple: Int) -> Int {
        (value + multiple - 1) / multiple * multiple
    }
}
