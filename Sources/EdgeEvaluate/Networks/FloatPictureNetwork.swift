import EdgeFormat
import EdgeGraph
import EdgeVision

/// A trained network, run by the float reference executor.
public struct FloatPictureNetwork: PictureNetwork {
    public let name: String
    public let labels: [String]
    private let executor: Executor
    private let preprocessor: Preprocessor
    private let shape: [Int]
    /// Of each output, as `OutputTensor.threshold`.
    private let thresholds: [Float]

    /// - Parameters:
    ///   - graph: every shape is known; it has one input of shape `[1, C, H, W]`, C being 1 or 3.
    ///   - preprocessing: how pictures become that input.
    public init(
        _ graph: Graph, name: String, preprocessing: PreprocessingRecord, labels: [String] = []
    ) throws(EvaluationError) {
        self.name = name
        self.labels = labels
        guard graph.inputs.count == 1 else {
            throw EvaluationError(
                what: "has \(graph.inputs.count) inputs, not one", place: name,
                mend: "use a network that takes one picture")
        }
        thresholds = graph.outputs.map { output in
            let producer = graph.nodes.first { $0.outputs.contains(output) }
            if case .unary(.sigmoid) = producer?.op { return 0.5 }
            return 0
        }
        let input = graph[graph.inputs[0]]
        shape = input.shape ?? []
        guard shape.count == 4, shape[0] == 1, shape[1] == (preprocessing.channels == .gray ? 1 : 3),
            input.type == .float
        else {
            throw EvaluationError(
                what: "its input '\(input.name)' of shape \(shape) is no picture", place: name,
                mend: "fix its shape with --shape \(input.name)=1x3x224x224, or give --channels")
        }
        do { executor = try Executor(graph, threads: 1) } catch {
            throw EvaluationError(
                what: "cannot run (\(error))", place: name, mend: "export it again with fixed shapes")
        }
        do { preprocessor = try Preprocessor(record: preprocessing, width: shape[3], height: shape[2]) } catch
        {
            throw EvaluationError(error)
        }
    }

    public var outputShapes: [[Int]] {
        executor.graph.outputs.map { id in
            let shape = executor.graph[id].shape ?? []
            return shape.count == 4 ? [shape[0], shape[2], shape[3], shape[1]] : shape
        }
    }

    public func makeRunner() throws(EvaluationError) -> any PictureRunner {
        Runner(
            name: name, executor: executor, preprocessor: preprocessor, shape: shape, thresholds: thresholds)
    }

    private struct Runner: PictureRunner {
        let name: String
        let executor: Executor
        var preprocessor: Preprocessor
        let shape: [Int]
        let thresholds: [Float]

        mutating func run(_ picture: Image) throws(EvaluationError) -> NetworkOutput {
            let input = Tensor(shape: shape, floats: preprocessor.normalized(picture))
            do {
                let outputs = try executor.run([input])
                return NetworkOutput(
                    tensors: outputs.enumerated().map { OutputTensor($1, threshold: thresholds[$0]) },
                    geometry: preprocessor.geometry!)
            } catch {
                throw EvaluationError(
                    what: "stopped (\(error))", place: name, mend: "run 'edgec run' to see which layer")
            }
        }
    }
}

extension OutputTensor {
    /// A tensor of the float graph; images change from channels first to channels last.
    init(_ tensor: Tensor, threshold: Float) {
        let values = tensor.type == .float ? tensor.floats : tensor.integers.map { Float($0) }
        guard tensor.shape.count == 4 else {
            self.init(shape: tensor.shape, values: values, threshold: threshold)
            return
        }
        let (batch, channels) = (tensor.shape[0], tensor.shape[1])
        let plane = tensor.shape[2] * tensor.shape[3]
        self.init(
            shape: [batch, tensor.shape[2], tensor.shape[3], channels],
            values: [Float](unsafeUninitializedCapacity: values.count) { buffer, count in
                for n in 0..<batch {
                    for c in 0..<channels {
                        for p in 0..<plane {
                            buffer[(n * plane + p) * channels + c] = values[(n * channels + c) * plane + p]
                        }
                    }
                }
                count = values.count
            }, threshold: threshold)
    }
}
