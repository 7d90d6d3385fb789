/// A one- or two-dimensional window (kernel, stride, dilation, padding) over `[N, C, spatial…]`; one
/// dimension is treated as height 1.
struct Window2D: Sendable {
    /// Height, then width.
    var kernel = (1, 1)
    var stride = (1, 1)
    var dilation = (1, 1)
    var padBefore = (0, 0)
    var padAfter = (0, 0)

    /// Checks the attributes against a spatial rank of 1 or 2 and bounds each, so that arithmetic on
    /// them cannot overflow.
    init(
        spatialRank: Int, kernel: [Int], strides: [Int], dilations: [Int], padsBefore: [Int], padsAfter: [Int]
    ) throws(ExecutionError) {
        guard spatialRank == 1 || spatialRank == 2 else {
            throw .unsupported("\(spatialRank) spatial dimensions (1 and 2 are implemented)")
        }
        func pair(
            _ values: [Int], _ what: String, atLeast low: Int, one: Int
        ) throws(ExecutionError) -> (Int, Int) {
            guard values.count == spatialRank else {
                throw .invalid("\(what) \(values) for \(spatialRank) spatial dimensions")
            }
            for value in values where value < low || value > 1 << 24 {
                throw .invalid("\(what) \(values) out of range")
            }
            return spatialRank == 2 ? (values[0], values[1]) : (one, values[0])
        }
        self.kernel = try pair(kernel, "kernel", atLeast: 1, one: 1)
        stride = try pair(strides, "strides", atLeast: 1, one: 1)
        dilation = try pair(dilations, "dilations", atLeast: 1, one: 1)
        padBefore = try pair(padsBefore, "padding", atLeast: 0, one: 0)
        padAfter = try pair(padsAfter, "padding", atLeast: 0, one: 0)
    }

    init(_ a: ConvAttributes, spatialRank: Int) throws(ExecutionError) {
        try self.init(
            spatialRank: spatialRank, kernel: a.kernel, strides: a.strides, dilations: a.dilations,
            padsBefore: a.padsBefore, padsAfter: a.padsAfter)
    }

    init(_ a: PoolAttributes, spatialRank: Int) throws(ExecutionError) {
        try self.init(
            spatialRank: spatialRank, kernel: a.kernel, strides: a.strides, dilations: a.dilations,
            padsBefore: a.padsBefore, padsAfter: a.padsAfter)
    }

    var taps: Int { kernel.0 * kernel.1 }

    /// Pixels that the window spans, dilation included.
    var extent: (Int, Int) { (dilation.0 * (kernel.0 - 1) + 1, dilation.1 * (kernel.1 - 1) + 1) }

    /// Output height and width for an input of `size`.
    func outputSize(_ size: (Int, Int), ceil: Bool = false) throws(ExecutionError) -> (Int, Int) {
        func one(
            _ size: Int, _ before: Int, _ after: Int, _ extent: Int, _ stride: Int
        ) throws(ExecutionError) -> Int {
            let room = size + before + after - extent
            guard room >= 0 else {
                throw .invalid("a window of \(extent) does not fit \(size) padded by \(before) and \(after)")
            }
            var count = (ceil ? (room + stride - 1) / stride : room / stride) + 1
            // A window that would start in the padding after the end is dropped.
            if ceil, (count - 1) * stride >= size + before { count -= 1 }
            return count
        }
        return (
            try one(size.0, padBefore.0, padAfter.0, extent.0, stride.0),
            try one(size.1, padBefore.1, padAfter.1, extent.1, stride.1)
        )
    }
}

/// Height and width of `[N, C, H, W]` or `[N, C, W]`.
func planeSize(_ shape: [Int]) -> (Int, Int) {
    shape.count == 4 ? (shape[2], shape[3]) : (1, shape[2])
}

func spatialShape(_ size: (Int, Int), rank: Int) -> [Int] { rank == 2 ? [size.0, size.1] : [size.1] }
