// Every registered kernel over the layers of well-known networks, one thread:
//     edge-kernel-bench [part of a kernel's or shape's name]
import CEdgePeak
import EdgeKernels

let wanted = CommandLine.arguments.dropFirst().first ?? ""
func skips(_ kernel: StaticString, _ shape: String, _ isa: ISA) -> Bool {
    !isa.runs(on: .detected) || !("\(kernel) \(shape)".contains(wanted))
        || (wanted.isEmpty && isa == .portable)
}

let int16Peak = peak(edgePeakInt16)
let pairPeak = peak(edgePeakPairs)
let fourTapPeak = peak(edgePeakFourTap)
let dotPeak = ISA.avxvnni.runs(on: .detected) ? peak(edgePeakDotProduct) : 0
let widePeak = ISA.avx512vnni.runs(on: .detected) ? peak(edgePeakWideDotProduct) : 0
print(
    "peak GMAC/s: int16 pairs \(fixed(int16Peak, 1)), byte pairs \(fixed(pairPeak, 1)), four-tap \(fixed(fourTapPeak, 1)), "
        + "dot product \(fixed(dotPeak, 1)), 512 bits \(fixed(widePeak, 1))")

/// The rate of the instructions that a kernel is made of; 0 where there is no loop for them.
func peakRate(_ kernel: GemmKernel) -> Double {
    switch kernel.isa {
    case .avx512vnni: widePeak
    case .avxvnni: dotPeak
    case .avx2: kernel.use == .fourTapSafe ? fourTapPeak : kernel.use == .pairSafe ? pairPeak : int16Peak
    default: 0
    }
}

/// - Parameter takesInt16: of int16 activations.
func arguments(of s: ConvShape, takesInt16: Bool = false) -> ConvArguments {
    let padded = (s.outputs + 15) / 16 * 16
    let depth = s.kernel * s.kernel * s.channels
    var arguments = ConvArguments(
        input: takesInt16 ? wideImage(s.size, s.channels) : image(s.size, s.channels),
        output: image((s.size - 1) / s.stride + 1, s.outputs), window: window(s),
        inputZeroPoint: takesInt16 ? 0 : -128,
        weights: UnsafePointer(
            bytes(padded * ((depth + 3) / 4) * 4).assumingMemoryBound(to: Int8.self)),
        bias: filled(padded, 7), weightSum: filled(padded, 9),
        requantization: Requantization(
            scale: filled(padded, 0.001),
            range: OutputRange(clampLow: -128, clampHigh: 127, zeroPoint: -128)))
    arguments.inputIsInt16 = takesInt16
    return arguments
}

func reportConv(_ name: StaticString, _ s: ConvShape, _ a: ConvArguments, _ time: Double, peak: Double) {
    let rate = Double(a.output.height * a.output.width * s.outputs * a.depth) / time / 1e9
    let share = peak > 0 ? ", \(fixed(rate / peak * 100, 0))% of peak" : ""
    line(name, s.name, time, "\(fixed(rate, 1)) GMAC/s" + share)
}

/// - Parameter takesInt16: of int16 activations.
func benchmark(_ kernel: GemmKernel, takesInt16: Bool) {
    for s in convShapes where !skips(kernel.name, s.name, kernel.isa) {
        let a = arguments(of: s, takesInt16: takesInt16)
        var kernels = KernelSet(isa: .portable)
        kernels.gemm = kernel
        kernels.gemm16 = kernel
        let scratch = bytes(kernels.scratchBytes(for: a))
        let time = seconds { kernels.conv(a, scratch: scratch) }
        reportConv(kernel.name, s, a, time, peak: peakRate(kernel))
    }
}

/// Products as the direct sum has them: int16's peak is at 225%.
func benchmark(_ kernel: WinogradKernel) {
    for s in convShapes where s.kernel == 3 && s.stride == 1 && !skips(kernel.name, s.name, kernel.isa) {
        let a = arguments(of: s)
        guard let count = KernelSet.winogradConv(kernel, a, scratch: nil) else { continue }
        let scratch = bytes(count)
        let time = seconds { _ = KernelSet.winogradConv(kernel, a, scratch: scratch) }
        reportConv(kernel.name, s, a, time, peak: kernel.isa == .avx2 ? int16Peak : 0)
    }
}

