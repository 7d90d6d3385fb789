import CEdgeSIMD

/// How a matrix product is cut for the caches.
///
/// Small weights stay in L1 or L2 while every row tile passes over all of them. Weights larger than
/// `residentBytes` would be streamed from further away once per row tile, so several row tiles are packed
/// first and each chunk of weights serves all of them.
struct GemmPlan {
    /// Weights up to this many bytes are taken to stay in L2 by themselves.
    static var residentBytes: Int { 256 * 1024 }
    /// Most bytes of packed rows, unless one row tile alone is larger.
    static var panelBytes: Int { 96 * 1024 }
    /// Bytes of rows packed at a time where the weights are small: fewer calls of the packing, and rows have
    /// left the store buffer before they are read. Bare metal packs a tile at a time.
    static func smallPanelBytes(_ kernel: GemmKernel) -> Int { kernel.isa == .portable ? 0 : 8 * 1024 }
    /// Weights of one chunk, about half of an L1 cache.
    static var chunkBytes: Int { 24 * 1024 }

    /// The kernel reads the input itself: nothing is packed.
    var inPlace: Bool
    /// Bytes of one packed row.
    var rowBytes: Int
    /// Most rows packed at a time, at least a tile's.
    var packedRows: Int
    /// Blocks of 16 channels in a chunk of weights.
    var chunkBlocks: Int

    init(_ problem: GemmProblem, _ kernel: GemmKernel) {
        rowBytes = problem.quads * 4 * kernel.panel.elementBytes
        inPlace = kernel.panel == .int8 && problem.depth % 4 == 0 && problem.rowsArePixels
        let tileBytes = rowBytes * kernel.tileRows
        let blockBytes = problem.quads * 64
        if problem.blocks * blockBytes <= Self.residentBytes {
            packedRows = max(1, Self.smallPanelBytes(kernel) / tileBytes) * kernel.tileRows
            chunkBlocks = problem.blocks
        } else {
            packedRows = max(kernel.tileRows, Self.panelBytes / max(rowBytes, 1))
            let tiles = max(1, Self.chunkBytes / (blockBytes * kernel.tileBlocks))
            chunkBlocks = tiles * kernel.tileBlocks
        }
        packedRows = min(packedRows, roundUp(problem.pixels, to: kernel.tileRows))
        if problem.outputElement == .int16 { chunkBlocks = min(chunkBlocks, Int16Tile.blocks) }
    }

    /// Rows to pack at a time of so many: no remainder alone has the weights pass by once more.
    func evenRows(of count: Int) -> Int { even(count, most: packedRows) }

    /// Packing may write up to 64 bytes past the last row.
    var scratchBytes: Int { inPlace ? 0 : roundUp(packedRows * rowBytes + 64, to: 64) }
}

/// The largest of nearly equal pieces of `count`, none of more than `most`.
@inline(__always)
func even(_ count: Int, most: Int) -> Int {
    if count <= most { return count }
    let pieces = (count + most - 1) / most
    return (count + pieces - 1) / pieces
}
