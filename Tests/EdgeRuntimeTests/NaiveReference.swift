import EdgeFormat
import EdgeRuntime

/// The convolutions, pools and sums of ARITHMETIC.md once more, with 64-bit integers and plain loops over
/// logical indices: what the runtime hands to the kernels must mean this.
struct NaiveReference {
    let view: ModelView
    /// Elements of each activation, row-major without gaps, once computed.
    var values: [Int: [Int]] = [:]

    init(_ view: ModelView) { self.view = view }

    /// Computes op `index` from the values of its inputs; nil for kinds that are left to others.
    func output(ofOp index: Int) -> [Int]? {
        let op = view.op(index)
        let y = view.tensor(view.output(0, of: op))
        let x = view.tensor(view.input(0, of: op))
        guard let xs = values[view.input(0, of: op)] else { return nil }
        let p = WindowedOpParameters(op.parameters)
        switch op.kind {
        case .conv2D, .depthwiseConv2D:
            return convolution(op, p, x, y, xs)
        case .maxPool2D:
            return windows(p.window, x, y) { taps, c in taps.map { xs[$0 + c] }.max()! }
        case .averagePool2D:
            let window =
                p.isGlobal
                ? WindowParameters(kernelHeight: x.dimensions[1], kernelWidth: x.dimensions[2]) : p.window
            return windows(window, x, y) { taps, c in
                let sum = taps.reduce(0) { $0 + xs[$1 + c] - Int(x.zeroPoint) }
                let count =
                    p.countIncludesPadding == 1
                    ? Int(window.kernelHeight) * Int(window.kernelWidth) : taps.count
                return quantize(Float(sum) * (x.scale / y.scale / Float(count)), p, y)
            }
        case .add:
            let b = view.tensor(view.input(1, of: op))
            guard let bs = values[view.input(1, of: op)] else { return nil }
            let (sa, sb) = (x.scale / y.scale, b.scale / y.scale)
            return xs.indices.map {
                let left = Float(xs[$0] - Int(x.zeroPoint)) * sa
                let right = Float(bs[$0] - Int(b.zeroPoint)) * sb
                return quantize(left + right, p, y)
            }
        default: return nil
        }
    }

    private func quantize(_ value: Float, _ p: WindowedOpParameters, _ y: TensorRecord) -> Int {
        let low = Float(p.clampLow - y.zeroPoint)
        let high = Float(p.clampHigh - y.zeroPoint)
        return Int(min(max(value, low), high).rounded(.toNearestOrEven)) + Int(y.zeroPoint)
    }

    /// Calls `body` for each output element with the offsets of its window's pixels inside the input.
    private func windows(
        _ w: WindowParameters, _ x: TensorRecord, _ y: TensorRecord, _ body: ([Int], Int) -> Int
    ) -> [Int] {
        var result: [Int] = []
        let channels = Int(y.dimensions[3])
        for oy in 0..<y.dimensions[1] {
            for ox in 0..<y.dimensions[2] {
                var taps: [Int] = []
                for ky in 0..<w.kernelHeight {
                    for kx in 0..<w.kernelWidth {
                        let iy = oy * w.strideHeight - w.padTop + ky * w.dilationHeight
                        let ix = ox * w.strideWidth - w.padLeft + kx * w.dilationWidth
                        guard (0..<x.dimensions[1]).contains(iy), (0..<x.dimensions[2]).contains(ix) else {
                            continue
                        }
                        taps.append(Int(iy * x.dimensions[2] + ix) * Int(x.dimensions[3]))
                    }
                }
                for c in 0..<channels { result.append(body(taps, c)) }
            }
        }
        return result
    }

    private func convolution(
        _ op: OpRecord, _ p: WindowedOpParameters, _ x: TensorRecord, _ y: TensorRecord, _ xs: [Int]
    ) -> [Int] {
        let w = p.window
        let inputs = Int(x.dimensions[3])
        let outputs = Int(y.dimensions[3])
        let isDepthwise = op.kind == .depthwiseConv2D
        let groups = isDepthwise ? inputs : Int(p.groups)
        let depth = inputs / groups
        let perGroup = outputs / groups
        let taps = Int(w.kernelHeight * w.kernelWidth)
        let weights = view.data(of: view.tensor(view.input(1, of: op)))
        let bias = view.data(of: view.tensor(view.input(2, of: op)))
        let scale = view.data(of: view.tensor(view.input(3, of: op)))
        let roundedOutputs = (outputs + 15) / 16 * 16
        let quads = (taps * depth + 3) / 4

        func weight(_ channel: Int, _ tap: Int, _ c: Int) -> Int {
            if isDepthwise {
                return Int(weights.load(fromByteOffset: tap * roundedOutputs + channel, as: Int8.self))
            }
            let (group, n) = (channel / perGroup, channel % perGroup)
            let k = tap * depth + c
            let block = (group * ((perGroup + 15) / 16) + n / 16) * quads
            return Int(
                weights.load(fromByteOffset: (block + k / 4) * 64 + n % 16 * 4 + k % 4, as: Int8.self))
        }
        func parameter(_ channel: Int) -> Int {
            if isDepthwise { return channel * 4 }
            return (channel / perGroup * ((perGroup + 15) / 16 * 16) + channel % perGroup) * 4
        }

        var result: [Int] = []
        for oy in 0..<y.dimensions[1] {
            for ox in 0..<y.dimensions[2] {
                for channel in 0..<outputs {
                    var acc = Int(bias.load(fromByteOffset: parameter(channel), as: Int32.self))
                    for tap in 0..<taps {
                        let iy =
                            oy * w.strideHeight - w.padTop + Int32(tap) / w.kernelWidth * w.dilationHeight
                        let ix = ox * w.strideWidth - w.padLeft + Int32(tap) % w.kernelWidth * w.dilationWidth
                        let inside =
                            (0..<x.dimensions[1]).contains(iy) && (0..<x.dimensions[2]).contains(ix)
                        for c in 0..<depth {
                            let from =
                                Int(iy * x.dimensions[2] + ix) * inputs + channel / perGroup * depth + c
                            acc += (inside ? xs[from] : Int(x.zeroPoint)) * weight(channel, tap, c)
                        }
                    }
                    let s = scale.load(fromByteOffset: parameter(channel), as: Float.self)
                    result.append(quantize(Float(acc) * s, p, y))
                }
            }
        }
        return result
    }
}
