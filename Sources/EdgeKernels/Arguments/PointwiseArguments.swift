/// add (ARITHMETIC.md, "Add"):
/// `q = rne(clamp(Float(qa - za) * factorA + Float(qb - zb) * factorB, low, high)) + zp`.
public struct AddArguments: @unchecked Sendable {
    public var a: ImageView
    /// Same height, width and channels as `a`.
    public var b: ImageView
    public var output: ImageView
    public var zeroPointA: Int32
    public var zeroPointB: Int32
    /// `scaleA / scaleOut` and `scaleB / scaleOut` in binary32: normal, at most 2^64.
    public var factorA: Float
    public var factorB: Float
    public var range: OutputRange

    @inlinable public init(
        a: ImageView, b: ImageView, output: ImageView, zeroPointA: Int32, zeroPointB: Int32,
        factorA: Float, factorB: Float, range: OutputRange
    ) {
        self.a = a
        self.b = b
        self.output = output
        self.zeroPointA = zeroPointA
        self.zeroPointB = zeroPointB
        self.factorA = factorA
        self.factorB = factorB
        self.range = range
    }
}

/// mul (ARITHMETIC.md, "Mul"): `q = rne(clamp(Float((qa - za) * (qb - zb)) * factor, low, high)) + zp`.
public struct MulArguments: @unchecked Sendable {
    public var a: ImageView
    /// `a`'s shape, or one pixel of `a`'s channels that multiplies every pixel.
    public var b: ImageView
    public var output: ImageView
    public var zeroPointA: Int32
    public var zeroPointB: Int32
    /// `(scaleA * scaleB) / scaleOut`, two binary32 operations in this order: normal, at most 2^64.
    public var factor: Float
    public var range: OutputRange

    @inlinable public init(
        a: ImageView, b: ImageView, output: ImageView, zeroPointA: Int32, zeroPointB: Int32,
        factor: Float, range: OutputRange
    ) {
        self.a = a
        self.b = b
        self.output = output
        self.zeroPointA = zeroPointA
        self.zeroPointB = zeroPointB
        self.factor = factor
        self.range = range
    }
}

/// requantize (ARITHMETIC.md, "Requantize operator"): the same values in another scale.
/// `q = rne(clamp(Float(q - zeroPointIn) * factor, low, high)) + zp`; a copy where nothing changes.
public struct RequantizeArguments: @unchecked Sendable {
    public var input: ImageView
    public var output: ImageView
    public var inputZeroPoint: Int32
    /// `scaleIn / scaleOut` in binary32: normal, at most 2^64.
    public var factor: Float
    public var range: OutputRange

    @inlinable public init(
        input: ImageView, output: ImageView, inputZeroPoint: Int32, factor: Float, range: OutputRange
    ) {
        self.input = input
        self.output = output
        self.inputZeroPoint = inputZeroPoint
        self.factor = factor
        self.range = range
    }

    /// A copy of the bytes: the formula is then the identity, whatever the values.
    @inlinable public init(copying input: ImageView, to output: ImageView) {
        self.init(
            input: input, output: output, inputZeroPoint: 0, factor: 1,
            range: OutputRange(low: -128, high: 127, zeroPoint: 0))
    }
}

/// lookup: `output = table[input + 128]`, or `table[256 * channel + input + 128]`.
public struct LookupArguments: @unchecked Sendable {
    public var input: ImageView
    public var output: ImageView
    /// 256 entries, or so many for each channel.
    public var table: UnsafePointer<Int8>
    public var isPerChannel: Bool

    @inlinable public init(
        input: ImageView, output: ImageView, table: UnsafePointer<Int8>, isPerChannel: Bool = false
    ) {
        self.input = input
        self.output = output
        self.table = table
        self.isPerChannel = isPerChannel
    }
}

/// lookup of int16 by lines between the entries of a table (ARITHMETIC.md, "Lookup").
///
/// The views' bases are those of int16 elements, their pixel strides count bytes.
public struct Lookup16Arguments: @unchecked Sendable {
    public var input: ImageView
    public var output: ImageView
    /// 1025 entries, or so many for each channel.
    public var table: UnsafePointer<Int16>
    public var isPerChannel: Bool

    @inlinable public init(
        input: ImageView, output: ImageView, table: UnsafePointer<Int16>, isPerChannel: Bool = false
    ) {
        self.input = input
        self.output = output
        self.table = table
        self.isPerChannel = isPerChannel
    }
}
