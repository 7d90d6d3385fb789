#if Serve
    import EdgeVision

    /// What one request wants to see of a task's results: the query of its address.
    struct RecognitionQuery: Equatable {
        var minScore: Float?
        var top: Int?
        /// Names or indices of the only classes wanted.
        var classes: [String] = []

        func options(over defaults: RecognizerOptions) -> RecognizerOptions {
            var options = defaults
            if let minScore { options.minScore = minScore }
            if let top { options.top = top }
            if !classes.isEmpty { options.classes = classes }
            return options
        }
    }
#endif
