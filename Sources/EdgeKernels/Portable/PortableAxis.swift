func portableAxisSoftmax(_ a: AxisSoftmaxArguments, _ kernel: FloatKernel, _ part: Int, _ parts: Int) {
    let view = a.inputView
    if view.pixels * view.channels == 1 && view.axisStride == 1 && a.outputView.axisStride == 1 {
        for row in piece(part, of: parts, count: view.outer) {
            softmaxRow(a.input + row * view.outerStride, a.output + row * a.outputView.outerStride, view.size)
        }
        return
    }
    // Runs of up to 64 neighbours.
    let runs = (view.channels + 63) / 64
    for unit in piece(part, of: parts, count: view.outer * view.pixels * runs) {
        let pixel = unit / runs
        let first = unit % runs * 64
        let (o, p) = (pixel / view.pixels, pixel % view.pixels)
        kernel.softmax(
            a.input + o * view.outerStride + p * view.pixelStride + first, view.axisStride,
            a.output + o * a.outputView.outerStride + p * a.outputView.pixelStride + first,
            a.outputView.axisStride, view.size, min(64, view.channels - first))
    }
}

func portableSoftmaxColumns(
    _ x: UnsafePointer<Float>, _ from: Int, _ y: UnsafeMutablePointer<Float>, _ to: Int, _ size: Int,
    _ columns: Int
) {
    var c = 0
    while c + 8 <= columns {
        softmax8(x + c, from, y + c, to, size)
        c += 8
    }
    while c < columns {
        softmaxColumn(x + c, from, y + c, to, size)
        c += 1
    }
}

/// Neighbours along the axis.
private func softmaxRow(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int) {
    var largest = x[0]
    for i in 1..<max(count, 1) where x[i] > largest { largest = x[i] }
    var i = 0
    while i + 8 <= count {
        store8(exponential(load8(x + i) - largest), y + i)
        i += 8
    }
    while i < count {
        y[i] = exponential(x[i] - largest)
        i += 1
    }
    var sum: Float = 0
    for i in 0..<count { sum += y[i] }
    i = 0
    while i + 8 <= count {
        store8(canonical(load8(y + i) / sum), y + i)
        i += 8
    }
    while i < count {
        y[i] = canonical(y[i] / sum)
        i += 1
    }
}

private func softmaxColumn(
    _ x: UnsafePointer<Float>, _ from: Int, _ y: UnsafeMutablePointer<Float>, _ to: Int, _ count: Int
) {
    var largest = x[0]
    for i in 1..<max(count, 1) where x[i * from] > largest { largest = x[i * from] }
    var sum: Float = 0
    for i in 0..<count {
        let e = exponential(x[i * from] - largest)
        y[i * to] = e
        sum += e
    }
    for i in 0..<count { y[i * to] = canonical(y[i * to] / sum) }
}

/// Eight columns at once.
private func softmax8(
    _ x: UnsafePointer<Float>, _ from: Int, _ y: UnsafeMutablePointer<Float>, _ to: Int, _ count: Int
) {
    var largest = load8(x)
    for i in 1..<max(count, 1) {
        let v = load8(x + i * from)
        largest.replace(with: v, where: v .> largest)
    }
    var sum = Float8(repeating: 0)
    for i in 0..<count {
        let e = exponential(load8(x + i * from) - largest)
        store8(e, y + i * to)
        sum += e
    }
    for i in 0..<count { store8(canonical(load8(UnsafePointer(y + i * to)) / sum), y + i * to) }
}

func portableReduce(_ a: ReduceArguments, _ part: Int, _ parts: Int) {
    let view = a.inputView
    let units = view.outer * view.pixels
    let divisor = Float(Int(view.size))
    for unit in piece(part, of: parts, count: units) {
        let (o, p) = (unit / view.pixels, unit % view.pixels)
        let x = a.input + o * view.outerStride + p * view.pixelStride
        let y = a.output + o * a.outputView.outerStride + p * a.outputView.pixelStride
        var c = 0
        while c + 8 <= view.channels {
            var value = load8(x + c)
            if a.function == .max {
                for i in 1..<max(view.size, 1) {
                    let v = load8(x + i * view.axisStride + c)
                    value.replace(with: v, where: v .> value)
                }
            } else {
                value = 0 + value
                for i in 1..<max(view.size, 1) { value += load8(x + i * view.axisStride + c) }
                if a.function == .mean { value /= divisor }
            }
            store8(canonical(value), y + c)
            c += 8
        }
        while c < view.channels {
            var value = x[c]
            if a.function == .max {
                for i in 1..<max(view.size, 1) where x[i * view.axisStride + c] > value {
                    value = x[i * view.axisStride + c]
                }
            } else {
                value = 0 + value
                for i in 1..<max(view.size, 1) { value += x[i * view.axisStride + c] }
                if a.function == .mean { value /= divisor }
            }
            y[c] = canonical(value)
            c += 1
        }
    }
}
