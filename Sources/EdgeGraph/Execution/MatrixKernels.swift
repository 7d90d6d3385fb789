/// alpha * op(a) * op(b) + beta * c, with c broadcast to [M,N].
struct GemmKernel: Kernel {
    let alpha: Float
    let beta: Float
    let transposeA: Bool
    let transposeB: Bool
    var name: String { "Gemm" }

    func outputs(_ inputs: Operands) throws(ExecutionError) -> [TensorSpec] {
        try inputs.checkCount(2...3)
        let a = try inputs.required(0)
        let b = try inputs.required(1, a.type)
        guard a.type != .boolean else { throw .invalid("boolean operands") }
        guard a.shape.count == 2, b.shape.count == 2 else {
            throw .invalid("operands \(a.shape) and \(b.shape)")
        }
        let (m, k) = transposeA ? (a.shape[1], a.shape[0]) : (a.shape[0], a.shape[1])
        let (k2, n) = transposeB ? (b.shape[1], b.shape[0]) : (b.shape[0], b.shape[1])
        guard k == k2 else { throw .invalid("operands \(a.shape) and \(b.shape)") }
        if let c = inputs.optional(2) {
            guard c.type == a.type, try broadcastShape(c.shape, [m, n]) == [m, n] else {
                throw .invalid("addend \(c.type) \(c.shape) for [\(m), \(n)]")
            }
        }
        return [TensorSpec([m, n], a.type)]
    }

    func run(
        _ inputs: [TensorView?], _ outputs: [TensorView], _ threads: Threads
    ) throws(ExecutionError) {
        let a = inputs[0]!
        let b = inputs[1]!
        let y = outputs[0]
        let (m, n) = (y.shape[0], y.shape[1])
        let k = transposeA ? a.shape[0] : a.shape[1]
        let c = inputs.count > 2 ? inputs[2] : nil
        if let c {
            let strides = broadcastStrides(c.shape, to: y.shape)
            for i in 0..<m {
                for j in 0..<n {
                    let at = i * strides[0] + j * strides[1]
                    if a.type == .float {
                        y.floats[i * n + j] = beta * c.floats[at]
                    } else {
                        y.integers[i * n + j] = scaled(c.integers[at], beta)
                    }
                }
            }
        }
        if a.type == .float {
            threads.ranges(n, grain: 64) { columns in
                sgemm(
                    transposeA: transposeA, transposeB: transposeB, m: m, n: columns.count, k: k,
                    alpha: alpha, a: a.floats, lda: a.shape[1],
                    b: b.floats + columns.lowerBound * (transposeB ? k : 1), ldb: b.shape[1],
                    beta: c == nil ? 0 : 1, c: y.floats + columns.lowerBound, ldc: n)
            }
            return
        }
        for i in 0..<m {
            for j in 0..<n {
                var sum: Int64 = 0
                for l in 0..<k {
                    sum &+=
                        a.integers[transposeA ? l * m + i : i * k + l]
                        &* b.integers[transposeB ? j * k + l : l * n + j]
                }
                sum = scaled(sum, alpha)
                y.integers[i * n + j] = c == nil ? sum : y.integers[i * n + j] &+ sum
            }
        }
    }

    private func scaled(_ value: Int64, _ factor: Float) -> Int64 {
        factor == 1 ? value : saturatingInteger(Float(value) * factor)
    }
}

/// numpy.matmul: leading dimensions broadcast, vectors become a row (left) or a column (right).
struct MatMulKernel: Kernel {
    var name: String { "MatMul" }

    private func dimensions(
        _ a: [Int], _ b: [Int]
    ) throws(ExecutionError) -> (m: Int, n: Int, k: Int, batch: [Int], a: [Int], b: [Int], shape: [Int]) {
        guard !a.isEmpty, !b.isEmpty else { throw .invalid("scalar operand") }
        let left = a.count == 1 ? [1, a[0]] : a
        let right = b.count == 1 ? [b[0], 1] : b
        let (m, k) = (left[left.count - 2], left[left.count - 1])
        let (k2, n) = (right[right.count - 2], right[right.count - 1])
        guard k == k2 else { throw .invalid("operands \(a) and \(b)") }
        let batchA = Array(left.dropLast(2))
        let batchB = Array(right.dropLast(2))
        let batch = try broadcastShape(batchA, batchB)
        let shape = batch + (a.count == 1 ? [] : [m]) + (b.count == 1 ? [] : [n])
        return (m, n, k, batch, batchA, batchB, shape)
    }

    func outputs(_ inputs: Operands) throws(ExecutionError) -> [TensorSpec] {
        try inputs.checkCount(2...2)
        let a = try inputs.required(0)
        let b = try inputs.required(1, a.type)
        guard a.type != .boolean else { throw .invalid("boolean operands") }
        return [TensorSpec(try dimensions(a.shape, b.shape).shape, a.type)]
    }

    func run(
        _ inputs: [TensorView?], _ outputs: [TensorView], _ threads: Threads
    ) throws(ExecutionError) {
        let a = inputs[0]!
        let b = inputs[1]!
        let y = outputs[0]
        let d = try dimensions(a.shape, b.shape)
        guard y.count > 0 else { return }
        let offsetsA = broadcastOffsets(d.a, to: d.batch)
        let offsetsB = broadcastOffsets(d.b, to: d.batch)
        let (m, n, k) = (d.m, d.n, d.k)
        if y.type == .float {
            if d.b.reduce(1, *) == 1 {
                // One right-hand matrix: the batch is more rows.
                let rows = m * offsetsA.count
                threads.ranges(n, grain: 64) { columns in
                    sgemm(
                        m: rows, n: columns.count, k: k, a: a.floats, lda: k,
                        b: b.floats + columns.lowerBound, ldb: n, beta: 0,
                        c: y.floats + columns.lowerBound, ldc: n)
                }
                return
            }
            threads.perform(offsetsA.count) { i in
                sgemm(
                    m: m, n: n, k: k, a: a.floats + offsetsA[i] * m * k, lda: k,
                    b: b.floats + offsetsB[i] * k * n, ldb: n, beta: 0, c: y.floats + i * m * n, ldc: n)
            }
            return
        }
        for batch in offsetsA.indices {
            let pa = a.integers + offsetsA[batch] * m * k
            let pb = b.integers + offsetsB[batch] * k * n
            for i in 0..<m {
                for j in 0..<n {
                    var sum: Int64 = 0
                    for l in 0..<k { sum &+= pa[i * k + l] &* pb[l * n + j] }
                    y.integers[(batch * m + i) * n + j] = sum
                }
            }
        }
    }
}
