#if Serve
    import ArgumentParser
    import EdgeServe
    import EdgeVision
    import Logging

    #if canImport(Glibc)
        import Glibc
    #elseif canImport(Musl)
        import Musl
    #endif

    /// `edgerun serve`.
    @main
    struct ServeCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "edgerun serve",
            abstract: "Serves models over HTTP, until SIGTERM.",
            discussion: """
                Speaks the Open Inference Protocol v2 (/v2/…), takes pictures at /v1/models/NAME/detect, /classify,
                /segment, /embed, /pose, /image and /run, and has its figures at /metrics. A page to look at is at /.

                --camera NAME=SOURCE looks at a stream (MJPEG, Y4M, PNG or raw frames) by itself: SOURCE is a file, a
                named pipe, a device, - for standard input, or exec:COMMAND for what a shell command writes; the
                command is started again when it ends. Results are at /v1/cameras/NAME/events (server-sent events)
                and /v1/cameras/NAME/lines (JSON Lines), pictures at /v1/cameras/NAME/frame.jpg and
                /v1/cameras/NAME/stream.mjpeg, with ?overlay=1 with the results drawn on them.

                A model's file may be replaced while it serves: rename the new one over it.
                """,
            version: Daemon.version)

        @Argument(help: "Models: NAME=FILE.edge, or FILE.edge.")
        var models: [String]

        @Option(
            help: ArgumentHelp(
                "Listen there; may be given several times (127.0.0.1:8000).", valueName: "ADDR:PORT"))
        var listen: [String] = []

        @Option(help: ArgumentHelp("Listen on a Unix socket.", valueName: "PATH"))
        var socket: String?

        @Option(
            help: ArgumentHelp(
                "Look at these frames: -, a path or exec:COMMAND; may be given several times.",
                valueName: "NAME=SOURCE"))
        var camera: [String] = []

        @Option(
            help: ArgumentHelp(
                "Frames of a camera: mjpeg, y4m, png, or raw as yuyv:640x480 (told by the first bytes).",
                valueName: "NAME=FORMAT"))
        var cameraFormat: [String] = []

        @Option(help: ArgumentHelp("Model of a camera (the first one).", valueName: "NAME=MODEL"))
        var cameraModel: [String] = []

        @Flag(help: "Give boxes that cameras see an identity that lasts from frame to frame.")
        var track = false

        @Option(help: ArgumentHelp("Clients that may watch cameras and results at a time.", valueName: "N"))
        var maxViewers = 32

        @Option(help: ArgumentHelp("Threads of each run.", valueName: "N"))
        var threads = 1

        @Option(help: ArgumentHelp("Requests that run at a time, of all models.", valueName: "N"))
        var slots = 1

        @Option(help: ArgumentHelp("Sessions of each model (as many as slots).", valueName: "N"))
        var instances: Int?

        @Option(help: ArgumentHelp("Requests that may wait for each model.", valueName: "N"))
        var queue = 16

        @Option(help: ArgumentHelp("Most bytes of a request.", valueName: "BYTES"))
        var maxBody = 16 << 20

        @Option(help: ArgumentHelp("Most bytes of all requests at a time.", valueName: "BYTES"))
        var maxBodies = 128 << 20

        @Option(help: ArgumentHelp("Most pixels of a picture.", valueName: "N"))
        var maxPixels = 25_000_000

        @Option(help: ArgumentHelp("Most connections.", valueName: "N"))
        var maxConnections = 256

        @Option(help: ArgumentHelp("Longest that a request may take.", valueName: "SECONDS"))
        var requestTimeout = 10.0

        @Option(
            help: ArgumentHelp(
                "Longest that a client may take to send a head, or a body, or to take an answer.",
                valueName: "SECONDS"))
        var clientTimeout = 20.0

        @Option(help: ArgumentHelp("Longest that a connection may be idle.", valueName: "SECONDS"))
        var idleTimeout = 75.0

        @Option(
            help: ArgumentHelp("Longest that requests taken may go on after SIGTERM.", valueName: "SECONDS"))
        var drainTimeout = 10.0

        @Option(help: ArgumentHelp("Ask clients for the token in this file.", valueName: "FILE"))
        var tokenFile: String?

        @Option(
            help: ArgumentHelp(
                "A further name by which clients without a token may call this machine, as behind a proxy.",
                valueName: "NAME"))
        var host: [String] = []

        @Option(help: ArgumentHelp("HTTPS: the certificate chain, PEM.", valueName: "FILE"))
        var tlsCert: String?

        @Option(help: ArgumentHelp("HTTPS: its private key, PEM.", valueName: "FILE"))
        var tlsKey: String?

        @Flag(help: "Let other machines in without a token.")
        var insecure = false

        @Option(
            help: ArgumentHelp("Leave out what scores less, unless a request asks otherwise.", valueName: "S")
        )
        var minScore: Float?

        @Option(help: ArgumentHelp("Most classes shown, unless a request asks otherwise.", valueName: "K"))
        var top = 5

        @Option(
            help: ArgumentHelp("trace, debug, info, notice, warning, error or critical.", valueName: "LEVEL"))
        var logLevel = "info"

        @Option(help: ArgumentHelp("text or json.", valueName: "FORMAT"))
        var logFormat = "text"

        func validate() throws {
            guard !models.isEmpty else { throw ValidationError("no model given; give NAME=FILE.edge") }
            var names: Set<String> = []
            for argument in models {
                guard let source = ModelSource(argument: argument) else {
                    throw ValidationError(
                        "'\(argument)' is no NAME=FILE; names are letters, digits, '-', '_' and '.'")
                }
                guard names.insert(source.name).inserted else {
                    throw ValidationError("two models are called '\(source.name)'; give names as NAME=FILE")
                }
            }
            for address in listen where ListenAddress(argument: address) == nil {
                throw ValidationError("--listen \(address) is no ADDR:PORT")
            }
            _ = try cameras()
            try check("--max-viewers", maxViewers, 1...10_000)
            try check("--threads", threads, 1...1024)
            try check("--slots", slots, 1...256)
            try check("--instances", instances ?? 1, 1...256)
            try check("--queue", queue, 1...10_000)
            try check("--max-body", maxBody, 1...1 << 32)
            try check("--max-bodies", maxBodies, 1...1 << 40)
            try check("--max-pixels", maxPixels, 1...1_000_000_000)
            try check("--max-connections", maxConnections, 1...100_000)
            try check("--top", top, 1...1000)
            for (name, seconds) in [
                ("--request-timeout", requestTimeout), ("--client-timeout", clientTimeout),
                ("--idle-timeout", idleTimeout),
            ] where !(0.001...86400).contains(seconds) {
                throw ValidationError("\(name) is not within 0.001...86400")
            }
            guard (tlsCert == nil) == (tlsKey == nil) else {
                throw ValidationError("--tls-cert and --tls-key belong together")
            }
            guard drainTimeout >= 0, drainTimeout <= 86400 else {
                throw ValidationError("--drain-timeout is not within 0...86400")
            }
            if let minScore, !(0...1).contains(minScore) {
                throw ValidationError("--min-score is not within 0...1")
            }
            guard Logger.Level(rawValue: logLevel) != nil else {
                throw ValidationError("--log-level \(logLevel) is no level")
            }
            guard LineLog.Format(rawValue: logFormat) != nil else {
                throw ValidationError("--log-format is text or json")
            }
        }

        private func check(_ name: String, _ value: Int, _ range: ClosedRange<Int>) throws {
            guard range.contains(value) else {
                throw ValidationError("\(name) \(value) is not within \(range)")
            }
        }

        private func cameras() throws -> [CameraOptions] {
            var cameras: [CameraOptions] = []
            for argument in camera {
                guard let options = CameraOptions(argument: argument) else {
                    throw ValidationError(
                        "--camera \(argument) is no NAME=SOURCE; SOURCE is -, a path or exec:COMMAND")
                }
                cameras.append(options)
            }
            func setting(
                _ option: String, _ argument: String, _ apply: (inout CameraOptions, String) -> Bool
            ) throws {
                guard let (name, value) = CameraOptions.split(argument),
                    let index = cameras.firstIndex(where: { $0.name == name })
                else {
                    throw ValidationError("\(option) \(argument): give NAME=… of a --camera NAME=SOURCE")
                }
                guard apply(&cameras[index], value) else {
                    throw ValidationError(
                        "\(option) \(argument): '\(value)' is none of mjpeg, y4m, png, yuyv:640x480 and the like"
                    )
                }
            }
            for argument in cameraFormat {
                try setting("--camera-format", argument) {
                    $0.format = StreamFormat(argument: $1)
                    return $0.format != nil
                }
            }
            for argument in cameraModel {
                try setting("--camera-model", argument) {
                    $0.model = $1
                    return true
                }
            }
            return cameras
        }

        private var options: ServerOptions {
            var options = ServerOptions()
            options.models = models.compactMap { ModelSource(argument: $0) }
            options.addresses = listen.compactMap { ListenAddress(argument: $0) }
            if let socket { options.addresses.append(.unix(path: socket)) }
            options.cameras = (try? cameras()) ?? []
            options.tracks = track
            options.viewers = maxViewers
            options.threads = threads
            options.slots = slots
            options.instances = instances
            options.limits.queue = queue
            options.limits.bodyBytes = maxBody
            options.limits.allBodiesBytes = maxBodies
            options.limits.connections = maxConnections
            options.limits.timeout = UInt64(requestTimeout * 1e9)
            options.limits.clientTimeout = clientTimeout
            options.limits.idleTimeout = idleTimeout
            options.drainTimeout = .seconds(drainTimeout)
            options.maximumPixels = maxPixels
            options.recognition.minScore = minScore
            options.recognition.top = top
            options.tokenFile = tokenFile
            options.hosts = host
            options.certificateFile = tlsCert
            options.keyFile = tlsKey
            options.isInsecure = insecure
            options.environment = environmentVariables()
            return options
        }

        func run() async throws {
            // A client that goes away while it is written to is no reason to end.
            signal(SIGPIPE, SIG_IGN)
            let log = LineLog(
                format: LineLog.Format(rawValue: logFormat) ?? .text,
                level: Logger.Level(rawValue: logLevel) ?? .info)
            LoggingSystem.bootstrap { _ in log }
            let server: Server
            do {
                server = try Server(options, logger: Logger(label: "edge"))
            } catch {
                let text = "error: \(error)\n"
                _ = write(STDERR_FILENO, text, text.utf8.count)
                throw ExitCode(1)
            }
            try await server.run()
        }
    }

    /// The process's environment.
    private func environmentVariables() -> [String: String] {
        var variables: [String: String] = [:]
        var next = environ
        while let entry = next.pointee {
            let parts = String(cString: entry).split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { variables[String(parts[0])] = String(parts[1]) }
            next += 1
        }
        return variables
    }
#endif
