import Foundation

/// One function over `axes` (exactly those listed: none means every element by itself). A mean of integers
/// truncates; a maximum or minimum of nothing is an error.
struct ReduceKernel: Kernel {
    let function: ReduceFunction
    let axes: [Int]
    let keepDimensions: Bool
    var name: String { "Reduce(\(function))" }

    func outputs(_ inputs: Operands) throws(ExecutionError) -> [TensorSpec] {
        try inputs.checkCount(1...1)
        let x = try inputs.required(0)
        for axis in axes { try checkAxis(axis, rank: x.shape.count) }
        guard Set(axes).count == axes.count else { throw .invalid("axes \(axes)") }
        switch (function, x.type) {
        case (_, .float), (.max, _), (.min, _), (_, .integer): break
        default: throw .invalid("\(x.type) input")
        }
        if function == .max || function == .min || function == .mean,
            axes.contains(where: { x.shape[$0] == 0 })
        {
            throw .invalid("nothing to reduce in \(x.shape)")
        }
        var shape: [Int] = []
        for (axis, size) in x.shape.enumerated() {
            if !axes.contains(axis) {
                shape.append(size)
            } else if keepDimensions {
                shape.append(1)
            }
        }
        return [TensorSpec(shape, x.type)]
    }

    func run(
        _ inputs: [TensorView?], _ outputs: [TensorView], _ threads: Threads
    ) throws(ExecutionError) {
        let (x, y) = (inputs[0]!, outputs[0])
        guard y.count > 0 else { return }
        let sorted = axes.sorted()
        if let first = sorted.first, let last = sorted.last, last - first == sorted.count - 1 {
            reduce(
                x, y, outer: x.shape.product(0..<first), count: x.shape.product(first..<last + 1),
                inner: x.shape.product(last + 1..<x.shape.count), threads)
        } else if sorted.isEmpty {
            reduce(x, y, outer: x.count, count: 1, inner: 1, threads)
        } else {
            // Scattered axes: bring them to the end first.
            let kept = x.shape.indices.filter { !axes.contains($0) }
            let moved = TensorView(
                TensorSpec((kept + sorted).map { x.shape[$0] }, x.type), allocate(bytes: x.byteCount))
            defer { moved.base.deallocate() }
            transpose(x, permutation: kept + sorted, into: moved, threads)
            reduce(moved, y, outer: y.count, count: x.count / y.count, inner: 1, threads)
        }
    }

    /// [outer, count, inner] -> [outer, inner].
    private func reduce(
        _ x: TensorView, _ y: TensorView, outer: Int, count: Int, inner: Int, _ threads: Threads
    ) {
        guard x.type == .float else {
            return integers(x.integers, y.integers, outer: outer, count: count, inner: inner)
        }
        threads.ranges(outer, grain: max(1, 8192 / max(1, count * inner))) { range in
            for o in range {
                let source = UnsafePointer(x.floats + o * count * inner)
                let target = y.floats + o * inner
                if inner == 1 {
                    target[0] = row(source, count)
                } else {
                    columns(source, target, count: count, inner: inner)
                }
            }
        }
    }

    private func row(_ x: UnsafePointer<Float>, _ n: Int) -> Float {
        switch function {
        case .sum: return sum(x, n)
        case .mean: return sum(x, n) / Float(n)
        case .l2: return squaredDeviation(x, n, center: 0).squareRoot()
        case .product: return fold(x, n, 1) { $0 * $1 }
        case .max: return fold(x, n, x[0]) { $0.replacing(with: $1, where: $1 .> $0) }
        case .min: return fold(x, n, x[0]) { $0.replacing(with: $1, where: $1 .< $0) }
        }
    }

    @inline(__always)
    private func fold(
        _ x: UnsafePointer<Float>, _ n: Int, _ start: Float, _ f: (Lanes, Lanes) -> Lanes
    ) -> Float {
        var lanes = Lanes(repeating: start)
        var i = 0
        while i + 8 <= n {
            lanes = f(lanes, x.lanes(i))
            i += 8
        }
        var total = Lanes(repeating: start)
        for j in 0..<8 { total = f(total, Lanes(repeating: lanes[j])) }
        while i < n {
            total = f(total, Lanes(repeating: x[i]))
            i += 1
        }
        return total[0]
    }

