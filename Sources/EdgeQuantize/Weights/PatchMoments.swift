import CBLAS
import EdgeGraph

/// First and second moments of the input patches that the weights of one operator meet, collected over a
/// sample of output positions. They say how much each weight's rounding error shows in the output, and
/// what it shifts on average.
public struct PatchMoments: Sendable {
    public let groups: Int
    /// Length of a patch.
    public let depth: Int
    /// Whether `products` is kept; above `maximumDepth` only means and squares are.
    public let hasProducts: Bool
    public private(set) var count = 0
    /// `[groups][depth]`
    private var sums: [Double]
    /// `[groups][depth]`
    private var squares: [Double]
    /// `[groups][depth][depth]`, upper triangle, sums of `x_i * x_j`
    private var products: [Float]

    /// 2048 x 2048 floats are 16 MiB, their factorisation 3 G multiply-adds.
    public static let maximumDepth = 2048
    /// Output positions of one observation that are read: spread evenly, all where there are fewer.
    static func sampledPositions(depth: Int) -> Int { depth < 64 ? 32 : 64 }

    public init(_ op: LinearOperator) {
        groups = op.groups
        depth = op.depth
        hasProducts = op.depth <= Self.maximumDepth && op.groups * op.depth * op.depth <= 1 << 23
        sums = [Double](repeating: 0, count: groups * depth)
        squares = sums
        products = hasProducts ? [Float](repeating: 0, count: groups * depth * depth) : []
    }

    /// Mean of each element of a patch, `[groups][depth]`.
    public var means: [Float] {
        count == 0 ? sums.map { _ in 0 } : sums.map { Float($0 / Double(count)) }
    }

    /// Variance of each element of a patch, `[groups][depth]`.
    public var variances: [Float] {
        guard count > 0 else { return sums.map { _ in 0 } }
        let n = Double(count)
        return zip(sums, squares).map { Float(max(0, $1 / n - ($0 / n) * ($0 / n))) }
    }

    /// Covariance matrix of the patches of one group, `[depth][depth]`, both triangles filled.
    public func covariance(group: Int) -> [Float]? {
        guard hasProducts, count > 0 else { return nil }
        let n = Double(count)
        let mean = sums[group * depth..<(group + 1) * depth].map { $0 / n }
        var matrix = [Float](repeating: 0, count: depth * depth)
        for i in 0..<depth {
            let row = (group * depth + i) * depth
            for j in i..<depth {
                let c = Float(Double(products[row + j]) / n - mean[i] * mean[j])
                matrix[i * depth + j] = c
                matrix[j * depth + i] = c
            }
        }
        return matrix
    }

    /// Adds gathered patches: `[groups][positions][depth]`.
    public mutating func add(_ patches: [Float], positions: Int) {
        precondition(patches.count == groups * positions * depth)
        count += positions
        patches.withUnsafeBufferPointer { patches in
            for group in 0..<groups {
                let block = UnsafeBufferPointer(
                    rebasing: patches[group * positions * depth..<(group + 1) * positions * depth])
                addMeans(block, group: group, positions: positions)
                if hasProducts { addProducts(block, group: group, positions: positions) }
            }
        }
    }

    public mutating func merge(_ other: PatchMoments) {
        precondition(groups == other.groups && depth == other.depth)
        count += other.count
        for i in sums.indices {
            sums[i] += other.sums[i]
            squares[i] += other.squares[i]
        }
        for i in products.indices { products[i] += other.products[i] }
    }

    /// The moments where each element of a patch is multiplied by its factor.
    ///
    /// - Parameter factors: `[groups][depth]`
    public func scaled(by factors: [Float]) -> PatchMoments {
        precondition(factors.count == groups * depth)
        var result = self
        for i in sums.indices {
            result.sums[i] *= Double(factors[i])
            result.squares[i] *= Double(factors[i]) * Double(factors[i])
        }
        guard hasProducts else { return result }
        for group in 0..<groups {
            for i in 0..<depth {
                let row = (group * depth + i) * depth
                let factor = factors[group * depth + i]
                for j in i..<depth { result.products[row + j] *= factor * factors[group * depth + j] }
            }
        }
        return result
    }

    private mutating func addMeans(
        _ block: UnsafeBufferPointer<Float>, group: Int, positions: Int
    ) {
        // Few terms in single precision, then double.
        var sum = [Float](repeating: 0, count: depth)
        var square = sum
        for p in 0..<positions {
            let row = block.baseAddress! + p * depth
            for k in 0..<depth {
                sum[k] += row[k]
                square[k] += row[k] * row[k]
            }
        }
        for k in 0..<depth {
            sums[group * depth + k] += Double(sum[k])
            squares[group * depth + k] += Double(square[k])
        }
    }

