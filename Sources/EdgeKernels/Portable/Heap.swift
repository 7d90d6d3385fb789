/// Which of two elements comes first.
protocol TotalOrder {
    associatedtype Element
    func precedes(_ a: Element, _ b: Element) -> Bool
}

/// Restores a heap, whose root is the last of its elements, below `start`.
@inline(__always)
func siftDown<Order: TotalOrder>(
    _ heap: UnsafeMutablePointer<Order.Element>, _ start: Int, _ count: Int, _ order: Order
) {
    var node = start
    while true {
        var child = 2 * node + 1
        if child >= count { return }
        if child + 1 < count && order.precedes(heap[child], heap[child + 1]) { child += 1 }
        if !order.precedes(heap[node], heap[child]) { return }
        (heap[node], heap[child]) = (heap[child], heap[node])
        node = child
    }
}

/// Makes a heap of elements in any order.
@inline(__always)
func makeHeap<Order: TotalOrder>(
    _ heap: UnsafeMutablePointer<Order.Element>, _ count: Int, _ order: Order
) {
    var start = count / 2 - 1
    while start >= 0 {
        siftDown(heap, start, count, order)
        start -= 1
    }
}

/// Brings the elements of a heap into their order: the last one goes to the end, again and again.
@inline(__always)
func sortHeap<Order: TotalOrder>(
    _ heap: UnsafeMutablePointer<Order.Element>, _ count: Int, _ order: Order
) {
    var end = count - 1
    while end > 0 {
        (heap[0], heap[end]) = (heap[end], heap[0])
        siftDown(heap, 0, end, order)
        end -= 1
    }
}
