import EdgeKernels

/// A window with image sizes that it fits.
struct WindowCase {
    var window: Window
    var inputHeight: Int
    var inputWidth: Int
    var outputHeight: Int
    var outputWidth: Int

    /// 1x1, stride 1, no padding.
    static func pointwise(_ height: Int, _ width: Int) -> WindowCase {
        WindowCase(
            window: Window(kernelHeight: 1, kernelWidth: 1), inputHeight: height, inputWidth: width,
            outputHeight: height, outputWidth: width)
    }
}

/// One axis of a window case.
private struct Axis {
    var kernel: Int
    var stride: Int
    var dilation: Int
    var pad: Int
    var input: Int
    var output: Int
}

extension Generator {
    mutating func windowCase(largestKernel: Int) -> WindowCase {
        let y = axis(largestKernel)
        var x = axis(largestKernel)
        if chance(2) && y.kernel != x.kernel {
            // Square windows are the common ones.
            x = y
        }
        return WindowCase(
            window: Window(
                kernelHeight: y.kernel, kernelWidth: x.kernel, strideHeight: y.stride,
                strideWidth: x.stride, dilationHeight: y.dilation, dilationWidth: x.dilation,
                padTop: y.pad, padLeft: x.pad),
            inputHeight: y.input, inputWidth: x.input, outputHeight: y.output, outputWidth: x.output)
    }

    /// 3 x 3 or 5 x 5 over a few rows of up to 50 columns.
    mutating func longRows(stride: Int) -> WindowCase {
        let side = chance(2) ? 3 : 5
        let pad = integer(0...(side / 2))
        let height = integer(side...(side + 3))
        let width = integer(side...50)
        return WindowCase(
            window: Window(
                kernelHeight: side, kernelWidth: side, strideHeight: stride, strideWidth: stride, padTop: pad,
                padLeft: pad),
            inputHeight: height, inputWidth: width, outputHeight: (height + 2 * pad - side) / stride + 1,
            outputWidth: (width + 2 * pad - side) / stride + 1)
    }

    private mutating func axis(_ largestKernel: Int) -> Axis {
        let kernel = integer(1...largestKernel)
        let stride = chance(2) ? 1 : integer(2...3)
        let dilation = chance(3) ? integer(2...3) : 1
        let reach = (kernel - 1) * dilation
        let pad = chance(3) ? 0 : integer(0...reach)
        let padAfter = chance(3) ? 0 : integer(0...reach)
        let input = integer(max(1, reach + 1 - pad - padAfter)...(reach + 9))
        return Axis(
            kernel: kernel, stride: stride, dilation: dilation, pad: pad, input: input,
            output: (input + pad + padAfter - reach - 1) / stride + 1)
    }
}

extension Checker {
    mutating func describe(_ c: WindowCase) {
        note("kernelHeight", c.window.kernelHeight)
        note("kernelWidth", c.window.kernelWidth)
        note("strideHeight", c.window.strideHeight)
        note("strideWidth", c.window.strideWidth)
        note("dilationHeight", c.window.dilationHeight)
        note("dilationWidth", c.window.dilationWidth)
        note("padTop", c.window.padTop)
        note("padLeft", c.window.padLeft)
        note("inputHeight", c.inputHeight)
        note("inputWidth", c.inputWidth)
    }

    /// Exactly the scratch that a driver asked for, at least a byte, aligned as promised.
    func scratch(_ bytes: Int) -> UnsafeMutableRawPointer {
        let aligned = (bytes + KernelSet.scratchAlignment - 1) / KernelSet.scratchAlignment
        return UnsafeMutableRawPointer(
            memory.array(.scratch, of: Int8.self, count: aligned * KernelSet.scratchAlignment))
    }
}
