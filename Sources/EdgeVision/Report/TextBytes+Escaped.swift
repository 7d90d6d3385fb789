extension [UInt8] {
    /// UTF-8 escaped for the inside of a JSON string, without the quotes.
    public mutating func append(jsonEscaped bytes: [UInt8]) {
        for i in bytes.indices { append(jsonByte: bytes[i]) }
    }
}
