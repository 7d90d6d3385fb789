import EdgeFormat
import EdgeHost
import EdgeRuntime
import EdgeVision

/// An .edge file, run as `edgerun` runs it, with the preprocessing that it holds.
public struct IntegerPictureNetwork: PictureNetwork {
    public let name: String
    public let labels: [String]
    private let model: LoadedModel

    /// - Parameter labels: class names in place of the file's own.
    public init(_ model: LoadedModel, name: String, labels: [String]? = nil) {
        self.model = model
        self.name = name
        self.labels = labels ?? model.labels
    }

    public var outputShapes: [[Int]] {
        let view = model.model.view
        return (0..<view.outputCount).map { index in
            let record = view.tensor(view.output(index))
            return (0..<Int(record.rank)).map { Int(record.dimensions[$0]) }
        }
    }

    public var detectorClasses: Int? {
        model.model.view.detectClasses ?? (labels.isEmpty ? nil : labels.count)
    }

    public func makeRunner() throws(EvaluationError) -> any PictureRunner {
        let session: HostSession
        do { session = try HostSession(model, threads: 1) } catch {
            throw EvaluationError(what: "cannot run (\(error))", place: name, mend: "see 'edgec verify'")
        }
        let view = model.model.view
        do {
            return Runner(
                session: session, input: try PictureInput(session, model: name),
                areSigmoids: (0..<view.outputCount).map { view.isSigmoid(output: $0) })
        } catch {
            throw EvaluationError(error)
        }
    }

    private struct Runner: PictureRunner {
        let session: HostSession
        var input: PictureInput
        /// By output.
        let areSigmoids: [Bool]

        mutating func run(_ picture: Image) throws(EvaluationError) -> NetworkOutput {
            input.load(picture, into: session)
            session.run()
            return NetworkOutput(
                tensors: areSigmoids.enumerated().map { OutputTensor(session.output($0), isSigmoid: $1) },
                geometry: input.geometry!)
        }
    }
}

extension OutputTensor {
    /// A copy of a tensor of a session, dequantized.
    ///
    /// - Parameter isSigmoid: of a float tensor, whether it holds probabilities. An integer one does where its
    ///   range is theirs.
    init(_ view: TensorView, isSigmoid: Bool) {
        let low = view.scale * Float(-128 - view.zeroPoint)
        let high = view.scale * Float(127 - view.zeroPoint)
        let isProbability = view.elementType == .int8 ? low >= -0.01 && high <= 1.01 : isSigmoid
        threshold = isProbability ? 0.5 : 0
        shape = (0..<view.rank).map { Int(view.dimensions[$0]) }
        let (scale, zeroPoint, channels) = (view.scale, view.zeroPoint, view.channels)
        values = [Float](unsafeUninitializedCapacity: view.count) { buffer, count in
            for pixel in 0..<view.pixels {
                let source = view.base + pixel * view.pixelStride
                let target = buffer.baseAddress! + pixel * channels
                for c in 0..<channels {
                    switch view.elementType {
                    case .float32: target[c] = source.loadUnaligned(fromByteOffset: 4 * c, as: Float.self)
                    case .int32:
                        target[c] = Float(source.loadUnaligned(fromByteOffset: 4 * c, as: Int32.self))
                    case .int16:
                        let value = source.loadUnaligned(fromByteOffset: 2 * c, as: Int16.self)
                        target[c] = Float(Int32(value) - zeroPoint) * scale
                    default:
                        let value = source.load(fromByteOffset: c, as: Int8.self)
                        target[c] = Float(Int32(value) - zeroPoint) * scale
                    }
                }
            }
            count = view.count
        }
    }
}

extension ModelView {
    /// Whether an output is written by a float sigmoid.
    fileprivate func isSigmoid(output index: Int) -> Bool {
        let target = root(of: output(index))
        return (0..<opCount).contains { index in
            let op = op(index)
            return op.kind == .floatUnary && FloatUnaryParameters(op.parameters).function == .sigmoid
                && root(of: output(0, of: op)) == target
        }
    }

    /// Classes that the operator `detect` reports; nil where there is none.
    fileprivate var detectClasses: Int? {
        for index in 0..<opCount where op(index).kind == .detect {
            let parameters = DetectParameters(op(index).parameters)
            // The background is not reported.
            return Int(parameters.classes) - (parameters.scoreForm == .softmax ? 1 : 0)
        }
        return nil
    }
}
