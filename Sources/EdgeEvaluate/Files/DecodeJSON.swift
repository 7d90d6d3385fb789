import Foundation

/// Decodes JSON; errors name the file and the path of the value.
func decodeJSON<T: Decodable>(
    _ type: T.Type, _ bytes: [UInt8], name: String, mend: String
) throws(EvaluationError) -> T {
    func place(_ path: [any CodingKey]) -> String {
        let text = path.reduce(into: "") { text, key in
            if let index = key.intValue {
                text += "[\(index)]"
            } else {
                text += (text.isEmpty ? "" : ".") + key.stringValue
            }
        }
        return text.isEmpty ? name : "\(name), \(text)"
    }
    do {
        return try JSONDecoder().decode(type, from: Data(bytes))
    } catch let DecodingError.keyNotFound(key, context) {
        throw EvaluationError(
            what: "'\(key.stringValue)' is missing", place: place(context.codingPath), mend: mend)
    } catch let DecodingError.typeMismatch(type, context) {
        throw EvaluationError(what: "is no \(jsonName(type))", place: place(context.codingPath), mend: mend)
    } catch let DecodingError.valueNotFound(type, context) {
        throw EvaluationError(
            what: "is null, not a \(jsonName(type))", place: place(context.codingPath), mend: mend)
    } catch let DecodingError.dataCorrupted(context) {
        throw EvaluationError(
            what: "cannot be read (\(detail(context)))", place: place(context.codingPath), mend: mend)
    } catch {
        throw EvaluationError(what: "cannot be read (\(error))", place: name, mend: mend)
    }
}

/// One line on what the parser met.
private func detail(_ context: DecodingError.Context) -> String {
    let cause = (context.underlyingError as NSError?)?.userInfo[NSDebugDescriptionErrorKey] as? String
    let text = cause ?? context.debugDescription
    return text.split(whereSeparator: \.isNewline).joined(separator: " ")
}

/// What JSON calls a Swift type.
private func jsonName(_ type: any Any.Type) -> String {
    let name = "\(type)"
    if name.hasPrefix("Array") { return "list" }
    if name.hasPrefix("Dictionary") { return "object" }
    switch name {
    case "Int": return "integer"
    case "Double": return "number"
    case "String": return "text"
    default: return "object"
    }
}
