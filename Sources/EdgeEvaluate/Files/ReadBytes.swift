import EdgeVision

/// The whole of a text or JSON file.
func readBytes(_ path: String, wanted: String) throws(EvaluationError) -> [UInt8] {
    do { return try readFile(path, wanted: wanted) } catch { throw EvaluationError(error) }
}

func loadPicture(_ path: String, options: DecodeOptions = DecodeOptions()) throws(EvaluationError) -> Image {
    do { return try decodeImage(path: path, options: options) } catch { throw EvaluationError(error) }
}
