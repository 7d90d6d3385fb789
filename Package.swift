// swift-tools-version: 6.2
import PackageDescription

#if canImport(Glibc)
    import Glibc
#endif

// The floors of the house, ground floor first. `Sources/README.md` says what each target may import.
let package = Package(
    name: "edge",
    products: [
        // The runtime as a library: no unsafe flags below it, so that a versioned dependency works.
        .library(name: "EdgeRuntime", targets: ["EdgeRuntime", "EdgeFormat", "EdgeKernels"]),
        // The C face; Tools/build-libedge makes libedge.so and libedge.a of it.
        .library(name: "edge", type: .static, targets: ["EdgeC"]),
        .executable(name: "edgec", targets: ["edgec"]),
        .executable(name: "edgerun", targets: ["edgerun"]),
        .executable(name: "edgerun-serve", targets: ["edgerun-serve"]),
    ],
    traits: [
        .default(enabledTraits: ["OpenMP", "JPEG", "Serve"]),
        .trait(name: "OpenMP", description: "Run on several threads (needs libomp-dev)"),
        .trait(name: "JPEG", description: "Decode JPEG photos (needs libjpeg-dev)"),
        .trait(name: "Serve", description: "The daemon: edgerun serve (Hummingbird, SwiftNIO)"),
        .trait(
            name: "TLS", description: "HTTPS for the daemon: builds BoringSSL, some minutes",
            enabledTraits: ["Serve"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.20.0", traits: []),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.6.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.80.0"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.30.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.3.0"),
    ],
    targets: [
        // Core: builds as Embedded Swift from the same sources, allocates nothing.
        .target(name: "CEdgeSIMD", exclude: ["arm/README.md"], cSettings: warnings),
        .target(name: "EdgeKernels", dependencies: ["CEdgeSIMD"], swiftSettings: core),
        .target(name: "EdgeFormat", exclude: ["ARITHMETIC.md", "FORMAT.md"], swiftSettings: core),
        .target(
            name: "EdgeRuntime", dependencies: ["CEdgeSIMD", "EdgeKernels", "EdgeFormat"],
            swiftSettings: core),

        // Every registered kernel against the portable one; tests and the A64 program under QEMU call it.
        .target(
            name: "EdgeKernelChecks", dependencies: ["CEdgeSIMD", "EdgeKernels"], swiftSettings: core),

        // Board: what needs an operating system.
        .target(
            name: "CEdgeOpenMP",
            cSettings: [.unsafeFlags(["-fopenmp"], .when(traits: ["OpenMP"]))],
            linkerSettings: [.linkedLibrary("omp5", .when(traits: ["OpenMP"]))]),
        .target(name: "EdgeHost", dependencies: ["EdgeRuntime", "CEdgeOpenMP", "CEdgeSIMD"]),
        .target(
            name: "CJPEG", cSettings: [.define("JPEG", .when(traits: ["JPEG"]))],
            linkerSettings: [.linkedLibrary("jpeg", .when(traits: ["JPEG"]))]),
        .target(name: "CPNG"),
        .target(
            name: "EdgeVision", dependencies: ["EdgeHost", "CJPEG", "CPNG"],
            exclude: ["Preprocess/README.md"],
            swiftSettings: [.enableExperimentalFeature("Lifetimes")]),

        // The C face: edge.h, and its functions.
        .target(name: "CEdge", exclude: ["Examples"]),
        .target(name: "EdgeC", dependencies: ["CEdge", "EdgeVision"], exclude: ["README.md"]),

        // Measures: what this machine can do, and what a model takes on it.
        .target(name: "CEdgePeak"),
        .target(name: "EdgeBench", dependencies: ["EdgeVision", "CEdgePeak"]),

        // Converter: runs on the engineer's machine.
        .target(name: "CBLAS", linkerSettings: [.linkedLibrary("openblas")]),
        .target(name: "EdgeGraph", dependencies: ["EdgeFormat", "EdgeKernels", "CBLAS"]),
        .target(
            name: "EdgeImport",
            dependencies: [
                "EdgeGraph", .product(name: "SwiftProtobuf", package: "swift-protobuf"),
            ],
            exclude: ["Schema/onnx.proto"]),
        .target(name: "EdgeQuantize", dependencies: ["EdgeGraph", "CBLAS"]),
        .target(name: "EdgeCompile", dependencies: ["EdgeQuantize", "EdgeFormat", "EdgeHost"]),

        // The daemon. Empty without the trait Serve.
        .target(
            name: "EdgeServe", dependencies: ["EdgeVision"] + server,
            exclude: ["README.md", "Page/Assets", "Page/Pictures"],
            swiftSettings: [.enableExperimentalFeature("Lifetimes")]),

        .target(name: "EdgeEvaluate", dependencies: ["EdgeGraph", "EdgeVision"], exclude: ["README.md"]),

        // Programs: parse arguments, call a library, print.
        .executableTarget(
            name: "edgec",
            dependencies: [
                "EdgeImport", "EdgeCompile", "EdgeEvaluate", "EdgeVision",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
        .target(name: "CEdgeStart"),
        .executableTarget(
            name: "edgerun",
            dependencies: ["EdgeBench", "CEdgeStart"],
            linkerSettings: standalone),

        .executableTarget(
            name: "edgerun-serve",
            dependencies: [
                "EdgeServe",
                .product(
                    name: "ArgumentParser", package: "swift-argument-parser",
                    condition: .when(traits: ["Serve"])),
            ],
            linkerSettings: standalone + [
                // Left out of what Foundation asks to be linked with.
                .unsafeFlags(
                    ["-l_FoundationCShims", "-l_FoundationCollections"],
                    .when(platforms: [.linux], configuration: .release))
            ]),

        // Measures the kernels; not a product.
        .executableTarget(name: "edge-kernel-bench", dependencies: ["EdgeKernels", "CEdgePeak"]),

        // Random numbers that a printed seed repeats, for several test targets.
        .target(name: "EdgeTestRandom", path: "Tests/EdgeTestRandom"),
        // The golden vectors of Tools/reference.
        .target(name: "EdgeTestVectors", path: "Tests/EdgeTestVectors"),
        // Small networks written by hand, for several test targets.
        .target(name: "EdgeTestModels", dependencies: ["EdgeFormat"], path: "Tests/EdgeTestModels"),
        // Writes them to files, for Tools/test-arm.
        .executableTarget(
            name: "edge-sample-models", dependencies: ["EdgeTestModels"], path: "Tests/EdgeSampleModels"),
        // Counts the calls of malloc and its kin.
        .target(name: "CMallocHook", path: "Tests/CMallocHook"),
        .testTarget(
            name: "EdgeFormatTests", dependencies: ["EdgeFormat", "EdgeTestModels", "EdgeTestRandom"]),
        .target(
            name: "CEdgeEmulatedSIMD", dependencies: ["CEdgeSIMD"], path: "Tests/CEdgeEmulatedSIMD"),
        .testTarget(
            name: "EdgeKernelsTests",
            dependencies: [
                "EdgeKernels", "EdgeKernelChecks", "EdgeTestVectors", "CEdgeSIMD", "CEdgeEmulatedSIMD",
            ],
            exclude: ["Vectors"]),
        .testTarget(
            name: "EdgeRuntimeTests",
            dependencies: ["EdgeRuntime", "EdgeHost", "EdgeTestModels", "EdgeTestVectors", "CMallocHook"]),
        .testTarget(
            name: "EdgeVisionTests", dependencies: ["EdgeVision", "EdgeTestModels", "CMallocHook"],
            exclude: ["Vectors"]),
        .testTarget(name: "EdgeBenchTests", dependencies: ["EdgeBench", "EdgeTestModels", "EdgeTestRandom"]),
        .testTarget(
            name: "EdgeStreamTests",
            dependencies: ["EdgeVision", "EdgeFormat", "EdgeTestRandom", "EdgeTestModels", "CMallocHook"]),
        .testTarget(
            name: "EdgeImportTests", dependencies: ["EdgeImport", "EdgeGraph"], resources: [.copy("Cases")]),
        .testTarget(name: "EdgeGraphTests", dependencies: ["EdgeGraph", "EdgeImport", "EdgeTestRandom"]),
        .testTarget(
            name: "EdgeQuantizeTests", dependencies: ["EdgeQuantize", "EdgeFormat", "EdgeTestRandom"]),
        .testTarget(
            name: "EdgeCompileTests",
            dependencies: ["EdgeCompile", "EdgeImport", "EdgeHost", "EdgeTestRandom"]),
        .testTarget(
            name: "EdgeEvaluateTests",
            dependencies: ["EdgeEvaluate", "EdgeFormat", "EdgeTestRandom", "EdgeVision"], exclude: ["Cases"]),
        .testTarget(
            name: "EdgeServeTests", dependencies: ["EdgeServe", "EdgeTestModels", "EdgeTestRandom"] + server),
        .testTarget(
            // They run edgerun too, which `swift test` and Tools/test build; see `standalone`.
            name: "EndToEndTests",
            dependencies: ["edgec", "EdgeFormat", "EdgeGraph", "EdgeTestModels", "EdgeVision"]),
    ],
    swiftLanguageModes: [.v6],
    cLanguageStandard: .c11
)

/// What the daemon stands on, with the trait Serve only.
var server: [Target.Dependency] {
    let products = [
        ("Hummingbird", "hummingbird"), ("HummingbirdCore", "hummingbird"),
        ("ServiceLifecycle", "swift-service-lifecycle"), ("Logging", "swift-log"),
        ("UnixSignals", "swift-service-lifecycle"), ("NIOCore", "swift-nio"), ("NIOPosix", "swift-nio"),
        ("NIOExtras", "swift-nio-extras"), ("NIOHTTPTypes", "swift-nio-extras"),
        ("HTTPTypes", "swift-http-types"),
    ]
    return products.map { .product(name: $0.0, package: $0.1, condition: .when(traits: ["Serve"])) }
        + [.product(name: "HummingbirdTLS", package: "hummingbird", condition: .when(traits: ["TLS"]))]
}

var core: [SwiftSetting] {
    [.enableExperimentalFeature("Lifetimes")]
}

var warnings: [CSetting] { [] }

/// A program in one file to copy to a board: the runtimes of Swift and of C++ inside, which also spares the
/// loader their relocations. No test target may depend on such a program: these flags would be the tests' too.
var standalone: [LinkerSetting] {
    let flags =
        [
            "-static-stdlib", "-use-ld=lld", "-L\(Context.packageDirectory)/Tools/link", "-Xclang-linker",
            "-static-libgcc", "-Xlinker", "--no-export-dynamic",
            // What is executed, side by side: a kernel maps 64 KiB or more around each page; see order-functions.
            "-Xlinker", "--symbol-ordering-file=\(Context.packageDirectory)/Tools/link/edgerun.order",
            "-Xlinker", "--no-warn-symbol-ordering",
        ] + packedRelocations
    return [.unsafeFlags(flags, .when(platforms: [.linux], configuration: .release))]
}

/// Relative relocations in bits instead of 24 bytes each, half a megabyte to read at every start; the loader
/// knows them from glibc 2.36 on.
var packedRelocations: [String] {
    #if canImport(Glibc)
        if (__GLIBC__, __GLIBC_MINOR__) >= (2, 36) {
            return ["-Xlinker", "-z", "-Xlinker", "pack-relative-relocs"]
        }
    #endif
    return []
}