for i in gemmKernels.indices { benchmark(gemmKernels[i], takesInt16: false) }
for i in winogradKernels.indices { benchmark(winogradKernels[i]) }
for i in gemm16Kernels.indices { benchmark(gemm16Kernels[i], takesInt16: true) }

/// - Parameter kernels: with the kernel in its place.
func benchmarkDepthwise(_ name: StaticString, _ isa: ISA, _ kernels: KernelSet, takesInt16: Bool) {
    for s in depthwiseShapes where !skips(name, s.name, isa) {
        let output = image((s.size - 1) / s.stride + 1, s.outputs)
        let padded = (s.outputs + 15) / 16 * 16
        var arguments = DepthwiseArguments(
            input: takesInt16 ? wideImage(s.size, s.channels) : image(s.size, s.channels), output: output,
            window: window(s), inputZeroPoint: takesInt16 ? 0 : -128,
            weights: UnsafePointer(
                bytes(padded * s.kernel * s.kernel).assumingMemoryBound(to: Int8.self)),
            bias: filled(padded, 7),
            requantization: Requantization(
                scale: filled(padded, 0.01),
                range: OutputRange(clampLow: -128, clampHigh: 127, zeroPoint: -128)))
        arguments.inputIsInt16 = takesInt16
        let scratch = bytes(kernels.scratchBytes(for: arguments))
        let time = seconds { kernels.depthwise(arguments, scratch: scratch) }
        let count = output.height * output.width * s.outputs * s.kernel * s.kernel
        let rate = Double(count) / time / 1e9
        line(name, s.name, time, "\(fixed(rate, 1)) GMAC/s")
    }
}

for i in depthwiseKernels.indices {
    var kernels = KernelSet(isa: .portable)
    kernels.depthwise = depthwiseKernels[i]
    benchmarkDepthwise(depthwiseKernels[i].name, depthwiseKernels[i].isa, kernels, takesInt16: false)
}
for i in depthwise16Kernels.indices {
    var kernels = KernelSet(isa: .portable)
    kernels.depthwise16 = depthwise16Kernels[i]
    benchmarkDepthwise(depthwise16Kernels[i].name, depthwise16Kernels[i].isa, kernels, takesInt16: true)
}

/// Element by element operators over 56 x 56 x 144.
let a = image(56, 144)
let b = image(56, 144)
let out = image(56, 144)
let full = OutputRange(clampLow: -128, clampHigh: 127, zeroPoint: 3)

func elements(_ kernel: StaticString, _ isa: ISA, _ body: () -> Void) {
    if skips(kernel, "", isa) { return }
    let time = seconds(body)
    line(kernel, "56x56x144", time, "\(fixed(Double(56 * 56 * 144) / time / 1e9, 2)) G elements/s")
}

