// Reading small expressions back out of a graph: exporters write activations as products and sums with
// numbers, in every order that arithmetic allows.

/// Coefficients of a polynomial in one value, the constant first.
typealias Polynomial = [Float]

extension GraphRewriter {
    /// `id` as a polynomial of at most third degree in `x`; nil where it is none.
    func polynomial(_ id: ValueID?, in x: ValueID, depth: Int = 8) -> Polynomial? {
        guard let id, depth > 0 else { return nil }
        if id == x { return [0, 1] }
        if let number = scalar(id) { return [number] }
        guard let node = producer(id), case .binary(let function) = node.op, node.inputs.count == 2,
            let a = polynomial(node.inputs[0], in: x, depth: depth - 1)
        else { return nil }
        if function == .power {
            guard let exponent = scalar(node.inputs[1]), [1, 2, 3].contains(exponent) else { return nil }
            var result = a
            for _ in 1..<Int(exponent) {
                guard let next = product(result, a) else { return nil }
                result = next
            }
            return result
        }
        guard let b = polynomial(node.inputs[1], in: x, depth: depth - 1) else { return nil }
        switch function {
        case .add: return sum(a, b)
        case .subtract: return sum(a, b.map { -$0 })
        case .multiply: return product(a, b)
        case .divide where b.count == 1: return a.map { $0 / b[0] }
        default: return nil
        }
    }

    /// `id` as `slope * base + offset`, following sums and products with numbers down to what is neither.
    func affine(_ id: ValueID) -> (base: ValueID, slope: Float, offset: Float) {
        var base = id
        var slope: Float = 1
        var offset: Float = 0
        while let node = producer(base), case .binary(let function) = node.op, node.inputs.count == 2,
            let x = node.inputs[0], let number = scalar(node.inputs[1]), shape(x) == shape(base)
        {
            switch function {
            case .add: offset += slope * number
            case .subtract: offset -= slope * number
            case .multiply: slope *= number
            case .divide: slope /= number
            default: return (base, slope, offset)
            }
            base = x
        }
        return (base, slope, offset)
    }

    /// `id` as a number times a product of values that are no products themselves.
    func factors(_ id: ValueID, depth: Int = 4) -> (scale: Float, terms: [ValueID]) {
        if let number = scalar(id) { return (number, []) }
        guard depth > 0, let node = producer(id), node.inputs.count == 2, let a = node.inputs[0],
            let b = node.inputs[1]
        else { return (1, [id]) }
        switch node.op {
        case .binary(.multiply):
            let (p, q) = (factors(a, depth: depth - 1), factors(b, depth: depth - 1))
            return (p.scale * q.scale, p.terms + q.terms)
        case .binary(.divide):
            guard let number = scalar(b), number != 0 else { return (1, [id]) }
            let p = factors(a, depth: depth - 1)
            return (p.scale / number, p.terms)
        default: return (1, [id])
        }
    }
}

/// Equal up to the rounding of constants that exporters write.
func isClose(_ a: Float, _ b: Float) -> Bool { abs(a - b) <= 2e-5 * max(1, abs(b)) }

/// The same for all coefficients; missing ones are 0.
func isClose(_ a: Polynomial, _ b: Polynomial) -> Bool {
    (0..<max(a.count, b.count)).allSatisfy {
        isClose($0 < a.count ? a[$0] : 0, $0 < b.count ? b[$0] : 0)
    }
}

private func sum(_ a: Polynomial, _ b: Polynomial) -> Polynomial {
    (0..<max(a.count, b.count)).map { ($0 < a.count ? a[$0] : 0) + ($0 < b.count ? b[$0] : 0) }
}

/// nil beyond the third degree.
private func product(_ a: Polynomial, _ b: Polynomial) -> Polynomial? {
    guard a.count + b.count - 1 <= 4 else { return nil }
    var result = Polynomial(repeating: 0, count: a.count + b.count - 1)
    for (i, x) in a.enumerated() {
        for (j, y) in b.enumerated() { result[i + j] += x * y }
    }
    return result
}
