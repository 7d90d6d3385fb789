/// Where frames with results drawn on them go, and how.
struct OverlayOptions {
    enum Form: String, CaseIterable {
        /// JPEGs one after another.
        case mjpeg
        /// The parts of `multipart/x-mixed-replace`.
        case multipart
        /// The same behind the head of an HTTP answer.
        case http
    }

    let path: String
    let form: Form
    let quality: Int

    /// nil where none are wanted.
    init?(_ arguments: ParsedArguments) throws(Failure) {
        let form = try arguments.choice("--overlay-format", of: Form.self)
        quality = try arguments.integer("--quality", default: 80, in: 1...100)
        guard let path = arguments.string("--overlay") else {
            if form != nil || arguments.string("--quality") != nil {
                throw .usage("--overlay-format and --quality need --overlay FILE", StreamCommand.syntax)
            }
            return nil
        }
        self.path = path
        self.form = form ?? .mjpeg
    }
}