for i in addKernels.indices {
    var kernels = KernelSet(isa: .portable)
    kernels.add = addKernels[i]
    elements(addKernels[i].name, addKernels[i].isa) {
        kernels.add(
            AddArguments(
                a: a, b: b, output: out, zeroPointA: 3, zeroPointB: -5, factorA: 0.7, factorB: 0.4,
                range: full))
    }
}
for i in mulKernels.indices {
    var kernels = KernelSet(isa: .portable)
    kernels.mul = mulKernels[i]
    elements(mulKernels[i].name, mulKernels[i].isa) {
        kernels.mul(
            MulArguments(a: a, b: b, output: out, zeroPointA: 3, zeroPointB: -5, factor: 0.01, range: full))
    }
}
for i in requantizeKernels.indices {
    var kernels = KernelSet(isa: .portable)
    kernels.requantize = requantizeKernels[i]
    elements(requantizeKernels[i].name, requantizeKernels[i].isa) {
        kernels.requantize(
            RequantizeArguments(input: a, output: out, inputZeroPoint: 4, factor: 0.9, range: full))
    }
}
let table = UnsafePointer(bytes(256).assumingMemoryBound(to: Int8.self))
for i in lookupKernels.indices {
    var kernels = KernelSet(isa: .portable)
    kernels.lookup = lookupKernels[i]
    elements(lookupKernels[i].name, lookupKernels[i].isa) {
        kernels.lookup(LookupArguments(input: a, output: out, table: table))
    }
}
let channelTables = UnsafePointer(bytes(256 * 144).assumingMemoryBound(to: Int8.self))
for i in transposeKernels.indices {
    // A table a channel, with the set's own lookups between the transposes.
    var kernels = KernelSet(isa: transposeKernels[i].isa)
    kernels.transpose = transposeKernels[i]
    elements(transposeKernels[i].name, transposeKernels[i].isa) {
        kernels.lookup(LookupArguments(input: a, output: out, table: channelTables, isPerChannel: true))
    }
}
let wide = wideImage(56, 144)
let lines = UnsafePointer(bytes(1025 * 144 * 2).assumingMemoryBound(to: Int16.self))
for i in lookup16Kernels.indices {
    var kernels = KernelSet(isa: .portable)
    kernels.lookup16 = lookup16Kernels[i]
    elements(lookup16Kernels[i].name, lookup16Kernels[i].isa) {
        kernels.lookup16(
            Lookup16Arguments(input: wide, output: wide, table: lines, isPerChannel: true))
    }
}
let numbers = bytes(4 * 56 * 56 * 144).assumingMemoryBound(to: Float.self)
for i in 0..<56 * 56 * 144 { numbers[i] = Float(i % 97) / 8 - 6 }
for i in floatKernels.indices {
    elements(floatKernels[i].name, floatKernels[i].isa) {
        floatKernels[i].sigmoid(numbers, numbers, 56 * 56 * 144)
    }
}
benchmarkAttention()
// The scores of a detection head, none of which passes.
let quanta = filled(56 * 56 * 144, Int8(-70))
let logits = filled(56 * 56 * 144, Float(-7))
for i in scanKernels.indices {
    elements(scanKernels[i].name, scanKernels[i].isa) {
        precondition(scanKernels[i].int8(quanta, 56 * 56 * 144, -1) == 56 * 56 * 144)
    }
    elements(scanKernels[i].name, scanKernels[i].isa) {
        precondition(scanKernels[i].float(logits, 56 * 56 * 144, -1) == 56 * 56 * 144)
    }
}
let half = image(28, 144)
for i in maxPoolKernels.indices {
    var kernels = KernelSet(isa: .portable)
    kernels.maxPool = maxPoolKernels[i]
    elements(maxPoolKernels[i].name, maxPoolKernels[i].isa) {
        kernels.maxPool(
            MaxPoolArguments(
                input: a, output: half,
                window: Window(
                    kernelHeight: 3, kernelWidth: 3, strideHeight: 2, strideWidth: 2, padTop: 1, padLeft: 1)))
    }
}
let indices = filled(56, Int32(256 * 13 + 32))
for i in resizeLinearKernels.indices {
    var kernels = KernelSet(isa: .portable)
    kernels.resizeLinear = resizeLinearKernels[i]
    elements(resizeLinearKernels[i].name, resizeLinearKernels[i].isa) {
        kernels.resizeLinear(
            ResizeLinearArguments(
                input: half, output: out, rows: indices, columns: indices, inputZeroPoint: 4,
                factor: 0x1p-14, range: full))
    }
}
let pixel = image(1, 144)
for i in averagePoolKernels.indices {
    var kernels = KernelSet(isa: .portable)
    kernels.averagePool = averagePoolKernels[i]
    elements(averagePoolKernels[i].name, averagePoolKernels[i].isa) {
        kernels.averagePool(
            AveragePoolArguments(global: a, output: pixel, inputZeroPoint: -128, ratio: 1.1, range: full))
    }
}
