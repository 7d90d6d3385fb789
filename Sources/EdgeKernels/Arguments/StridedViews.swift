/// Elements of up to three tensors of one shape, each tensor with its own distances: what elementwise
/// operators and copies walk over. Distances and sizes count elements. A distance of 0 repeats an element.
public struct StridedWalk: Sendable {
    /// Axes in use; the loops' order is free.
    public private(set) var rank = 0
    public private(set) var sizes = InlineArray<6, Int>(repeating: 1)
    /// Of the first input, the second input and the output.
    public private(set) var a = InlineArray<6, Int>(repeating: 0)
    public private(set) var b = InlineArray<6, Int>(repeating: 0)
    public private(set) var output = InlineArray<6, Int>(repeating: 0)

    @inlinable public init() {}

    /// Adds an axis inside those added before. Axes of size 1 vanish; one that continues the axis before
    /// it in all tensors becomes one with it.
    public mutating func append(size: Int, a strideA: Int, b strideB: Int = 0, output stride: Int) {
        if size == 1 { return }
        if rank > 0 {
            let last = rank - 1
            if a[last] == strideA * size && b[last] == strideB * size && output[last] == stride * size {
                sizes[last] *= size
                a[last] = strideA
                b[last] = strideB
                output[last] = stride
                return
            }
        }
        sizes[rank] = size
        a[rank] = strideA
        b[rank] = strideB
        output[rank] = stride
        rank += 1
    }

    /// Exchanges two axes.
    mutating func swap(_ i: Int, _ j: Int) {
        (sizes[i], sizes[j]) = (sizes[j], sizes[i])
        (a[i], a[j]) = (a[j], a[i])
        (b[i], b[j]) = (b[j], b[i])
        (output[i], output[j]) = (output[j], output[i])
    }

    /// Product of the sizes of the first `count` axes.
    func product(_ count: Int) -> Int {
        var result = 1
        for axis in 0..<count { result *= sizes[axis] }
        return result
    }
}

/// An element of the first axes of a walk: its index along each, and its offset in each tensor.
struct StridedPlace {
    private var index = InlineArray<6, Int>(repeating: 0)
    private(set) var a = 0
    private(set) var b = 0
    private(set) var output = 0

    /// The element that is number `position`, row-major, of the first `count` axes.
    @inline(__always)
    init(_ walk: StridedWalk, _ position: Int, _ count: Int) {
        var rest = position
        var axis = count - 1
        while axis >= 0 {
            let i = rest % walk.sizes[axis]
            rest /= walk.sizes[axis]
            index[axis] = i
            a += i * walk.a[axis]
            b += i * walk.b[axis]
            output += i * walk.output[axis]
            axis -= 1
        }
    }

    /// To the next element.
    @inline(__always)
    mutating func advance(_ walk: StridedWalk, _ count: Int) {
        var axis = count - 1
        while axis >= 0 {
            index[axis] += 1
            a += walk.a[axis]
            b += walk.b[axis]
            output += walk.output[axis]
            if index[axis] < walk.sizes[axis] { return }
            a -= index[axis] * walk.a[axis]
            b -= index[axis] * walk.b[axis]
            output -= index[axis] * walk.output[axis]
            index[axis] = 0
            axis -= 1
        }
    }
}

/// One axis of a tensor and what lies around it: element (o, k, p, c) is
/// `((o * size + k) * pixels + p) * pixelStride + c` elements from the base, or `(o * stride + k)` where the
/// axis is the last one, `pixels` and `channels` being 1.
public struct AxisView: Sendable {
    /// Product of the dimensions before the axis.
    public var outer: Int
    public var size: Int
    /// Product of the dimensions between the axis and the last one.
    public var pixels: Int
    /// The last dimension; 1 where it is the axis.
    public var channels: Int
    /// Distance of consecutive elements along the axis, of pixels, and of `outer` steps.
    public var axisStride: Int
    public var pixelStride: Int
    public var outerStride: Int

    /// The last dimension of rows that lie `rowStride` elements apart.
    @inlinable public init(rows: Int, size: Int, rowStride: Int) {
        outer = rows
        self.size = size
        pixels = 1
        channels = 1
        axisStride = 1
        pixelStride = 1
        outerStride = rowStride
    }

    @inlinable public init(outer: Int, size: Int, pixels: Int, channels: Int, pixelStride: Int) {
        self.outer = outer
        self.size = size
        self.pixels = pixels
        self.channels = channels
        axisStride = pixels * pixelStride
        self.pixelStride = pixelStride
        outerStride = size * pixels * pixelStride
    }
}
