import EdgeFormat
import EdgeGraph
import EdgeVision
import Foundation

/// Inputs for calibration and comparison, loaded one at a time: pictures, rows of .npy batches, or seeded
/// noise where there is nothing better.
struct SampleSet: Sendable {
    enum Item: Sendable {
        case picture(path: String)
        /// One row of a batch; the whole array where its shape is the input's own.
        case row(array: Int, index: Int)
        case noise(seed: UInt64)
    }

    private(set) var items: [Item] = []
    private var arrays: [[Float]] = []
    private let input: Value
    private let shape: [Int]
    private let preprocessing: PreprocessingRecord

    var count: Int { items.count }
    var hasPictures: Bool { items.contains { if case .picture = $0 { true } else { false } } }
    var isNoise: Bool { items.contains { if case .noise = $0 { true } else { false } } }

    /// - Parameters:
    ///   - paths: pictures, directories of pictures, .txt lists of pictures (relative to the list), .npy files.
    ///   - graph: the network; it must have one input.
    init(paths: [String], graph: Graph, preprocessing: PreprocessingRecord) throws {
        guard graph.inputs.count == 1 else {
            let names = graph.inputs.map { graph[$0].name }.joined(separator: ", ")
            throw Failure(
                "the network has \(graph.inputs.count) inputs (\(names)): samples can be given for one only")
        }
        input = graph[graph.inputs[0]]
        shape = input.shape ?? []
        self.preprocessing = preprocessing
        for path in paths { try add(path) }
    }

    /// Uniform noise over the range that pictures have after `preprocessing`.
    init(noise count: Int, graph: Graph, preprocessing: PreprocessingRecord) throws {
        try self.init(paths: [], graph: graph, preprocessing: preprocessing)
        items = (0..<count).map { .noise(seed: UInt64($0) + 1) }
    }

    private static let pictureExtensions: Set<String> = ["jpg", "jpeg", "png", "bmp", "ppm", "pgm"]

    private mutating func add(_ path: String) throws {
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
            throw Failure(
                "\(path): no such file; give pictures, a folder of them, a .txt list or a .npy file")
        }
        let ending = (path as NSString).pathExtension.lowercased()
        if isDirectory.boolValue {
            try addDirectory(path)
        } else if ending == "npy" {
            try addArray(path)
        } else if ending == "txt" {
            try addList(path)
        } else {
            items.append(.picture(path: path))
        }
    }

    private mutating func addDirectory(_ path: String) throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: path).sorted()
        let pictures = names.filter {
            Self.pictureExtensions.contains(($0 as NSString).pathExtension.lowercased())
        }
        let arrays = names.filter { $0.hasSuffix(".npy") }
        guard !pictures.isEmpty || !arrays.isEmpty else {
            throw Failure("\(path): no pictures and no .npy files; put JPEG or PNG files there")
        }
        for name in arrays { try addArray(path + "/" + name) }
        items += pictures.map { .picture(path: path + "/" + $0) }
    }

    private mutating func addList(_ path: String) throws {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw Failure("\(path): cannot read the list; give a UTF-8 text file with a path on each line")
        }
        let folder = (path as NSString).deletingLastPathComponent
        for line in text.split(whereSeparator: \.isNewline) {
            let name = line.trimmingCharacters(in: .whitespaces)
            if name.isEmpty || name.hasPrefix("#") { continue }
            items.append(.picture(path: name.hasPrefix("/") || folder.isEmpty ? name : folder + "/" + name))
        }
    }

    private mutating func addArray(_ path: String) throws {
        let array = try loadArray(path)
        let rows = try rowCount(of: array, for: shape, path: path)
        arrays.append(array.reals)
        for row in 0..<rows { items.append(.row(array: arrays.count - 1, index: row)) }
    }

    /// The tensors of sample `index`, one for each graph input. Safe to call from several threads.
    func load(_ index: Int) throws -> [Tensor] {
        switch items[index] {
        case .picture(let path):
            let image = try decodeImage(path: path)
            var preprocessor = try makePreprocessor()
            return [Tensor(shape: shape, floats: preprocessor.normalized(image))]
        case .row(let array, let row):
            let size = shape.reduce(1, *)
            return [Tensor(shape: shape, floats: Array(arrays[array][row * size..<(row + 1) * size]))]
        case .noise(let seed):
            return [Tensor(shape: shape, floats: noise(seed: seed))]
        }
    }

    private func makePreprocessor() throws -> Preprocessor {
        guard shape.count == 4, shape[1] == (preprocessing.channels == .gray ? 1 : 3) else {
            throw Failure(
                "input '\(input.name)': pictures do not fit shape \(shape); give .npy files, or --channels")
        }
        return try Preprocessor(record: preprocessing, width: shape[3], height: shape[2])
    }

    private func noise(seed: UInt64) -> [Float] {
        var generator = SplitMix64(seed: seed)
        let isPicture = shape.count == 4 && (shape[1] == 1 || shape[1] == 3)
        let plane = isPicture ? shape[2] * shape[3] : 1
        return (0..<shape.reduce(1, *)).map { i in
            let unit = Float(generator.next() >> 40) / Float(1 << 24)
            guard isPicture else { return unit * 2 - 1 }
            let channel = i / plane % shape[1]
            return (unit * 255 - preprocessing.mean[channel]) / preprocessing.std[channel]
        }
    }
}

extension NpyArray {
    /// The elements, integers too, as Float.
    var reals: [Float] {
        let tensor = tensor
        return tensor.type == .float ? tensor.floats : tensor.integers.map { Float($0) }
    }
}

/// Reads a .npy file; errors name it.
func loadArray(_ path: String) throws -> NpyArray {
    let bytes = try readFile(path, wanted: "a .npy file")
    do {
        return try NpyArray(file: bytes)
    } catch {
        throw Failure("\(path): \(error); save it with numpy.save")
    }
}

/// How many inputs of `shape` an array holds: 1 where its element count is the input's, N where it is a
/// batch `[N, ...]` of them.
func rowCount(of array: NpyArray, for shape: [Int], path: String) throws -> Int {
    let size = shape.reduce(1, *)
    let count = array.shape.reduce(1, *)
    let tail = Array(shape.dropFirst())
    let fits = array.shape == shape || Array(array.shape.dropFirst()) == tail || array.shape == tail
    guard size > 0, fits, count % size == 0, count > 0 else {
        throw Failure("\(path): its shape is \(array.shape); the network takes \(shape) or a batch of such")
    }
    return count / size
}
