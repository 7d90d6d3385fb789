#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Texts for C: UTF-8 with a zero byte at the end, at one place until they go.
struct CTexts: ~Copyable, @unchecked Sendable {
    let pointers: [UnsafePointer<CChar>]

    init(_ texts: [String]) { pointers = texts.map { Self.copy($0) } }

    deinit { for pointer in pointers { free(UnsafeMutablePointer(mutating: pointer)) } }

    private static func copy(_ text: String) -> UnsafePointer<CChar> {
        guard let copy = strdup(text) else { fatalError("no memory for a name") }
        return UnsafePointer(copy)
    }
}
