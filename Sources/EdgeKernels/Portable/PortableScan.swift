func portableScanInt8(_ x: UnsafePointer<Int8>, _ count: Int, _ threshold: Int8) -> Int {
    var i = 0
    while i < count && x[i] < threshold { i += 1 }
    return i
}

func portableScanFloat(_ x: UnsafePointer<Float>, _ count: Int, _ threshold: Float) -> Int {
    var i = 0
    while i < count && !(x[i] >= threshold) { i += 1 }
    return i
}
