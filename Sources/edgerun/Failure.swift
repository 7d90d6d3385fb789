import EdgeVision

/// Why the program ends without success: one line for people and an exit status.
struct Failure: Error {
    var message: String
    var status: Int32

    /// EX_USAGE of sysexits.h.
    static let usageStatus: Int32 = 64

    static func usage(_ what: String, _ syntax: CommandSyntax) -> Failure {
        Failure(
            message: "\(what); see 'edgerun \(syntax.name) --help'",
            status: usageStatus)
    }

    init(message: String, status: Int32 = 1) {
        self.message = message
        self.status = status
    }

    init(_ error: VisionError) { self.init(message: error.description) }
}
