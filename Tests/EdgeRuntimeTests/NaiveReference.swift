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
            if y.elementType == .float32 { return nil }
            return convolution(op, p, x, y, xs)
        case .transposedConv2D:
            return transposed(op, p, x, y, xs)
        case .resizeLinear:
            return resizeLinear(op, p, x, y, xs)
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

    private func resizeLinear(
        _ op: OpRecord, _ p: WindowedOpParameters, _ x: TensorRecord, _ y: TensorRecord, _ xs: [Int]
    ) -> [Int] {
        let (width, channels) = (Int(x.dimensions[2]), Int(x.dimensions[3]))
        func taps(_ k: Int, _ i: Int) -> [(index: Int, weight: Int)] {
            let table = view.data(of: view.tensor(view.input(k, of: op)))
            let entry = Int(table.load(fromByteOffset: i * 4, as: Int32.self))
            let weight = entry % 256
            return [(entry / 256, 128 - weight), (entry / 256 + 1, weight)].filter { $0.weight > 0 }
        }
        var result: [Int] = []
        for oy in 0..<Int(y.dimensions[1]) {
            for ox in 0..<Int(y.dimensions[2]) {
                for c in 0..<channels {
                    var sum = 0
                    for row in taps(1, oy) {
                        for column in taps(2, ox) {
                            let value = xs[(row.index * width + column.index) * channels + c]
                            sum += row.weight * column.weight * (value - Int(x.zeroPoint))
                        }
                    }
                    result.append(quantize(Float(sum) * (x.scale / y.scale / 16384), p, y))
                }
            }
        }
        return result
    }

    /// Input by input: each adds its products to the outputs that its taps meet. Inputs outside the image
    /// are those within the window's reach.
    private func transposed(
        _ op: OpRecord, _ p: WindowedOpParameters, _ x: TensorRecord, _ y: TensorRecord, _ xs: [Int]
    ) -> [Int] {
        let w = p.window
        let (groups, inputs, outputs) = (Int(p.groups), Int(x.dimensions[3]), Int(y.dimensions[3]))
        let (depth, perGroup) = (inputs / groups, outputs / groups)
        let blocks = (perGroup + 15) / 16
        let (height, width) = (Int(y.dimensions[1]), Int(y.dimensions[2]))
        let (strideY, strideX) = (Int(w.strideHeight), Int(w.strideWidth))
        let weights = view.data(of: view.tensor(view.input(1, of: op)))
        let bias = view.data(of: view.tensor(view.input(2, of: op)))
        let scale = view.data(of: view.tensor(view.input(3, of: op)))

        // Where each tap's weights start in its phase, and its phase in the file.
        var taps: [(ky: Int, kx: Int, phase: Int, k: Int)] = []
        var quads = [Int](repeating: 0, count: strideY * strideX)
        for ky in (0..<Int(w.kernelHeight)).reversed() {
            for kx in (0..<Int(w.kernelWidth)).reversed() {
                let phase =
                    ky * Int(w.dilationHeight) % strideY * strideX + kx * Int(w.dilationWidth) % strideX
                taps.append((ky, kx, phase, taps.count { $0.phase == phase } * depth))
                quads[phase] = (taps.last!.k + depth + 3) / 4
            }
        }
        let starts = quads.indices.map { quads[..<$0].reduce(0, +) * groups * blocks * 64 }

        func vector(_ phase: Int, _ channel: Int) -> Int {
            (((phase * groups + channel / perGroup) * blocks * 16) + channel % perGroup) * 4
        }
        var sums = [Int](repeating: 0, count: height * width * outputs)
        for (ky, kx, phase, first) in taps {
            for oy in 0..<height {
                let py = oy + Int(w.padTop) - ky * Int(w.dilationHeight)
                for ox in 0..<width {
                    let px = ox + Int(w.padLeft) - kx * Int(w.dilationWidth)
                    guard py % strideY == 0, px % strideX == 0 else { continue }
                    let inside =
                        py >= 0 && px >= 0 && py / strideY < Int(x.dimensions[1])
                        && px / strideX < Int(x.dimensions[2])
                    let pixel = inside ? (py / strideY * Int(x.dimensions[2]) + px / strideX) * inputs : 0
                    for channel in 0..<outputs {
                        let (g, n) = (channel / perGroup, channel % perGroup)
                        for c in 0..<depth {
                            let k = first + c
                            let at =
                                starts[phase]
                                + ((g * blocks + n / 16) * quads[phase] + k / 4) * 64 + n % 16 * 4 + k % 4
                            let weight = Int(weights.load(fromByteOffset: at, as: Int8.self))
                            sums[(oy * width + ox) * outputs + channel] +=
                                (inside ? xs[pixel + g * depth + c] : Int(x.zeroPoint)) * weight
                        }
                    }
                }
            }
        }
        return sums.indices.map { i in
            let (oy, ox) = (i / outputs / width, i / outputs % width)
            let phase = (oy + Int(w.padTop)) % strideY * strideX + (ox + Int(w.padLeft)) % strideX
            let at = vector(phase, i % outputs)
            let acc = sums[i] + Int(bias.load(fromByteOffset: at, as: Int32.self))
            return quantize(Float(acc) * scale.load(fromByteOffset: at, as: Float.self), p, y)
        }
    }
}
