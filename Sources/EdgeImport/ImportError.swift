/// A model file that cannot be turned into a graph: every problem found, each with its place and what to do.
public struct ImportError: Error, Sendable, Equatable, CustomStringConvertible {
    /// One thing that is wrong.
    public struct Problem: Sendable, Equatable {
        /// What the problem is with: a node, an input, a tensor; nil for the file as a whole.
        public var place: Place?
        public var reason: String
        /// How to mend it.
        public var mend: String

        public init(place: Place? = nil, reason: String, mend: String) {
            self.place = place
            self.reason = reason
            self.mend = mend
        }
    }

    /// A named part of the model.
    public enum Place: Sendable, Equatable, CustomStringConvertible {
        case node(name: String, op: String)
        case input(String)
        case output(String)
        case tensor(String)

        public var description: String {
            switch self {
            case .node(let name, let op): "node \(printable(name)) (\(printable(op)))"
            case .input(let name): "input \(printable(name))"
            case .output(let name): "output \(printable(name))"
            case .tensor(let name): "tensor \(printable(name))"
            }
        }
    }

    /// The path as it was given.
    public var file: String
    /// At least one.
    public var problems: [Problem]

    public init(file: String, problems: [Problem]) {
        self.file = file
        self.problems = problems
    }

    init(file: String, _ reason: String, mend: String, place: Place? = nil) {
        self.init(file: file, problems: [Problem(place: place, reason: reason, mend: mend)])
    }

    /// One line for one problem; otherwise a heading and one line for all places that share a problem.
    public var description: String {
        let groups = grouped()
        if groups.count == 1, let group = groups.first {
            return "\(file): \(group.sentence)"
        }
        return (["\(file): \(problems.count) problems"] + groups.map(\.sentence)).joined(separator: "\n  ")
    }

    private struct Group {
        var places: [Place]
        var reason: String
        var mend: String

        var sentence: String {
            let location = places.isEmpty ? "" : places.map(\.description).joined(separator: ", ") + ": "
            return "\(location)\(reason); \(mend)"
        }
    }

    private func grouped() -> [Group] {
        var groups: [Group] = []
        var known: [[String]: Int] = [:]
        for problem in problems {
            let key = [problem.reason, problem.mend]
            if let index = known[key], let place = problem.place {
                groups[index].places.append(place)
            } else {
                known[key] = groups.count
                groups.append(
                    Group(
                        places: problem.place.map { [$0] } ?? [], reason: problem.reason, mend: problem.mend))
            }
        }
        return groups
    }
}

/// A name from the file as it may be printed: no control characters, not endless.
func printable(_ name: String) -> String {
    let limit = 120
    var result = ""
    var count = 0
    for scalar in name.unicodeScalars {
        if count == limit { return result + "…" }
        result += scalar.properties.generalCategory == .control ? "?" : String(scalar)
        count += 1
    }
    return result.isEmpty ? "(no name)" : result
}
