import EdgeGraph
import SwiftProtobuf

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Operator sets of the standard domain that are read.
public let supportedOpsets = 7...28

/// Reads an ONNX file: every operator resolved, every shape inferred, what depends on constants only
/// computed.
///
/// A symbolic batch (the first dimension of an input) becomes 1.
/// - Parameters:
///   - path: The file; tensors stored outside it are read from its folder only.
///   - shapes: Shapes for inputs by name, needed where other dimensions are symbolic.
/// - Throws: `ImportError` naming everything that is unsupported at once. Any file gives a graph or an
///   error.
public func readONNX(path: String, shapes: [String: [Int]] = [:]) throws(ImportError) -> ImportedModel {
    let bytes = try readFile(path)
    let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
    let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    return try readONNX(bytes: bytes, file: path, folder: folder, shapes: shapes)
}

/// As `readONNX(path:shapes:)`, from memory.
///
/// - Parameters:
///   - file: What errors call the model.
///   - folder: Where tensors stored outside the model may be; nil for nowhere.
public func readONNX(
    bytes: [UInt8], file: String, folder: String? = nil, shapes: [String: [Int]] = [:]
) throws(ImportError) -> ImportedModel {
    let model: ONNXModel
    do {
        model = try ONNXModel(serializedBytes: bytes)
    } catch {
        throw notONNX(file, "the bytes are not a protocol buffer of the ONNX format")
    }
    guard model.hasGraph, !model.graph.node.isEmpty || !model.graph.output.isEmpty else {
        throw notONNX(file, "it holds no graph")
    }
    let standard = model.opsetImport.filter { $0.domain.isEmpty || $0.domain == "ai.onnx" }
    guard let opset = standard.map({ Int($0.version) }).max(), supportedOpsets.contains(opset) else {
        let found = standard.first.map { "operator set \($0.version)" } ?? "no operator set"
        throw ImportError(
            file: file,
            "it is written in \(found), read are \(supportedOpsets.lowerBound) to \(supportedOpsets.upperBound)",
            mend: "export the model again with an operator set in this range, for instance 17")
    }
    let decoder = TensorDecoder(external: ExternalData(folder: folder))
    var importer = GraphImporter(model.graph, opset: opset, decoder: decoder)
    guard let graph = importer.run(model.graph, shapes: shapes) else {
        throw ImportError(file: file, problems: importer.problems)
    }
    return ImportedModel(
        graph: graph, opset: opset,
        producer: [model.producerName, model.producerVersion].filter { !$0.isEmpty }.joined(separator: " "),
        inputs: importer.inputs,
        metadata: Dictionary(
            model.metadataProps.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first }))
}

private func notONNX(_ file: String, _ reason: String) -> ImportError {
    ImportError(
        file: file, "not an ONNX model: \(reason)",
        mend: "pass a file written by an ONNX exporter such as torch.onnx.export or tf2onnx")
}

/// The bytes of a regular file of at most 2 GiB, the most a protocol buffer may have.
private func readFile(_ path: String) throws(ImportError) -> [UInt8] {
    guard !path.utf8.contains(0) else {
        throw ImportError(file: path, "the path is not valid", mend: "check the path")
    }
    let file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard file >= 0 else {
        throw ImportError(
            file: path, "cannot be opened: \(String(cString: strerror(errno)))", mend: "check the path")
    }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
        throw ImportError(
            file: path, "it is not a regular file", mend: "pass the model file itself, not a folder or device"
        )
    }
    guard status.st_size > 0 else {
        throw ImportError(file: path, "the file is empty", mend: "copy or export it again")
    }
    guard status.st_size <= Int(Int32.max) else {
        throw ImportError(
            file: path, "the file is larger than 2 GiB", mend: "store the weights as external data")
    }
    guard let bytes = readBytes(file, offset: 0, count: Int(status.st_size)) else {
        throw ImportError(file: path, "the file cannot be read", mend: "check the file and the disk")
    }
    return bytes
}
