/// attention (ARITHMETIC.md): of each head, the values weighted by the softmax of queries times keys; int8 in and
/// out (Vaswani et al., "Attention Is All You Need", 2017, section 3.2.1).
public struct AttentionArguments: @unchecked Sendable {
    /// `[tokens, heads, depth]`
    public struct Tokens: @unchecked Sendable {
        public var base: UnsafeMutablePointer<Int8>
        public var count: Int
        /// Elements of one head.
        public var depth: Int
        /// Bytes from one token to the next; those of a token's heads lie `headStride` apart.
        public var stride: Int
        public var headStride: Int

        @inlinable public init(
            base: UnsafeMutablePointer<Int8>, count: Int, depth: Int, stride: Int, headStride: Int
        ) {
            self.base = base
            self.count = count
            self.depth = depth
            self.stride = stride
            self.headStride = headStride
        }

        /// The bytes of one head.
        func head(_ index: Int) -> UnsafeMutablePointer<Int8> { base + index * headStride }
    }
    public var heads: Int
    /// M tokens.
    public var queries: Tokens
    /// N tokens of the queries' depth, with zero point 0.
    public var keys: Tokens
    /// N tokens, with zero point 0.
    public var values: Tokens
    /// M tokens of the values' depth.
    public var output: Tokens
    public var queryZeroPoint: Int32
    /// What sums of products are scores times: `(scale of q * scale of k) * scale`.
    public var scoreScale: Float
    /// The values' scale over the output's.
    public var outputScale: Float
    public var range: OutputRange

    @inlinable public init(
        heads: Int, queries: Tokens, keys: Tokens, values: Tokens, output: Tokens, queryZeroPoint: Int32,
        scoreScale: Float, outputScale: Float, range: OutputRange
    ) {
        self.heads = heads
        self.queries = queries
        self.keys = keys
        self.values = values
        self.output = output
        self.queryZeroPoint = queryZeroPoint
        self.scoreScale = scoreScale
        self.outputScale = outputScale
        self.range = range
    }

    /// What the largest weight of a row is: as much as 16 bits hold and sums over all keys have room for.
    @inlinable public static func topWeight(keys: Int) -> Int32 {
        Int32(min(32767, 2_147_483_647 / (127 * keys)))
    }
}
