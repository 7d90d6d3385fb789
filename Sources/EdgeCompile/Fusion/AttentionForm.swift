/// How the operands of an attention lie in the graph (Vaswani et al., "Attention Is All You Need", 2017):
/// `softmax(scale * A B) V`, or `V softmax(scale * A B)^T`, of the last two axes; heads are the axis before.
struct AttentionForm {
    /// Of the scores.
    var scale: Float
    /// The values and the output have a column a token, as the transposed product has them.
    var isTransposed: Bool
}
