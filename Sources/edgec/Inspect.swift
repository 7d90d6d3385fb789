import ArgumentParser
import EdgeCompile
import EdgeFormat
import EdgeHost
import EdgeKernels
import EdgeRuntime
import Foundation

struct Inspect: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show what an .edge file holds: inputs, outputs, operators, memory plan.")

    @Argument(help: "The .edge file.")
    var model: String

    @Flag(help: "Print JSON.")
    var json = false

    @Option(help: "Write a page with the memory plan drawn over time.")
    var html: String?

    func run() throws {
        let description = ModelDescription(try openEdge(model), path: model)
        if let html {
            do { try writeFile(description.html, to: html) } catch { throw Failure("\(error)") }
        }
        try printResult(json ? try description.json() : description.text)
    }
}

/// Maps and verifies an .edge file; its errors say where and how to mend.
func openEdge(_ path: String) throws -> LoadedModel {
    do { return try LoadedModel(path: path) } catch { throw Failure("\(error)") }
}

/// An .edge file in words.
struct ModelDescription: Codable {
    struct Tensor: Codable {
        var index: Int
        var name: String
        var kind: String
        var elementType: String
        var shape: [Int]
        var scale: Float
        var zeroPoint: Int32
        /// Activations: bytes, arena offset, first and last op that use it. nil for constants.
        var bytes: Int
        var arenaOffset: Int?
        var lifetime: [Int]?
        /// The tensor this one is a part of.
        var parent: Int?
    }

    struct Op: Codable {
        var index: Int
        var kind: String
        var name: String
        var inputs: [Int]
        var outputs: [Int]
    }

    var path: String
    var fileBytes: Int
    var recordBytes: Int
    var weightBytes: Int
    var arenaBytes: Int
    var scratchBytesPerThread: Int
    /// What a session allocates on this machine, one thread.
    var sessionBytes: Int
    var metadata: [String: String]
    var labels: Int
    var inputs: [Int]
    var outputs: [Int]
    var tensors: [Tensor]
    var ops: [Op]

    init(_ loaded: LoadedModel, path: String) {
        let model = loaded.model
        let view = model.view
        self.path = path
        fileBytes = loaded.fileBytes
        recordBytes = loaded.recordBytes
        weightBytes = loaded.weightBytes
        arenaBytes = model.arenaBytes
        scratchBytesPerThread = model.scratchCap
        sessionBytes = (try? Session.requiredBytes(for: model, isa: CPU.bestISA, threads: 1)) ?? 0
        metadata = Dictionary(loaded.metadata.map { ($0.key, $0.value) }, uniquingKeysWith: { $1 })
        labels = loaded.labels.count
        inputs = (0..<view.inputCount).map { view.input($0) }
        outputs = (0..<view.outputCount).map { view.output($0) }
        ops = (0..<view.opCount).map { index in
            let op = view.op(index)
            return Op(
                index: index, kind: "\(op.kind)", name: view.opName(index),
                inputs: (0..<Int(op.inputCount)).map { view.input($0, of: op) },
                outputs: (0..<Int(op.outputCount)).map { view.output($0, of: op) })
        }
        tensors = []
        tensors = (0..<view.tensorCount).map { describe($0, loaded) }
    }

    private func describe(_ index: Int, _ loaded: LoadedModel) -> Tensor {
        let view = loaded.model.view
        let record = view.tensor(index)
        let shape = (0..<Int(record.rank)).map { Int(record.dimensions[$0]) }
        var tensor = Tensor(
            index: index, name: view.tensorName(index), kind: "\(record.kind)",
            elementType: "\(record.elementType)", shape: shape, scale: record.scale,
            zeroPoint: record.zeroPoint, bytes: Int(record.dataBytes), arenaOffset: nil, lifetime: nil,
            parent: record.parent == noIndex ? nil : Int(record.parent))
        guard record.kind == .activation else { return tensor }
        tensor.bytes = shape.reduce(1, *) * record.elementType.bits / 8
        tensor.arenaOffset = loaded.model.arenaOffset(ofTensor: index)
        let root = view.root(of: index)
        var uses = ops.filter { op in
            (op.inputs + op.outputs).contains {
                view.tensor($0).kind == .activation && view.root(of: $0) == root
            }
        }.map(\.index)
        if inputs.contains(where: { view.root(of: $0) == root }) { uses.insert(0, at: 0) }
        if outputs.contains(where: { view.root(of: $0) == root }) { uses.append(ops.count - 1) }
        tensor.lifetime = [uses.first ?? 0, max(0, uses.last ?? 0)]
        return tensor
    }

    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
}

