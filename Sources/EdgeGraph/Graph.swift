/// A float network as trained: values connected by nodes in topological order. Layout is the one of the
/// source (ONNX: NCHW); `EdgeCompile` turns it into NHWC.
public struct Graph: Sendable {
    public var name: String
    public var values: [Value]
    public var nodes: [Node]
    public var inputs: [ValueID]
    public var outputs: [ValueID]

    public init(name: String = "") {
        self.name = name
        values = []
        nodes = []
        inputs = []
        outputs = []
    }

    @discardableResult
    public mutating func addValue(_ value: Value) -> ValueID {
        values.append(value)
        return ValueID(values.count - 1)
    }

    public subscript(_ id: ValueID) -> Value {
        get { values[id.index] }
        set { values[id.index] = newValue }
    }
}

/// Index of a value in `Graph.values`.
public struct ValueID: Hashable, Sendable {
    public var index: Int
    public init(_ index: Int) { self.index = index }
}

/// A tensor of the graph: its name, its shape once inference has run, its contents where constant.
public struct Value: Sendable {
    public var name: String
    /// nil until shape inference; every dimension is known after it.
    public var shape: [Int]?
    public var type: ScalarType
    public var constant: Tensor?

    public init(name: String, shape: [Int]? = nil, type: ScalarType = .float, constant: Tensor? = nil) {
        self.name = name
        self.shape = shape ?? constant?.shape
        self.type = constant?.type ?? type
        self.constant = constant
    }
}

/// Scalars the float graph distinguishes: all floating types are held as Float, all integers as Int64.
public enum ScalarType: Sendable { case float, integer, boolean }

/// Row-major contents. Exactly one of the arrays is used, by `type` (booleans are 0 and 1 in `integers`).
public struct Tensor: Sendable {
    public var shape: [Int]
    public var type: ScalarType
    public var floats: [Float]
    public var integers: [Int64]

    public init(shape: [Int], floats: [Float]) {
        self.shape = shape
        type = .float
        self.floats = floats
        integers = []
    }

    public init(shape: [Int], integers: [Int64], type: ScalarType = .integer) {
        self.shape = shape
        self.type = type
        floats = []
        self.integers = integers
    }

    public var count: Int { shape.reduce(1, *) }
}

/// One operator application. `inputs` may hold nil for an omitted optional input.
public struct Node: Sendable {
    public var name: String
    public var op: Operator
    public var inputs: [ValueID?]
    public var outputs: [ValueID]

    public init(name: String, op: Operator, inputs: [ValueID?], outputs: [ValueID]) {
        self.name = name
        self.op = op
        self.inputs = inputs
        self.outputs = outputs
    }
}
