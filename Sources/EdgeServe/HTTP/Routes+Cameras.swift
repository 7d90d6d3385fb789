#if Serve
    import EdgeVision
    import Hummingbird
    import HummingbirdCore
    import NIOCore

    extension Routes {
        /// What cameras see: lines of JSON as they come, and pictures.
        static func addCameras(to router: ServeRouter, _ daemon: Daemon) {
            router.get("v1/cameras") { _, _ in
                Response(
                    json: .object([("cameras", .array(daemon.cameras.cameras.map(\.description)))]))
            }
            router.get("v1/cameras/:camera") { _, scope in
                Response(json: try camera(scope, daemon).description)
            }
            router.get("v1/cameras/:camera/events") { _, scope in try events(scope, daemon) }
            router.get("v1/cameras/:camera/lines") { _, scope in try lines(scope, daemon) }
            router.get("v1/cameras/:camera/frame.jpg") { request, scope in
                let camera = try camera(scope, daemon)
                let query = try FrameQuery(request.uri)
                let jpeg = try await daemon.cameras.jpeg(of: camera, overlay: query.overlay)
                var response = Response(type: "image/jpeg", bytes: jpeg)
                response.headers[.cacheControl] = "no-store"
                response.headers[.crossOriginResourcePolicy] = "same-origin"
                return response
            }
            router.get("v1/cameras/:camera/stream.mjpeg") { request, scope in
                try pictures(scope, daemon, try FrameQuery(request.uri))
            }
            router.get("v1/events") { _, scope in try events(of: daemon, scope) }
        }

        private static func camera(_ scope: RequestScope, _ daemon: Daemon) throws(ServeError) -> Camera {
            let name = scope.parameters.get("camera") ?? ""
            if let camera = daemon.cameras[name] { return camera }
            let names = daemon.cameras.cameras.map(\.name).joined(separator: ", ")
            throw ServeError(
                .notFound, what: "there is no camera '\(name)'", place: "cameras",
                mend: names.isEmpty ? "start the daemon with --camera NAME=SOURCE" : "use one of \(names)")
        }

        // MARK: Lines

        /// Server-sent events: one a frame.
        private static func events(_ scope: RequestScope, _ daemon: Daemon) throws -> Response {
            let camera = try camera(scope, daemon)
            return Response(
                type: "text/event-stream", camera.lines.watch(), scope.channel,
                place: try daemon.cameras.viewers.enter(), opening: ServerSentEvent.comment
            ) { line in
                switch line {
                case .frame(let number, let text): ServerSentEvent.message(text, id: number)
                case .tick: ServerSentEvent.comment
                }
            }
        }

        /// JSON Lines: one a frame, for programs that read line by line.
        private static func lines(_ scope: RequestScope, _ daemon: Daemon) throws -> Response {
            let camera = try camera(scope, daemon)
            return Response(
                type: "application/x-ndjson", camera.lines.watch(), scope.channel,
                place: try daemon.cameras.viewers.enter()
            ) { line in
                guard case .frame(_, let text) = line else { return nil }
                return text
            }
        }

        /// Results of all requests for tasks and of all cameras.
        private static func events(of daemon: Daemon, _ scope: RequestScope) throws -> Response {
            Response(
                type: "text/event-stream", daemon.events.watch(), scope.channel,
                place: try daemon.cameras.viewers.enter(), opening: ServerSentEvent.comment
            ) { event in
                event.line.isEmpty ? ServerSentEvent.comment : ServerSentEvent.message(event.line)
            }
        }

        // MARK: Pictures

        /// A picture whenever there is a new one and the client has taken the last (RFC 2046, section 5.1).
        private static func pictures(
            _ scope: RequestScope, _ daemon: Daemon, _ query: FrameQuery
        ) throws -> Response {
            let camera = try camera(scope, daemon)
            let pace = Pace(perSecond: query.fps)
            return Response(
                type: "multipart/x-mixed-replace; boundary=edgeframe", camera.pictures.watch(),
                scope.channel, place: try daemon.cameras.viewers.enter()
            ) { _ in
                guard await pace.isDue() else { return nil }
                let jpeg = try await daemon.cameras.jpeg(of: camera, overlay: query.overlay)
                var part: [UInt8] = []
                part.reserveCapacity(jpeg.count + 100)
                part.append(text: "--edgeframe\r\nContent-Type: image/jpeg\r\nContent-Length: ")
                part.append(integer: jpeg.count)
                part.append(text: "\r\n\r\n")
                part += jpeg
                part.append(text: "\r\n")
                return part
            }
        }
    }

    /// The query of a camera's pictures.
    struct FrameQuery: Equatable {
        /// Whether the result is drawn on them.
        var overlay = false
        /// Of a stream: most pictures a second.
        var fps = 15

        init(_ address: URI) throws(ServeError) {
            for (key, value) in address.queryParameters {
                let (name, text) = (String(key), String(value))
                switch name {
                case "overlay":
                    guard let isWanted = ["0": false, "false": false, "1": true, "true": true][text] else {
                        throw .bad("'\(text)' is neither 0 nor 1", at: "query 'overlay'", mend: "give one")
                    }
                    overlay = isWanted
                case "fps":
                    guard let number = Int(text), (1...60).contains(number) else {
                        throw .bad(
                            "'\(text)' is no number within 1...60", at: "query 'fps'", mend: "give one")
                    }
                    fps = number
                case "t": break  // tells pictures apart to caches
                default:
                    throw .bad("is not known", at: "query '\(name)'", mend: "use overlay or fps")
                }
            }
        }
    }

    /// Lets through so many a second.
    private actor Pace {
        private let interval: Duration
        private var next: ContinuousClock.Instant?

        init(perSecond: Int) { interval = .seconds(1) / perSecond }

        func isDue() -> Bool {
            let now = ContinuousClock.now
            // A camera that comes a little early is on time.
            if let next, now + interval / 4 < next { return false }
            next = max(now, (next ?? now) + interval)
            return true
        }
    }
#endif
