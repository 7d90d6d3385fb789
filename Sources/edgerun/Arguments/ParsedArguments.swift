/// The arguments of one command, sorted by a `CommandSyntax`.
///
/// Not swift-argument-parser: it links FoundationEssentials, which took a static hello-world from 8.7 to
/// 24.4 MB and from 2.1 to 3.5 ms here; this program is to start in about 2 ms.
struct ParsedArguments {
    private(set) var operands: [String] = []
    private var values: [String: String] = [:]
    private let syntax: CommandSyntax

    /// - Throws: `Failure` of kind usage.
    init(_ arguments: ArraySlice<String>, _ syntax: CommandSyntax) throws(Failure) {
        self.syntax = syntax
        var rest = arguments
        var optionsEnded = false
        while let argument = rest.popFirst() {
            if optionsEnded || argument == "-" || !argument.hasPrefix("-") {
                operands.append(argument)
            } else if argument == "--" {
                optionsEnded = true
            } else {
                try addOption(argument, &rest)
            }
        }
        if operands.count < syntax.minimumOperands {
            throw .usage("\(syntax.operands) expected", syntax)
        }
        if operands.count > syntax.maximumOperands {
            throw .usage("'\(operands[syntax.maximumOperands])' is one argument too many", syntax)
        }
    }

    /// `--name`, `--name value` or `--name=value`.
    private mutating func addOption(_ argument: String, _ rest: inout ArraySlice<String>) throws(Failure) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(parts[0])
        guard let option = syntax.options.first(where: { $0.name == name }) else {
            throw .usage("unknown option '\(name)'", syntax)
        }
        guard values[name] == nil else { throw .usage("\(name) given twice", syntax) }
        guard let valueName = option.valueName else {
            guard parts.count == 1 else { throw .usage("\(name) takes no value", syntax) }
            values[name] = ""
            return
        }
        guard let value = parts.count == 2 ? String(parts[1]) : rest.popFirst() else {
            throw .usage("\(name) needs a value, \(valueName)", syntax)
        }
        values[name] = value
    }

    func has(_ flag: String) -> Bool { values[flag] != nil }

    func string(_ option: String) -> String? { values[option] }

    func integer(_ option: String, default standard: Int, in range: ClosedRange<Int>) throws(Failure) -> Int {
        guard let text = values[option] else { return standard }
        guard let value = Int(text), range.contains(value) else {
            throw .usage("\(option) \(text) is not a number within \(range)", syntax)
        }
        return value
    }

    /// nil where it is not given.
    func number(_ option: String, in range: ClosedRange<Float>) throws(Failure) -> Float? {
        guard let text = values[option] else { return nil }
        guard let value = Float(text), range.contains(value) else {
            throw .usage("\(option) \(text) is not a number within \(range)", syntax)
        }
        return value
    }

    /// Words between commas; empty where it is not given.
    func list(_ option: String) throws(Failure) -> [String] {
        guard let text = values[option] else { return [] }
        let words = text.split(separator: ",").map(String.init)
        if words.isEmpty { throw .usage("\(option) needs words between commas", syntax) }
        return words
    }

    /// One of `Value`'s raw values; nil where it is not given.
    func choice<Value: RawRepresentable & CaseIterable>(
        _ option: String, of type: Value.Type
    ) throws(Failure) -> Value? where Value.RawValue == String {
        guard let text = values[option] else { return nil }
        guard let value = Value(rawValue: text) else {
            let known = Value.allCases.map(\.rawValue).joined(separator: ", ")
            throw .usage("\(option) '\(text)' is none of \(known)", syntax)
        }
        return value
    }
}
