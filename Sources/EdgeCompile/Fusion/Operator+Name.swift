import EdgeGraph

extension Operator {
    /// The operator's ONNX name, for messages.
    var onnxName: String {
        switch self {
        case .unsupported(let name): return name
        case .unary(let function): return Self.camel("\(function)")
        case .binary(.subtract): return "Sub"
        case .binary(.multiply): return "Mul"
        case .binary(.divide): return "Div"
        case .binary(.power): return "Pow"
        case .binary(.minimum): return "Min"
        case .binary(.maximum): return "Max"
        case .binary(.modulo): return "Mod"
        case .binary(let function): return Self.camel("\(function)")
        case .prelu: return "PRelu"
        case .lrn: return "LRN"
        case .reduce(let function, _, _): return "Reduce" + Self.camel("\(function)")
        case .whereSelect: return "Where"
        default: return Self.camel("\(self)")
        }
    }

    /// "maxPool(…)" to "MaxPool".
    private static func camel(_ text: String) -> String {
        let name = text.prefix { $0.isLetter || $0.isNumber }
        return name.prefix(1).uppercased() + name.dropFirst()
    }
}
