import EdgeGraph

extension ImportedInput.Dimension {
    /// Exporters also write 0 and negative sizes for what is not known.
    init(_ dimension: ONNXShape.Dimension) {
        switch dimension.value {
        case .dimValue(let size) where size > 0: self = .fixed(Int(size))
        case .dimParam(let name): self = .symbolic(name)
        default: self = .symbolic("")
        }
    }
}

/// The shape that an input runs with: the one asked for, otherwise the declared one with 1 for the batch.
func resolveInputShape(
    name: String, declared: [ImportedInput.Dimension]?, override: [Int]?, batch: Set<String>
) throws(NodeProblem) -> [Int] {
    if let override {
        if let declared, declared.count != override.count {
            throw NodeProblem(
                reason: "--shape gives it \(override.count) dimensions, the model has \(declared.count)",
                mend: "pass \(shapeFlag(name, declared))")
        }
        guard override.allSatisfy({ $0 >= 1 }), TensorLimits.elementCount(override) != nil else {
            throw NodeProblem(
                reason: "--shape gives it \(override)", mend: "pass \(shapeFlag(name, declared))")
        }
        return override
    }
    guard let declared else {
        throw NodeProblem(
            reason: "the model does not say how many dimensions it has",
            mend: "pass \(shapeFlag(name, nil))")
    }
    var shape: [Int] = []
    for (index, dimension) in declared.enumerated() {
        switch dimension {
        case .fixed(let size): shape.append(size)
        case .symbolic(let symbol) where index == 0 || batch.contains(symbol): shape.append(1)
        case .symbolic(let symbol):
            throw NodeProblem(
                reason:
                    "its dimension \(index) (\(symbol.isEmpty ? "no name" : printable(symbol))) is not fixed",
                mend: "pass \(shapeFlag(name, declared))")
        }
    }
    guard TensorLimits.elementCount(shape) != nil else {
        throw NodeProblem(
            reason: "its shape \(shape) is too large", mend: "pass \(shapeFlag(name, declared))")
    }
    return shape
}

/// The flag as one would type it, open dimensions filled in with a plausible size.
private func shapeFlag(_ name: String, _ declared: [ImportedInput.Dimension]?) -> String {
    guard let declared else { return "--shape \(printable(name))=1x3x224x224" }
    let sizes = declared.enumerated().map { index, dimension in
        switch dimension {
        case .fixed(let size): "\(size)"
        case .symbolic: index == 0 ? "1" : "224"
        }
    }
    return "--shape \(printable(name))=\(sizes.joined(separator: "x"))"
}
