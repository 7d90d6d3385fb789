import CEdgeSIMD

func portableTranspose(_ arguments: UnsafePointer<EdgeTranspose>) {
    let p = arguments.pointee
    for column in 0..<Int(p.columns) {
        let output = p.output + column * p.outputStride
        for row in 0..<Int(p.rows) { output[row] = p.input[row * p.inputStride + column] }
    }
}