    private func columns(
        _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, count: Int, inner: Int
    ) {
        let start: Float =
            switch function {
            case .sum, .mean, .l2: 0
            case .product: 1
            case .max: -.infinity
            case .min: .infinity
            }
        y.update(repeating: start, count: inner)
        for i in 0..<count {
            let row = x + i * inner
            switch function {
            case .sum, .mean: zipLanes(y, 1, row, 1, y, inner) { $0 + $1 }
            case .l2: zipLanes(y, 1, row, 1, y, inner) { $0 + $1 * $1 }
            case .product: zipLanes(y, 1, row, 1, y, inner) { $0 * $1 }
            case .max: zipLanes(y, 1, row, 1, y, inner) { $0.replacing(with: $1, where: $1 .> $0) }
            case .min: zipLanes(y, 1, row, 1, y, inner) { $0.replacing(with: $1, where: $1 .< $0) }
            }
        }
        if function == .mean { mapLanes(y, y, inner) { $0 / Float(count) } }
        if function == .l2 { mapLanes(y, y, inner) { $0.squareRoot() } }
    }

    private func integers(
        _ x: UnsafePointer<Int64>, _ y: UnsafeMutablePointer<Int64>, outer: Int, count: Int, inner: Int
    ) {
        for o in 0..<outer {
            for i in 0..<inner {
                let column = x + o * count * inner + i
                var total: Int64 =
                    switch function {
                    case .sum, .mean, .l2: 0
                    case .product: 1
                    case .max: .min
                    case .min: .max
                    }
                for j in 0..<count {
                    let value = column[j * inner]
                    switch function {
                    case .sum, .mean: total = total &+ value
                    case .l2: total = total &+ value &* value
                    case .product: total = total &* value
                    case .max: total = Swift.max(total, value)
                    case .min: total = Swift.min(total, value)
                    }
                }
                if function == .mean { total /= Int64(count) }
                if function == .l2 { total = saturatingInteger(Float(total).squareRoot()) }
                y[o * inner + i] = total
            }
        }
    }
}

/// e^x / sum e^x along `axis` (or its logarithm), after subtracting the maximum.
struct SoftmaxKernel: Kernel {
    let axis: Int
    let logarithm: Bool
    var name: String { logarithm ? "LogSoftmax" : "Softmax" }
    var inPlaceInputs: [Int] { [0] }

    func outputs(_ inputs: Operands) throws(ExecutionError) -> [TensorSpec] {
        try inputs.checkCount(1...1)
        let x = try inputs.required(0, .float)
        try checkAxis(axis, rank: x.shape.count)
        return [x]
    }

    func run(
        _ inputs: [TensorView?], _ outputs: [TensorView], _ threads: Threads
    ) throws(ExecutionError) {
        let (x, y) = (inputs[0]!, outputs[0])
        guard x.count > 0 else { return }
        let count = x.shape[axis]
        let inner = x.shape.product(axis + 1..<x.shape.count)
        let outer = x.shape.product(0..<axis)
        if inner == 1 {
            threads.ranges(outer, grain: max(1, 4096 / count)) { rows in
                for row in rows {
                    normalize(x.floats + row * count, y.floats + row * count, count)
                }
            }
            return
        }
        threads.ranges(outer * inner, grain: max(1, 4096 / count)) { columns in
            let buffer = UnsafeMutablePointer<Float>.allocate(capacity: count)
            defer { buffer.deallocate() }
            for column in columns {
                let at = column / inner * count * inner + column % inner
                for i in 0..<count { buffer[i] = x.floats[at + i * inner] }
                normalize(buffer, buffer, count)
                for i in 0..<count { y.floats[at + i * inner] = buffer[i] }
            }
        }
    }

    private func normalize(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ n: Int) {
        var largest = x[0]
        for i in 1..<max(1, n) where x[i] > largest { largest = x[i] }
        if logarithm {
            var total: Float = 0
            mapLanes(x, y, n) { $0 - largest }
            var i = 0
            while i + 8 <= n {
                total += exponential(y.lanes(i)).sum()
                i += 8
            }
            while i < n {
                total += exponential(Lanes(repeating: y[i]))[0]
                i += 1
            }
            let shift = logf(total)
            mapLanes(y, y, n) { $0 - shift }
        } else {
            mapLanes(x, y, n) { exponential($0 - largest) }
            let factor = 1 / sum(y, n)
            mapLanes(y, y, n) { $0 * factor }
        }
    }
}
