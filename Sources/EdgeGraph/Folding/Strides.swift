/// Walks row-major positions of one shape and reports the matching offset in operands that broadcast to it
/// or are permuted from it: a stride of 0 repeats an element.
struct StridedWalk {
    /// The shape walked over.
    let shape: [Int]
    let count: Int

    init(_ shape: [Int]) {
        self.shape = shape
        count = shape.reduce(1, *)
    }

    /// Offsets of all positions, in order, where dimension `i` advances by `strides[i]`.
    func offsets(strides: [Int], start: Int = 0) -> [Int] {
        var offsets: [Int] = []
        offsets.reserveCapacity(count)
        var index = [Int](repeating: 0, count: shape.count)
        var offset = start
        for _ in 0..<count {
            offsets.append(offset)
            var axis = shape.count - 1
            while axis >= 0 {
                index[axis] += 1
                offset += strides[axis]
                if index[axis] < shape[axis] { break }
                offset -= strides[axis] * shape[axis]
                index[axis] = 0
                axis -= 1
            }
        }
        return offsets
    }
}

/// Elements between neighbours along each dimension of a row-major tensor.
func rowMajorStrides(_ shape: [Int]) -> [Int] {
    var strides = [Int](repeating: 1, count: shape.count)
    for axis in stride(from: shape.count - 2, through: 0, by: -1) {
        strides[axis] = strides[axis + 1] * shape[axis + 1]
    }
    return strides
}

/// Strides of `shape` as it broadcasts to `target`.
func stretchingStrides(_ shape: [Int], to target: [Int]) -> [Int] {
    let own = rowMajorStrides(shape)
    let missing = target.count - shape.count
    return target.indices.map { $0 < missing || shape[$0 - missing] == 1 ? 0 : own[$0 - missing] }
}

extension Tensor {
    /// A tensor of `shape` whose elements are this one's at `offsets`.
    func picking(_ offsets: [Int], shape: [Int]) -> Tensor {
        switch type {
        case .float: Tensor(shape: shape, floats: offsets.map { floats[$0] })
        case .integer, .boolean:
            Tensor(shape: shape, integers: offsets.map { integers[$0] }, type: type)
        }
    }

    /// The same elements in another shape of the same count.
    public func reshaped(_ shape: [Int]) -> Tensor {
        precondition(shape.reduce(1, *) == count)
        var copy = self
        copy.shape = shape
        return copy
    }

    /// Dimension `i` of the result is dimension `permutation[i]` of this one.
    public func transposed(_ permutation: [Int]) -> Tensor {
        let strides = rowMajorStrides(shape)
        let target = permutation.map { shape[$0] }
        return picking(StridedWalk(target).offsets(strides: permutation.map { strides[$0] }), shape: target)
    }

    /// Stretched to `target`, which its shape broadcasts to.
    public func broadcasted(to target: [Int]) -> Tensor {
        if target == shape { return self }
        return picking(StridedWalk(target).offsets(strides: stretchingStrides(shape, to: target)), shape: target)
    }
}