extension ModelDescription {
    var text: String {
        var lines = ["\(path): \(bytes(fileBytes)), \(ops.count) ops, \(tensors.count) tensors"]
        for (key, value) in metadata.sorted(by: { $0.key < $1.key }) { lines.append("  \(key): \(value)") }
        for (title, list) in [("inputs", inputs), ("outputs", outputs)] {
            for index in list { lines.append("  \(title.dropLast()) \(line(tensors[index]))") }
        }
        if labels > 0 { lines.append("  labels: \(labels)") }
        lines.append(
            "  memory: arena \(bytes(arenaBytes)), scratch at most \(bytes(scratchBytesPerThread)) a thread, "
                + "weights \(bytes(weightBytes)) (in place), records \(bytes(recordBytes))")
        lines.append("  a session here, one thread: \(bytes(sessionBytes))")
        lines.append("")
        let width = ops.map(\.kind.count).max() ?? 0
        for op in ops {
            let output = tensors[op.outputs[0]]
            let number = String(repeating: " ", count: max(0, 4 - "\(op.index)".count)) + "\(op.index)"
            let kind = op.kind.padding(toLength: width, withPad: " ", startingAt: 0)
            let offset = output.arenaOffset.map { " @\($0)" } ?? ""
            lines.append("\(number)  \(kind)  \(shape(output.shape))\(offset)  \(op.name)")
        }
        return lines.joined(separator: "\n")
    }

    private func line(_ tensor: Tensor) -> String {
        let scale = tensor.scale == 0 ? "" : ", scale \(tensor.scale), zero point \(tensor.zeroPoint)"
        return "'\(tensor.name)': \(tensor.elementType) \(shape(tensor.shape))\(scale)"
    }

    private func shape(_ shape: [Int]) -> String { shape.map(String.init).joined(separator: "x") }

    private func bytes(_ count: Int) -> String {
        count < 10_000 ? "\(count) B" : String(format: "%.1f KiB", Double(count) / 1024)
    }

    /// A self-contained page: each root activation as a box, ops across, arena bytes up.
    var html: String {
        let roots = tensors.filter { $0.kind == "activation" && $0.parent == nil && $0.arenaOffset != nil }
        let width = 1200.0
        let height = 600.0
        let stepX = width / Double(max(ops.count, 1))
        let stepY = height / Double(max(arenaBytes, 1))
        let boxes = roots.map { tensor -> String in
            let life = tensor.lifetime ?? [0, 0]
            let x = Double(life[0]) * stepX
            let w = Double(life[1] - life[0] + 1) * stepX
            let h = Double(tensor.bytes) * stepY
            let y = height - Double(tensor.arenaOffset ?? 0) * stepY - h
            let hue = tensor.index * 47 % 360
            let title =
                "\(escape(tensor.name)) \(shape(tensor.shape)), \(tensor.bytes) bytes at \(tensor.arenaOffset ?? 0), ops \(life[0])-\(life[1])"
            return String(
                format:
                    "<rect x='%.2f' y='%.2f' width='%.2f' height='%.2f' fill='hsl(%d 60%% 70%%)' stroke='#fff' stroke-width='.5'><title>",
                x, y, w, h, hue) + title + "</title></rect>"
        }
        return """
            <!doctype html><meta charset="utf-8"><title>\(escape(path)): memory plan</title>
            <style>body{font:14px system-ui;margin:2em;max-width:1240px}pre{overflow:auto;background:#f6f6f6;padding:1em}</style>
            <h1>\(escape(path))</h1>
            <p>Arena \(bytes(arenaBytes)): operators in order from left to right, arena bytes from bottom to top. \
            Point at a box for its tensor.</p>
            <svg viewBox="0 0 \(Int(width)) \(Int(height))" style="width:100%;background:#fafafa;border:1px solid #ccc">
            \(boxes.joined(separator: "\n"))
            </svg>
            <pre>\(escape(text))</pre>
            """
    }

    private func escape(_ text: String) -> String {
        text.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
            .replacingOccurrences(of: "'", with: "&#39;").replacingOccurrences(of: "\"", with: "&quot;")
    }
}
