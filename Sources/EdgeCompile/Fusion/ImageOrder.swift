/// How the elements of a float value lie in its int8 tensor. Rank 4 is `[1, C, H, W]` in the source and
/// `[1, H, W, C]` in the arena; every other rank keeps its row-major order, unless it came from an image.
enum ElementOrder: Equatable {
    /// Row-major by the value's own shape, or NHWC for rank 4.
    case natural
    /// A `[1, C*H*W]` value whose bytes are still in (H, W, C) order.
    case flattenedImage(channels: Int, height: Int, width: Int)
}

/// Whether NCHW and NHWC order are the same for a shape (true for every rank but 4).
func orderIsUnambiguous(_ shape: [Int]) -> Bool {
    shape.count != 4 || shape[1] == 1 || shape[2] * shape[3] == 1
}

/// Dimensions of the int8 tensor of a value.
func tensorDimensions(_ shape: [Int]) -> [Int] {
    shape.count == 4 ? [shape[0], shape[2], shape[3], shape[1]] : shape
}
