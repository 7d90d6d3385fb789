#if Serve
    import EdgeVision
    import Hummingbird
    import HummingbirdCore

    /// The query of an address that takes a picture: what the body is and what is wanted of the result.
    struct PictureQuery: Sendable, Equatable {
        struct Raw: Sendable, Equatable {
            var format: PixelFormat
            var width: Int
            var height: Int
        }

        /// nil for an encoded picture.
        var raw: Raw?
        var recognition = RecognitionQuery()
        /// Of segmentation: the class map as runs.
        var writesRuns = false

        init() {}

        init(_ address: URI) throws(ServeError) {
            var format: PixelFormat?
            var width: Int?
            var height: Int?
            for (key, value) in address.queryParameters {
                let name = String(key)
                let text = String(value)
                switch name {
                case "format": format = try Self.choice(text, name)
                case "width": width = try Self.integer(text, name, in: 1...16384)
                case "height": height = try Self.integer(text, name, in: 1...16384)
                case "min_score": recognition.minScore = try Self.score(text, name)
                case "top": recognition.top = try Self.integer(text, name, in: 1...1000)
                case "classes": recognition.classes = text.split(separator: ",").map(String.init)
                case "rle": writesRuns = text == "1" || text == "true"
                default:
                    throw .bad(
                        "is not known", at: "query '\(name)'",
                        mend: "use format, width, height, min_score, top, classes or rle")
                }
            }
            guard format != nil || width != nil || height != nil else { return }
            guard let format, let width, let height else {
                throw .bad("needs format, width and height together", at: "query", mend: "give all three")
            }
            raw = Raw(format: format, width: width, height: height)
        }

        private static func choice(_ text: String, _ name: String) throws(ServeError) -> PixelFormat {
            guard let format = PixelFormat(rawValue: text) else {
                throw .bad(
                    "'\(text)' is no format", at: "query '\(name)'",
                    mend: "use one of \(PixelFormat.allCases.map(\.rawValue).joined(separator: ", "))")
            }
            return format
        }

        private static func integer(
            _ text: String, _ name: String, in range: ClosedRange<Int>
        ) throws(ServeError) -> Int {
            guard let value = Int(text), range.contains(value) else {
                throw .bad("'\(text)' is no number within \(range)", at: "query '\(name)'", mend: "give one")
            }
            return value
        }

        private static func score(_ text: String, _ name: String) throws(ServeError) -> Float {
            guard let value = Float(text), (0...1).contains(value) else {
                throw .bad("'\(text)' is no number within 0...1", at: "query '\(name)'", mend: "give one")
            }
            return value
        }
    }
#endif