    private mutating func addProducts(
        _ block: UnsafeBufferPointer<Float>, group: Int, positions: Int
    ) {
        if depth < 32 {
            addSmallProducts(block, group: group, positions: positions)
            return
        }
        products.withUnsafeMutableBufferPointer { products in
            let base = products.baseAddress! + group * depth * depth
            cblas_ssyrk(
                Int32(EdgeBlasRowMajor), Int32(EdgeBlasUpper), Int32(EdgeBlasTranspose),
                Int32(depth), Int32(positions), 1, block.baseAddress!, Int32(depth), 1, base,
                Int32(depth))
        }
    }

    /// As a library call would, but for windows of a few taps: positions become the inner axis.
    private mutating func addSmallProducts(
        _ block: UnsafeBufferPointer<Float>, group: Int, positions: Int
    ) {
        withUnsafeTemporaryAllocation(of: Float.self, capacity: depth * positions) { columns in
            for p in 0..<positions {
                for k in 0..<depth { columns[k * positions + p] = block[p * depth + k] }
            }
            products.withUnsafeMutableBufferPointer { products in
                for i in 0..<depth {
                    let row = products.baseAddress! + (group * depth + i) * depth
                    let x = columns.baseAddress! + i * positions
                    for j in i..<depth {
                        row[j] += dot(x, columns.baseAddress! + j * positions, positions)
                    }
                }
            }
        }
    }
}

extension LinearOperator {
    /// Gathers input patches at evenly spread output positions: `[groups][positions][depth]`.
    ///
    /// - Parameters:
    ///   - input: one sample, `[1, C, H, W]` for a convolution, `[..., depth]` for a product.
    ///   - shift: turns the grid of positions, so that successive samples visit others.
    public func gatherPatches(
        _ input: UnsafeBufferPointer<Float>, shape: [Int], shift: Int
    ) -> (patches: [Float], positions: Int) {
        guard let window, shape.count == 4 else {
            let rows = input.count / depth
            let positions = min(rows, PatchMoments.sampledPositions(depth: depth))
            var patches: [Float] = []
            patches.reserveCapacity(positions * depth)
            for p in 0..<positions {
                let row = (p * rows / positions + shift) % rows
                patches += input[row * depth..<(row + 1) * depth]
            }
            return (patches, positions)
        }
        let geometry = PatchGeometry(window, height: shape[2], width: shape[3])
        let available = geometry.outputHeight * geometry.outputWidth
        let positions = min(available, PatchMoments.sampledPositions(depth: depth))
        let channels = depth / taps
        let plane = shape[2] * shape[3]
        let offsets = (0..<positions).map {
            geometry.taps(at: ($0 * available / positions + shift) % available)
        }
        var patches = [Float](repeating: 0, count: groups * positions * depth)
        patches.withUnsafeMutableBufferPointer { patches in
            // One input plane after the other: each is read while it is in the cache.
            for channel in 0..<groups * channels {
                let source = channel * plane
                let group = channel / channels
                let column = channel % channels * taps
                for p in 0..<positions {
                    let target = (group * positions + p) * depth + column
                    for (tap, offset) in offsets[p].enumerated() where offset >= 0 {
                        patches[target + tap] = input[source + offset]
                    }
                }
            }
        }
        return (patches, positions)
    }
}

/// Where the taps of a window lie in the input plane.
struct PatchGeometry {
    let window: ConvAttributes
    let height: Int
    let width: Int
    let outputHeight: Int
    let outputWidth: Int

    init(_ window: ConvAttributes, height: Int, width: Int) {
        self.window = window
        self.height = height
        self.width = width
        func extent(_ size: Int, _ axis: Int) -> Int {
            let span = (window.kernel[axis] - 1) * window.dilations[axis] + 1
            let padded = size + window.padsBefore[axis] + window.padsAfter[axis]
            return (padded - span) / window.strides[axis] + 1
        }
        outputHeight = extent(height, 0)
        outputWidth = extent(width, 1)
    }

    /// Offset of each tap in the plane, -1 in the padding.
    func taps(at position: Int) -> [Int] {
        let top = position / outputWidth * window.strides[0] - window.padsBefore[0]
        let left = position % outputWidth * window.strides[1] - window.padsBefore[1]
        var offsets: [Int] = []
        for row in 0..<window.kernel[0] {
            let y = top + row * window.dilations[0]
            for column in 0..<window.kernel[1] {
                let x = left + column * window.dilations[1]
                let inside = y >= 0 && y < height && x >= 0 && x < width
                offsets.append(inside ? y * width + x : -1)
            }
        }
        return offsets
    }
}
