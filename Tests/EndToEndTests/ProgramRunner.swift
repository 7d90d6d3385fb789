import Foundation

/// One run of a program of this package.
struct ProgramRun {
    var status: Int32
    var output: String
    var errors: String

    /// The lines on standard error that begin with "error: ".
    var errorLines: [String] {
        errors.split(separator: "\n").map(String.init).filter { $0.hasPrefix("error: ") }
    }
}

/// Runs `name` from beside the test bundle.
///
/// - Parameters:
///   - input: bytes on standard input; empty otherwise.
///   - output: where standard output goes instead of into the result.
func runProgram(
    _ name: String, _ arguments: [String], environment: [String: String] = [:], input: [UInt8] = [],
    output: FileHandle? = nil
) throws -> ProgramRun {
    let process = Process()
    process.executableURL = programURL(name)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    // Files, not pipes: a pipe left unread would block the program.
    let directory = FileManager.default.temporaryDirectory.appending(path: "run-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let files = ["in", "out", "err"].map { directory.appending(path: $0) }
    try Data(input).write(to: files[0])
    for file in files[1...] { try Data().write(to: file) }
    process.standardInput = try FileHandle(forReadingFrom: files[0])
    process.standardOutput = try output ?? FileHandle(forWritingTo: files[1])
    process.standardError = try FileHandle(forWritingTo: files[2])
    try process.run()
    process.waitUntilExit()
    return ProgramRun(
        status: process.terminationStatus,
        output: String(decoding: try Data(contentsOf: files[1]), as: UTF8.self),
        errors: String(decoding: try Data(contentsOf: files[2]), as: UTF8.self))
}

/// A program of this package.
func programURL(_ name: String) -> URL { productsDirectory.appending(path: name) }

/// Where SwiftPM puts the programs: the test runner's own directory.
private let productsDirectory: URL = {
    #if os(macOS)
        Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }!.bundleURL.deletingLastPathComponent()
    #else
        URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
    #endif
}()
