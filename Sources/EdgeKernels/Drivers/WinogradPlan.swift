/// A 3x3 convolution of stride 1 in tiles of 2x2 outputs.
///
/// Weights are transformed block by block at every run, which costs a few percent where 24 tiles or more use them,
/// and takes no memory beyond scratch: transformed, they would be 3.6 times the file's.
package struct WinogradPlan {
    /// Most bytes of transformed activations that any kernel aims at.
    package static var mostActivationBytes: Int { 512 * 1024 }
    /// Least channels that any kernel wants.
    package static var leastChannels: Int { 16 }
    /// Least product of input and output channels: with fewer, the transforms take too large a share.
    static var leastProduct: Int { 512 }
    /// Tiles at a time, whatever that takes: so many make transforming the weights worth while; more gain nothing.
    static var mostTiles: ClosedRange<Int> { 24...120 }

    let channels: Int
    let tilesHigh: Int
    let tilesWide: Int
    /// Most tiles at a time.
    let capacity: Int
    /// Offsets in scratch.
    let padding: Int
    let activations: Int
    let weights: Int
    let sums: Int
    let scratchBytes: Int

    var tiles: Int { tilesHigh * tilesWide }
    /// Elements from one of the 16 products' activations or weights to the next's: a cache line more than there are,
    /// or all 16 would fall into one set of the cache.
    var activationStep: Int { capacity * channels + 32 }
    var weightStep: Int { channels * 16 + 32 }

    /// Nil for what the algorithm cannot do, or where its sums might not fit: four times an output is to be within
    /// an int32, which 9 * 2048 products of at most 128 * 127 are.
    init?(
        window w: Window, groups: Int, channels: Int, outputHeight: Int, outputWidth: Int,
        activationBytes: Int
    ) {
        guard w.kernelHeight == 3, w.kernelWidth == 3, w.strideHeight == 1, w.strideWidth == 1,
            w.dilationHeight == 1, w.dilationWidth == 1, groups == 1, channels % 16 == 0, channels <= 2048
        else { return nil }
        self.channels = channels
        tilesHigh = (outputHeight + 1) / 2
        tilesWide = (outputWidth + 1) / 2
        let most = activationBytes / (32 * channels)
        capacity = even(
            tilesHigh * tilesWide, most: min(max(most, Self.mostTiles.lowerBound), Self.mostTiles.upperBound))
        padding = 16 * MemoryLayout<UnsafePointer<Int8>>.stride
        activations = padding + roundUp(channels, to: 64)
        weights = activations + 32 * (capacity * channels + 32)
        sums = weights + 32 * (channels * 16 + 32)
        scratchBytes = roundUp(sums + 16 * capacity * 16 * 4, to: 64)
    }

    /// Likewise.
    init?(_ problem: GemmProblem, _ kernel: WinogradKernel) {
        if problem.inputIsInt16 || problem.outputElement == .int16 { return nil }
        self.init(
            window: problem.window, groups: problem.groups, channels: problem.input.channels,
            outputHeight: problem.outputHeight, outputWidth: problem.outputWidth,
            activationBytes: kernel.activationBytes)
    }

    /// Tiles to take at a time of so many.
    func evenTiles(of count: Int) -> Int { even(count, most: capacity) }

    /// About what a thread's share costs, in vector instructions for a channel: the products', and those of the
    /// transforms that other threads do as well.
    func cost(tiles: Int, blocks: Int) -> Int {
        let passes = (tiles + capacity - 1) / capacity
        return 35 * tiles * blocks + 6 * tiles + 80 * blocks * passes
    }

    /// Whether it is faster than the direct sum.
    func pays(outputChannels: Int, leastChannels: Int = WinogradPlan.leastChannels) -> Bool {
        channels >= leastChannels && outputChannels >= leastChannels
            && channels * outputChannels >= Self.leastProduct && tiles >= 24
    }
}
