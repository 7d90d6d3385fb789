import EdgeGraph
import EdgeQuantize

extension FusionBuilder {
    mutating func lowerPooling(_ node: Node) throws(UnsupportedOperator) {
        let kind: FusedOperation.Kind
        let input = try image(node, 0)
        let inputShape = try shape(input)
        switch node.op {
        case .maxPool(let pool):
            guard node.outputs.count == 1 else { throw UnsupportedOperator("indices of a MaxPool") }
            try checkWindow(pool)
            kind = .maxPool(pool)
        case .averagePool(let pool):
            try checkWindow(pool)
            kind = .averagePool(pool)
        case .globalAveragePool:
            kind = .globalAveragePool
        case .globalMaxPool:
            kind = .maxPool(PoolAttributes(plane: inputShape))
        case .reduce(.max, let axes, keepDimensions: true) where axes.sorted() == [2, 3]:
            kind = .maxPool(PoolAttributes(plane: inputShape))
        case .reduce(let function, let axes, _):
            guard function == .mean, axes.sorted() == [2, 3] else {
                throw UnsupportedOperator(
                    "\(function) over axes \(axes)", advice: "the mean over height and width is supported")
            }
            kind = .globalAveragePool
        default:
            throw UnsupportedOperator("not a pool")
        }
        append(FusedOperation(kind: kind, name: node.name, inputs: [input], outputs: [node.outputs[0]]))
    }

    private func checkWindow(_ pool: PoolAttributes) throws(UnsupportedOperator) {
        guard pool.kernel.count == 2 else {
            throw UnsupportedOperator("pool of \(pool.kernel.count) dimensions")
        }
        guard pool.dilations.allSatisfy({ $0 == 1 }) else { throw UnsupportedOperator("dilated pool") }
        for axis in 0..<2 where max(pool.padsBefore[axis], pool.padsAfter[axis]) >= pool.kernel[axis] {
            throw UnsupportedOperator("padding is not smaller than the window")
        }
    }
}

extension PoolAttributes {
    /// The whole plane of `[1, C, H, W]`.
    fileprivate init(plane shape: [Int]) {
        self.init(
            kernel: [shape[2], shape[3]], strides: [1, 1], dilations: [1, 1], padsBefore: [0, 0],
            padsAfter: [0, 0])
    }
}
