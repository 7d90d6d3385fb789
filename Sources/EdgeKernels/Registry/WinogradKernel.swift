import CEdgeSIMD

/// The steps of Winograd's F(2x2, 3x3): for sets without an instruction that multiplies four bytes at once, whose
/// 2.25 times fewer products of int16 are faster there than any products of int8.
///
/// There is no portable one: the direct sum, which it equals, is its oracle and bare metal's kernel.
package struct WinogradKernel: RegisteredKernel {
    package typealias Weights = @convention(c) (UnsafePointer<EdgeWinogradWeights>) -> Void
    package typealias Input = @convention(c) (UnsafePointer<EdgeWinogradInput>) -> Void
    package typealias Product = @convention(c) (UnsafePointer<EdgeWinogradProduct>) -> Void
    package typealias Output = @convention(c) (UnsafePointer<EdgeWinogradOutput>) -> Void
    package var name: StaticString
    package var isa: ISA
    /// Most bytes of transformed activations that are aimed at: what an L2 cache has for one thread.
    package var activationBytes: Int
    /// Least input and output channels that make it faster than the direct sum.
    package var leastChannels: Int
    package var weights: Weights
    package var input: Input
    package var product: Product
    package var output: Output

    package init(
        _ name: StaticString, _ isa: ISA, activationBytes: Int = WinogradPlan.mostActivationBytes,
        leastChannels: Int = WinogradPlan.leastChannels, weights: Weights, input: Input, product: Product,
        output: Output
    ) {
        self.name = name
        self.isa = isa
        self.activationBytes = activationBytes
        self.leastChannels = leastChannels
        self.weights = weights
        self.input = input
        self.product = product
        self.output = output
    }
}

/// That of the set itself: what a set falls back to is slower than its own products.
func selectWinograd(for isa: ISA) -> WinogradKernel? {
    for i in winogradKernels.indices where winogradKernels[i].isa == isa { return winogradKernels[i] }
    return nil
}
