import CEdge
import EdgeFormat
import EdgeHost
import EdgeRuntime

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// What an `edge_model` points to: the model, and its texts and tensors as C reads them.
final class ModelHandle: Sendable {
    let loaded: LoadedModel
    let inputs: TensorTable
    let outputs: TensorTable
    let keys: CTexts
    let values: CTexts
    let labels: CTexts

    init(_ loaded: LoadedModel) {
        self.loaded = loaded
        let view = loaded.model.view
        inputs = TensorTable((0..<view.inputCount).map { view.input($0) }, of: view, names: loaded.inputNames)
        outputs = TensorTable(
            (0..<view.outputCount).map { view.output($0) }, of: view, names: loaded.outputNames)
        keys = CTexts(loaded.metadata.map(\.key))
        values = CTexts(loaded.metadata.map(\.value))
        labels = CTexts(loaded.labels)
    }

    /// Whether `edge_session_set_picture` can work: what `PictureInput` asks for.
    var takesPictures: Bool {
        guard inputs.count == 1, let input = inputs[0], let record = loaded.preprocessing() else {
            return false
        }
        return input.type == EDGE_INT8 && input.rank == 4 && input.shape.0 == 1
            && input.shape.3 == (record.channels == .gray ? 1 : 3)
    }

    /// A pointer for C that holds the handle.
    func retained() -> OpaquePointer { OpaquePointer(Unmanaged.passRetained(self).toOpaque()) }

    static func at(_ pointer: OpaquePointer?) throws(Fault) -> ModelHandle {
        unmanaged(try require(pointer, "model")).takeUnretainedValue()
    }

    static func unmanaged(_ pointer: OpaquePointer) -> Unmanaged<ModelHandle> {
        Unmanaged.fromOpaque(UnsafeRawPointer(pointer))
    }
}

/// The inputs or the outputs of a model.
struct TensorTable: ~Copyable, @unchecked Sendable {
    private let names: CTexts
    private let tensors: [edge_tensor]

    init(_ indices: [Int], of view: ModelView, names: [String]) {
        let texts = CTexts(names)
        tensors = indices.enumerated().map { edge_tensor(view.tensor($1), name: texts.pointers[$0]) }
        self.names = texts
    }

    var count: Int { tensors.count }

    subscript(index: Int) -> edge_tensor? { tensors.indices.contains(index) ? tensors[index] : nil }

    /// The index of the tensor of this name.
    func index(of name: UnsafePointer<CChar>) -> Int? {
        tensors.indices.first { strcmp(names.pointers[$0], name) == 0 }
    }
}

extension edge_tensor {
    init(_ record: TensorRecord, name: UnsafePointer<CChar>) {
        self.init()
        self.name = name
        type = edge_type(rawValue: UInt32(record.elementType.rawValue))
        rank = UInt32(record.rank)
        let size = { (axis: Int) in axis < Int(record.rank) ? Int64(record.dimensions[axis]) : 1 }
        shape = (size(0), size(1), size(2), size(3), size(4), size(5))
        scale = record.scale
        zero_point = record.zeroPoint
        // The verifier has proved both.
        count = record.elementCount ?? 0
        bytes = record.logicalBytes ?? 0
    }
}
