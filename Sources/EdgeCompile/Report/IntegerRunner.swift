import EdgeFormat
import EdgeGraph
import EdgeHost
import EdgeQuantize
import EdgeRuntime

/// Runs a flat file on float inputs, one op at a time where its tensors are looked at. One thread uses it.
package final class IntegerRunner {
    private let session: HostSession

    /// On one thread, with the best kernels of this processor.
    package init(_ model: LoadedModel) throws(HostError) {
        session = try HostSession(model, isa: CPU.bestISA, threads: 1)
    }

    /// Quantizes `inputs` (one a model input) into the arena; float32 ones are copied.
    package func setInputs(_ inputs: [Tensor]) {
        for (index, tensor) in inputs.enumerated() {
            let view = session.input(index)
            if view.elementType == .float32 {
                let target = view.bytes.bindMemory(to: Float.self)
                ChannelsLast(tensor.shape).visit { target[$1] = tensor.floats[$0] }
                continue
            }
            let quantization = AffineQuantization(scale: view.scale, zeroPoint: view.zeroPoint)
            let order = ChannelsLast(tensor.shape)
            let target = view.bytes.bindMemory(to: Int8.self)
            order.visit { target[$1] = quantization.quantize(tensor.floats[$0]) }
        }
    }

    package func run() { session.run() }

    var model: Model { session.loaded.model }

    var opCount: Int { session.opCount }

    func runOp(_ index: Int) { session.runOp(index) }

    /// The contents of a tensor as it is now, as real numbers, channels last.
    func reals(ofTensor index: Int) -> [Float] { reals(of: session.tensor(index)) }

    func outputView(_ index: Int) -> EdgeRuntime.TensorView { session.output(index) }

    package func outputReals(_ index: Int) -> [Float] { reals(of: session.output(index)) }

    private func reals(of view: EdgeRuntime.TensorView) -> [Float] {
        if view.elementType == .float32 {
            return [Float](unsafeUninitializedCapacity: view.count) { buffer, count in
                view.copyPacked(to: UnsafeMutableRawBufferPointer(buffer))
                count = view.count
            }
        }
        let zeroPoint = view.zeroPoint
        let scale = view.scale
        let channels = view.channels
        return [Float](unsafeUninitializedCapacity: view.count) { buffer, count in
            for pixel in 0..<view.pixels {
                let base = view.base + pixel * view.pixelStride
                let target = buffer.baseAddress! + pixel * channels
                if view.elementType == .int16 {
                    let source = base.assumingMemoryBound(to: Int16.self)
                    for c in 0..<channels { target[c] = Float(source[c]) * scale }
                } else {
                    let source = base.assumingMemoryBound(to: Int8.self)
                    for c in 0..<channels { target[c] = Float(Int32(source[c]) - zeroPoint) * scale }
                }
            }
            count = view.count
        }
    }
}

/// Index pairs between a source tensor (NCHW for rank 4, else row-major) and its channels-last form.
struct ChannelsLast {
    let channels: Int
    let plane: Int

    init(_ shape: [Int]) {
        if shape.count == 4 {
            channels = shape[1]
            plane = shape[2] * shape[3]
        } else {
            channels = 1
            plane = shape.reduce(1, *)
        }
    }

    init(channels: Int, plane: Int) {
        self.channels = channels
        self.plane = plane
    }

    @inline(__always)
    func visit(_ body: (_ channelsFirst: Int, _ channelsLast: Int) -> Void) {
        for c in 0..<channels {
            for p in 0..<plane { body(c * plane + p, p * channels + c) }
        }
    }

    /// Channels-last contents in the order of the source.
    func channelsFirst(_ contents: [Float]) -> [Float] {
        if channels == 1 || plane == 1 { return contents }
        return [Float](unsafeUninitializedCapacity: contents.count) { buffer, count in
            visit { buffer[$0] = contents[$1] }
            count = contents.count
        }
    }
}
