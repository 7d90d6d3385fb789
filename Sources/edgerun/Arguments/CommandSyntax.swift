/// What a command accepts. Help is written from it and arguments are read by it, so the two cannot differ.
struct CommandSyntax {
    /// An option; without a value name it is a flag.
    struct Option {
        var name: String
        var valueName: String?
        var help: String

        init(_ name: String, _ valueName: String? = nil, _ help: String) {
            self.name = name
            self.valueName = valueName
            self.help = help
        }
    }

    var name: String
    var summary: String
    /// Positional arguments as help shows them: "MODEL.edge PICTURE...".
    var operands: String
    var operandHelp: [(String, String)]
    var minimumOperands: Int
    var maximumOperands: Int
    var options: [Option]
    /// What follows the options in the help: examples, the form of the output.
    var notes = ""

    var usage: String { "edgerun \(name) \(operands) [options]" }

    var help: String {
        var rows = operandHelp
        rows += options.map { ([$0.name, $0.valueName].compactMap { $0 }.joined(separator: " "), $0.help) }
        rows.append(("--help", "Show this and stop."))
        let width = rows.map(\.0.count).max() ?? 0
        var text = "\(summary)\n\nusage: \(usage)\n\n"
        for (left, right) in rows {
            text += "  \(left)\(String(repeating: " ", count: width - left.count))  \(right)\n"
        }
        return notes.isEmpty ? text : "\(text)\n\(notes)\n"
    }
}
