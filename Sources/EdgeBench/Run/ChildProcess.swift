#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Executes this program again and returns what it writes.
///
/// - Throws: where it cannot be started or ends without success; its own words are on standard error then.
func outputOfThisProgram(_ arguments: [String]) throws(BenchError) -> String {
    var pipes: [Int32] = [0, 0]
    guard pipe(&pipes) == 0 else {
        throw BenchError("cannot make a pipe: \(String(cString: strerror(errno)))")
    }
    defer { close(pipes[0]) }
    for end in pipes { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, pipes[1], STDOUT_FILENO)
    var words: [UnsafeMutablePointer<CChar>?] = (["edgerun"] + arguments).map { strdup($0) }
    defer { for word in words { free(word) } }
    words.append(nil)
    var child: pid_t = 0
    let status = posix_spawn(&child, "/proc/self/exe", &actions, nil, words, environ)
    close(pipes[1])
    guard status == 0 else {
        throw BenchError("cannot start this program again: \(String(cString: strerror(status)))")
    }
    var output: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while true {
        let got = chunk.withUnsafeMutableBytes { read(pipes[0], $0.baseAddress, $0.count) }
        if got < 0 && errno == EINTR { continue }
        guard got > 0 else { break }
        output += chunk[..<got]
    }
    var ended: Int32 = 0
    while waitpid(child, &ended, 0) < 0 && errno == EINTR {}
    guard ended == 0 else { throw BenchError("a fresh process of this program failed") }
    return String(decoding: output, as: UTF8.self)
}
