import CEdgeSIMD

/// The oracle of the lookup of int16: the line between two entries of the table.
func portableLookup16(_ arguments: UnsafePointer<EdgeLookup16>) {
    let p = arguments.pointee
    for row in 0..<Int(p.rows) {
        let input = p.input + row * p.inputStride
        let output = p.output + row * p.outputStride
        var table = p.table
        for i in 0..<Int(p.count) {
            let u = Int32(input[i]) &+ 32768
            let first = Int32(table[Int(u >> 6)])
            let step = Int32(table[Int(u >> 6) &+ 1]) &- first
            output[i] = Int16(truncatingIfNeeded: (first &* 64 &+ step &* (u & 63) &+ 32) >> 6)
            table += p.tableStride
        }
    }
}
