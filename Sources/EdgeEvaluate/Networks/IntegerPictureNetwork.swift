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

    public func makeRunner() throws(EvaluationError) -> any PictureRunner {
        let session: HostSession
        do { session = try HostSession(model, threads: 1) } catch {
            throw EvaluationError(what: "cannot run (\(error))", place: name, mend: "see 'edgec verify'")
        }
        do { return Runner(session: session, input: try PictureInput(session, model: name)) } catch {
            throw EvaluationError(error)
        }
    }

    private struct Runner: PictureRunner {
        let session: HostSession
        var input: PictureInput

        mutating func run(_ picture: Image) throws(EvaluationError) -> NetworkOutput {
            input.load(picture, into: session)
            session.run()
            let count = session.loaded.model.view.outputCount
            return NetworkOutput(
                tensors: (0..<count).map { OutputTensor(session.output($0)) }, geometry: input.geometry!)
        }
    }
}

extension OutputTensor {
    /// A copy of a tensor of a session, dequantized.
    init(_ view: TensorView) {
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
