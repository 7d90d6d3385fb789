import CEdgeSIMD

func portableAddKernel(_ arguments: UnsafePointer<EdgePointwise>) {
    let p = arguments.pointee
    for row in 0..<Int(p.rows) {
        let a = p.a + row * p.strideA
        let b = p.b + row * p.strideB
        let output = p.output + row * p.outputStride
        for i in 0..<Int(p.count) {
            let x = toFloat(Int32(a[i]) &- p.zeroPointA) * p.factorA
            let y = toFloat(Int32(b[i]) &- p.zeroPointB) * p.factorB
            output[i] = quantize(x + y, p.low, p.high, p.zeroPoint)
        }
    }
}

func portableMulKernel(_ arguments: UnsafePointer<EdgePointwise>) {
    let p = arguments.pointee
    for row in 0..<Int(p.rows) {
        let a = p.a + row * p.strideA
        let b = p.b + row * p.strideB
        let output = p.output + row * p.outputStride
        for i in 0..<Int(p.count) {
            let product = (Int32(a[i]) &- p.zeroPointA) &* (Int32(b[i]) &- p.zeroPointB)
            output[i] = quantize(toFloat(product) * p.factorA, p.low, p.high, p.zeroPoint)
        }
    }
}

func portableRequantizeKernel(_ arguments: UnsafePointer<EdgePointwise>) {
    let p = arguments.pointee
    for row in 0..<Int(p.rows) {
        let a = p.a + row * p.strideA
        let output = p.output + row * p.outputStride
        for i in 0..<Int(p.count) {
            let value = toFloat(Int32(a[i]) &- p.zeroPointA) * p.factorA
            output[i] = quantize(value, p.low, p.high, p.zeroPoint)
        }
    }
}

func portableLookup(_ arguments: UnsafePointer<EdgeLookup>) {
    let p = arguments.pointee
    let zero = p.table + 128
    for row in 0..<Int(p.rows) {
        let input = p.input + row * p.inputStride
        let output = p.output + row * p.outputStride
        for i in 0..<Int(p.count) { output[i] = zero[Int(input[i])] }
    }
}
