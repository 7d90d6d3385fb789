/// The arguments of one command, sorted by a `CommandSyntax`.
///
/// Not swift-argument-parser: it links FoundationEssentials, which took a static hello-world from 8.7 to
/// 24.4 MB and from 2.1 to 3.5 ms here; this program is to start in about 2 ms.
struct ParsedArguments {
    private(set) var operands: [String] = []
    /// A list: a dictionary's code, for a handful of options, would be mapped at each start.
    private var values: [(option: String, text: String)] = []
    private let syntax: CommandSyntax

    /// - Throws: `Failure` of kind usage.
    init(_ arguments: ArraySlice<String>, _ syntax: CommandSyntax) throws(Failure) {
        self.syntax = syntax
        var rest = arguments
        var optionsEnded = false
        while let argument = rest.popFirst() {
            if optionsEnded || argument == "-" || argument.utf8.first != UInt8(ascii: "-") {
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
        let equals = argument.utf8.firstIndex(of: UInt8(ascii: "="))
        let name = equals.map { String(decoding: argument.utf8[..<$0], as: UTF8.self) } ?? argument
        guard let option = syntax.options.first(where: { $0.name == name }) else {
            throw .usage("unknown option '\(name)'", syntax)
        }
        guard !has(name) else { throw .usage("\(name) given twice", syntax) }
        guard let valueName = option.valueName else {
            guard equals == nil else { throw .usage("\(name) takes no value", syntax) }
            values.append((name, ""))
            return
        }
        let attached = equals.map { String(decoding: argument.utf8[$0...].dropFirst(), as: UTF8.self) }
        guard let value = attached ?? rest.popFirst() else {
            throw .usage("\(name) needs a value, \(valueName)", syntax)
        }
        values.append((name, value))
    }

    func has(_ flag: String) -> Bool { string(flag) != nil }

    func string(_ option: String) -> String? { values.first { $0.option == option }?.text }

    func integer(_ option: String, default standard: Int, in range: ClosedRange<Int>) throws(Failure) -> Int {
        guard let text = string(option) else { return standard }
        guard let value = Int(text), range.contains(value) else {
            throw .usage("\(option) \(text) is not a number within \(range)", syntax)
        }
        return value
    }

    /// nil where it is not given.
    func number(_ option: String, in range: ClosedRange<Float>) throws(Failure) -> Float? {
        guard let text = string(option) else { return nil }
        guard let value = Float(text), range.contains(value) else {
            throw .usage("\(option) \(text) is not a number within \(range)", syntax)
        }
        return value
    }

    /// Words between commas; empty where it is not given.
    func list(_ option: String) throws(Failure) -> [String] {
        guard let text = string(option) else { return [] }
        let words = text.split(separator: ",").map(String.init)
        if words.isEmpty { throw .usage("\(option) needs words between commas", syntax) }
        return words
    }

    /// One of `Value`'s raw values; nil where it is not given.
    func choice<Value: RawRepresentable & CaseIterable>(
        _ option: String, of type: Value.Type
    ) throws(Failure) -> Value? where Value.RawValue == String {
        guard let text = string(option) else { return nil }
        guard let value = Value(rawValue: text) else {
            let known = Value.allCases.map(\.rawValue).joined(separator: ", ")
            throw .usage("\(option) '\(text)' is none of \(known)", syntax)
        }
        return value
    }
}
