import EdgeGraph

/// Where a window operator says how to pad.
private enum AutoPad: String {
    case explicit = "NOTSET"
    case valid = "VALID"
    case sameUpper = "SAME_UPPER"
    case sameLower = "SAME_LOWER"

    init(_ n: NodeContext) throws(NodeProblem) {
        let text = try n.string("auto_pad", default: "NOTSET")
        guard let known = AutoPad(rawValue: text) else { throw .invalid("auto_pad \"\(printable(text))\"") }
        self = known
    }
}

/// Kernel, strides, dilations and pads of a node, one entry per spatial dimension.
private struct WindowAttributes {
    var kernel: [Int]
    var strides: [Int]
    var dilations: [Int]
    var before: [Int]
    var after: [Int]

    /// - Parameter kernel: From the weights where the attribute may be missing.
    init(_ n: NodeContext, spatial: Int, kernel weights: [Int]?) throws(NodeProblem) {
        guard spatial >= 1 else { throw .invalid("its input has no spatial dimensions") }
        kernel = try n.required("kernel_shape", try n.ints("kernel_shape") ?? weights)
        strides = try n.ints("strides") ?? Array(repeating: 1, count: spatial)
        dilations = try n.ints("dilations") ?? Array(repeating: 1, count: spatial)
        let pads = try n.ints("pads") ?? Array(repeating: 0, count: 2 * spatial)
        for (name, count) in [
            ("kernel_shape", kernel.count), ("strides", strides.count), ("dilations", dilations.count),
            ("pads", pads.count / 2 + pads.count % 2 * spatial),
        ] where count != spatial {
            throw .invalid("\(name) does not have one entry for each of \(spatial) spatial dimensions")
        }
        for value in kernel + strides + dilations where value < 1 || value > 1 << 24 {
            throw .invalid("kernel_shape, strides and dilations hold \(value)")
        }
        before = Array(pads.prefix(spatial))
        after = Array(pads.suffix(spatial))
    }

    func reach(_ i: Int) -> Int { dilations[i] * (kernel[i] - 1) + 1 }

    /// Replaces the pads by those that `auto_pad` stands for, of an input of `size`.
    mutating func resolve(_ auto: AutoPad, size: [Int]) {
        if auto == .explicit { return }
        for i in kernel.indices {
            var total = 0
            if auto != .valid {
                let output = (size[i] + strides[i] - 1) / strides[i]
                total = max(0, (output - 1) * strides[i] + reach(i) - size[i])
            }
            before[i] = auto == .sameLower ? total - total / 2 : total / 2
            after[i] = total - before[i]
        }
    }
}

func readConv(_ n: NodeContext, _ b: inout GraphBuilder) throws(NodeProblem) -> [ValueID] {
    let x = try n.input(0)
    let w = try n.input(1)
    var window = try WindowAttributes(
        n, spatial: b.rank(x) - 2, kernel: Array(b.shape(w).dropFirst(2)))
    window.resolve(try AutoPad(n), size: Array(b.shape(x).dropFirst(2)))
    let attributes = ConvAttributes(
        kernel: window.kernel, strides: window.strides, dilations: window.dilations,
        padsBefore: window.before, padsAfter: window.after, groups: try n.int("group", default: 1))
    return [try b.emit(.conv(attributes), x, w, n.optionalInput(2))]
}

func readConvTranspose(_ n: NodeContext, _ b: inout GraphBuilder) throws(NodeProblem) -> [ValueID] {
    let x = try n.input(0)
    let w = try n.input(1)
    let spatial = b.rank(x) - 2
    var window = try WindowAttributes(n, spatial: spatial, kernel: Array(b.shape(w).dropFirst(2)))
    let outputPadding = try n.ints("output_padding") ?? Array(repeating: 0, count: spatial)
    guard outputPadding.count == spatial, outputPadding.allSatisfy({ $0 >= 0 && $0 <= 1 << 24 }) else {
        throw .invalid("output_padding \(outputPadding)")
    }
    let auto = try AutoPad(n)
    let size = Array(b.shape(x).dropFirst(2))
    let wanted = try n.ints("output_shape").map { Array($0.suffix(spatial)) }
    if wanted != nil || auto == .sameUpper || auto == .sameLower {
        let target = wanted ?? zip(size, window.strides).map { $0 * $1 }
        guard target.count == spatial, target.allSatisfy({ $0 >= 1 && $0 <= Int(Int32.max) }) else {
            throw .invalid("output_shape \(target)")
        }
        for i in 0..<spatial {
            let total = window.strides[i] * (size[i] - 1) + outputPadding[i] + window.reach(i) - target[i]
            guard total >= 0 else {
                throw .unsupported("an output_shape of \(target), larger than the windows reach,")
            }
            // The specification gives the odd element to the end only for SAME_UPPER.
            window.before[i] = auto == .sameUpper ? total / 2 : total - total / 2
            window.after[i] = total - window.before[i]
        }
    } else if auto == .valid {
        window.resolve(.valid, size: size)
    }
    let attributes = ConvAttributes(
        kernel: window.kernel, strides: window.strides, dilations: window.dilations,
        padsBefore: window.before, padsAfter: window.after, groups: try n.int("group", default: 1))
    return [try b.emit(.convTranspose(attributes, outputPadding: outputPadding), x, w, n.optionalInput(2))]
}

func readMaxPool(_ n: NodeContext, _ b: inout GraphBuilder) throws(NodeProblem) -> [ValueID] {
    guard !n.usesOutput(1) else { throw .unsupported("its second output (indices)") }
    return [try b.emit(.maxPool(try poolAttributes(n, b)), try n.input(0))]
}

func readAveragePool(_ n: NodeContext, _ b: inout GraphBuilder) throws(NodeProblem) -> [ValueID] {
    var attributes = try poolAttributes(n, b)
    attributes.countIncludesPadding = try n.flag("count_include_pad")
    return [try b.emit(.averagePool(attributes), try n.input(0))]
}

private func poolAttributes(_ n: NodeContext, _ b: GraphBuilder) throws(NodeProblem) -> PoolAttributes {
    let x = try n.input(0)
    var window = try WindowAttributes(n, spatial: b.rank(x) - 2, kernel: nil)
    window.resolve(try AutoPad(n), size: Array(b.shape(x).dropFirst(2)))
    return PoolAttributes(
        kernel: window.kernel, strides: window.strides, dilations: window.dilations,
        padsBefore: window.before, padsAfter: window.after, ceilMode: try n.flag("ceil_mode"))
}
