import EdgeVision

/// A network of either kind, fed with pictures.
public protocol PictureNetwork: Sendable {
    /// What errors call it.
    var name: String { get }
    /// Class names by class index; empty where the network has none.
    var labels: [String] { get }
    /// Shapes of the outputs, those of images (rank 4) with their channels last.
    var outputShapes: [[Int]] { get }
    /// How many classes a detector tells apart, where it says so.
    var detectorClasses: Int? { get }
    /// State for one thread.
    func makeRunner() throws(EvaluationError) -> any PictureRunner
}

extension PictureNetwork {
    public var detectorClasses: Int? { labels.isEmpty ? nil : labels.count }

    /// How many classes a classifier has: elements of its only output.
    public var classifierClasses: Int? { outputShapes.count == 1 ? outputShapes[0].reduce(1, *) : nil }
}

/// Runs pictures one after the other, on one thread.
public protocol PictureRunner {
    mutating func run(_ picture: Image) throws(EvaluationError) -> NetworkOutput
}

/// What a network made of one picture.
public struct NetworkOutput: Sendable {
    public var tensors: [OutputTensor]
    /// Where the picture landed in the network's input.
    public var geometry: ResizeGeometry

    public init(tensors: [OutputTensor], geometry: ResizeGeometry) {
        self.tensors = tensors
        self.geometry = geometry
    }
}

/// An output as real numbers, row-major; images (rank 4) have their channels last.
public struct OutputTensor: Sendable {
    public var shape: [Int]
    public var values: [Float]
    /// Of an output with one score a pixel: what separates no from yes. One half where the scores are
    /// probabilities, 0 where they are logits.
    public var threshold: Float = 0

    public init(shape: [Int], values: [Float], threshold: Float = 0) {
        self.shape = shape
        self.values = values
        self.threshold = threshold
    }
}

extension NetworkOutput {
    /// The only output, or the error that there are several.
    func only(of network: String) throws(EvaluationError) -> OutputTensor {
        guard tensors.count == 1 else {
            throw EvaluationError(
                what: "has \(tensors.count) outputs, not one", place: network,
                mend: "export it with the one output that is to be evaluated")
        }
        return tensors[0]
    }
}
