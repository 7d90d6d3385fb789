import EdgeFormat
import EdgeRuntime

/// A verified model with the memory it needs: the mapped file and the copied records. Sessions share it.
public final class LoadedModel: @unchecked Sendable {
    public let model: Model
    /// What loading took.
    public let timings: Timings
    /// Bytes of the file.
    public let fileBytes: Int
    /// Bytes of the structural records, copied at load, with the verifier's working memory.
    public let recordBytes: Int
    private let file: MappedFile?
    private let contents: AlignedMemory?
    private let records: AlignedMemory

    public struct Timings: Sendable {
        /// Mapping or reading the file.
        public var mapNanoseconds: UInt64 = 0
        /// Copying the records and verifying everything.
        public var verifyNanoseconds: UInt64 = 0
    }

    /// Maps and verifies a file.
    public convenience init(path: String) throws(HostError) {
        let start = monotonicNanoseconds()
        let file = try MappedFile(path: path)
        try self.init(
            file.bytes, file: file, contents: nil, path: path, mapped: monotonicNanoseconds() - start)
    }

    /// Reads a file into memory and verifies it: for programs that run on while files are replaced. Someone who
    /// truncates the file, or writes into it, cannot disturb what is loaded, as they could a mapped one.
    public convenience init(readingFile path: String) throws(HostError) {
        let start = monotonicNanoseconds()
        let contents = try AlignedMemory(readingFile: path)
        try self.init(
            UnsafeRawBufferPointer(contents.bytes), file: nil, contents: contents, path: path,
            mapped: monotonicNanoseconds() - start)
    }

    /// Verifies a copy of `bytes`.
    public convenience init(bytes: [UInt8]) throws(HostError) {
        let contents = try AlignedMemory(count: bytes.count)
        contents.bytes.copyBytes(from: bytes)
        try self.init(
            UnsafeRawBufferPointer(contents.bytes), file: nil, contents: contents, path: nil, mapped: 0)
    }

    /// The same of bytes that are not an array's.
    public convenience init(copying bytes: UnsafeRawBufferPointer) throws(HostError) {
        let contents = try AlignedMemory(count: bytes.count)
        contents.bytes.copyMemory(from: bytes)
        try self.init(
            UnsafeRawBufferPointer(contents.bytes), file: nil, contents: contents, path: nil, mapped: 0)
    }

    private init(
        _ bytes: UnsafeRawBufferPointer, file: MappedFile?, contents: AlignedMemory?, path: String?,
        mapped: UInt64
    ) throws(HostError) {
        self.file = file
        self.contents = contents
        let start = monotonicNanoseconds()
        let required: Int
        do {
            required = try Model.requiredBytes(for: bytes)
        } catch {
            throw .invalidModel(path: path, error)
        }
        records = try AlignedMemory(count: required)
        do {
            model = try Model(file: bytes, memory: records.bytes, functions: CPU.verifierFunctions)
        } catch {
            throw .invalidModel(path: path, error)
        }
        fileBytes = bytes.count
        recordBytes = required
        timings = Timings(mapNanoseconds: mapped, verifyNanoseconds: monotonicNanoseconds() - start)
    }

    public var weightBytes: Int { model.view.weights.count }

    // MARK: Texts

    public var inputNames: [String] {
        (0..<model.view.inputCount).map { model.view.tensorName(model.view.input($0)) }
    }

    public var outputNames: [String] {
        (0..<model.view.outputCount).map { model.view.tensorName(model.view.output($0)) }
    }

    /// Class names by class index; empty where the file has none.
    public var labels: [String] { (0..<model.view.labelCount).map { model.view.text(model.view.label($0)) } }

    /// The file's metadata in its order.
    public var metadata: [(key: String, value: String)] {
        (0..<model.view.metadataCount).map {
            let entry = model.view.metadata($0)
            return (model.view.text(entry.key), model.view.text(entry.value))
        }
    }

    /// The first metadata value of this key.
    public func metadata(_ key: String) -> String? { metadata.first { $0.key == key }?.value }

    /// How the model's input is made from a picture; nil where the file does not say.
    public func preprocessing(input: Int = 0) -> PreprocessingRecord? {
        for i in 0..<model.view.preprocessingCount {
            let record = model.view.preprocessing(i)
            if Int(record.input) == input { return record }
        }
        return nil
    }
}
