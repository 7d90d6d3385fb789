import EdgeGraph
import Foundation

/// Why a node cannot be read.
struct NodeProblem: Error {
    var reason: String
    var mend: String

    /// The node breaks the operator's definition.
    static func invalid(_ reason: String) -> NodeProblem {
        NodeProblem(reason: reason, mend: "export the model again, or run the exporter's checker on it")
    }

    /// The node is valid ONNX that this reader does not take.
    static func unsupported(_ reason: String) -> NodeProblem {
        NodeProblem(reason: "\(reason) is not supported", mend: "export the model without it")
    }
}

/// One node with its attributes by name and its inputs found: what an operator's reader works from.
struct NodeContext {
    let node: ONNXNode
    /// Version of the standard operator set.
    let opset: Int
    /// Parallel to the node's inputs, nil where omitted; trailing omissions are cut.
    let inputs: [ValueID?]
    let decoder: TensorDecoder
    /// Names that something uses.
    private let consumed: Set<String>
    private let attributes: [String: ONNXAttribute]

    init(
        node: ONNXNode, opset: Int, inputs: [ValueID?], consumed: Set<String>, decoder: TensorDecoder
    ) throws(NodeProblem) {
        self.node = node
        self.opset = opset
        var inputs = inputs
        while let last = inputs.last, last == nil { inputs.removeLast() }
        self.inputs = inputs
        self.consumed = consumed
        self.decoder = decoder
        var attributes: [String: ONNXAttribute] = [:]
        for attribute in node.attribute {
            guard attributes.updateValue(attribute, forKey: attribute.name) == nil else {
                throw .invalid("attribute \(printable(attribute.name)) is given twice")
            }
        }
        self.attributes = attributes
    }

    var outputCount: Int { node.output.count }

    /// True where something uses output `index`.
    func usesOutput(_ index: Int) -> Bool {
        index < node.output.count && consumed.contains(node.output[index])
    }

    // MARK: Inputs

    func input(_ index: Int) throws(NodeProblem) -> ValueID {
        guard let id = optionalInput(index) else { throw .invalid("input \(index) is missing") }
        return id
    }

    func optionalInput(_ index: Int) -> ValueID? { index < inputs.count ? inputs[index] : nil }

    // MARK: Attributes

    func has(_ name: String) -> Bool { attributes[name] != nil }

    func int(_ name: String) throws(NodeProblem) -> Int? {
        try attribute(name, .int).map { Int($0.i) }
    }

    func int(_ name: String, default value: Int) throws(NodeProblem) -> Int { try int(name) ?? value }

    func flag(_ name: String, default value: Bool = false) throws(NodeProblem) -> Bool {
        try int(name).map { $0 != 0 } ?? value
    }

    func ints(_ name: String) throws(NodeProblem) -> [Int]? {
        try attribute(name, .ints).map { $0.ints.map { Int($0) } }
    }

    func float(_ name: String) throws(NodeProblem) -> Float? { try attribute(name, .float).map(\.f) }

    func float(_ name: String, default value: Float) throws(NodeProblem) -> Float {
        try float(name) ?? value
    }

    func floats(_ name: String) throws(NodeProblem) -> [Float]? {
        try attribute(name, .floats).map(\.floats)
    }

    func string(_ name: String, default value: String) throws(NodeProblem) -> String {
        guard let attribute = try attribute(name, .string) else { return value }
        return String(decoding: attribute.s, as: UTF8.self)
    }

    func graph(_ name: String) throws(NodeProblem) -> ONNXGraph {
        guard let attribute = try attribute(name, .graph) else {
            throw .invalid("attribute \(name) is missing")
        }
        return attribute.g
    }

    func tensor(_ name: String) throws(NodeProblem) -> Tensor? {
        guard let attribute = try attribute(name, .tensor) else { return nil }
        do {
            return try decoder.decode(attribute.t)
        } catch {
            throw NodeProblem(reason: "its tensor \(name) cannot be read: \(error.reason)", mend: error.mend)
        }
    }

    func required<T>(_ name: String, _ value: T?) throws(NodeProblem) -> T {
        guard let value else { throw .invalid("attribute \(name) is missing") }
        return value
    }

    /// Files from before the type field have it undefined.
    private func attribute(_ name: String, _ kind: ONNXAttribute.Kind) throws(NodeProblem) -> ONNXAttribute? {
        guard let attribute = attributes[name] else { return nil }
        guard attribute.type == kind || attribute.type == .undefined else {
            throw .invalid("attribute \(name) has the wrong type")
        }
        return attribute
    }
}

/// `axis` counted from the front, within `0..<rank`.
func resolvedAxis(_ axis: Int, rank: Int) throws(NodeProblem) -> Int {
    let resolved = axis < 0 ? axis &+ rank : axis
    guard (0..<rank).contains(resolved) else {
        throw .invalid("axis \(axis) of a tensor of rank \(rank)")
    }
    return resolved
}

func resolvedAxes(_ axes: [Int], rank: Int) throws(NodeProblem) -> [Int] {
    var resolved: [Int] = []
    for axis in axes { resolved.append(try resolvedAxis(axis, rank: rank)) }
    guard Set(resolved).count == resolved.count else { throw .invalid("axes \(axes) name one twice") }
    return resolved
}
