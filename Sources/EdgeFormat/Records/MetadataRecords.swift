/// A piece of the strings section.
public struct StringRange: Sendable, Equatable {
    public var offset: UInt32
    public var bytes: UInt32

    public init(offset: UInt32 = 0, bytes: UInt32 = 0) {
        self.offset = offset
        self.bytes = bytes
    }
}

/// One key and value of the file's metadata ("name", "task", "source", "created-by", …).
public struct MetadataRecord: Sendable, Equatable {
    public var key: StringRange
    public var value: StringRange

    public init(key: StringRange, value: StringRange) {
        self.key = key
        self.value = value
    }
}
