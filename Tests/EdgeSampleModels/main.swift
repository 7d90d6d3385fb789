// edge-sample-models DIRECTORY: writes the tests' small networks as .edge files, one of each op kind, for the
// programs that test them outside `swift test`.
import EdgeTestModels

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

guard CommandLine.arguments.count == 2 else {
    print("usage: edge-sample-models DIRECTORY")
    exit(64)
}
for sample in try SampleModels.all() {
    let name = sample.name.split { !$0.isLetter && !$0.isNumber }.joined(separator: "-")
    let path = "\(CommandLine.arguments[1])/\(name).edge"
    guard let file = fopen(path, "wb") else {
        perror(path)
        exit(1)
    }
    let written = fwrite(sample.bytes, 1, sample.bytes.count, file)
    guard fclose(file) == 0, written == sample.bytes.count else {
        perror(path)
        exit(1)
    }
}
