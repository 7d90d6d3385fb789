#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Makes a directory where there is none; its parent must exist.
public func makeDirectory(_ path: String) throws(VisionError) {
    if mkdir(path, 0o755) == 0 { return }
    let number = errno
    var facts = stat()
    if number == EEXIST, stat(path, &facts) == 0, facts.st_mode & S_IFMT == S_IFDIR { return }
    throw VisionError(
        what: "cannot make this directory (\(errorText(number)))", place: path,
        mend: "give a place that can be written")
}

/// Whether there is anything of this name.
public func fileExists(_ path: String) -> Bool { access(path, F_OK) == 0 }
