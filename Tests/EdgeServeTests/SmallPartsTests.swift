#if Serve
    import EdgeServe
    import Testing

    #if canImport(Glibc)
        import Glibc
    #elseif canImport(Musl)
        import Musl
    #endif

    @Suite struct HostNamesTests {
        private let names = HostNames(machine: "Board", others: ["cameras.example"])

        @Test(arguments: [
            nil, "127.0.0.1", "192.168.1.20:8000", "[::1]:8000", "localhost", "LOCALHOST:80", "a.localhost",
            "board", "board.local:8000", "Cameras.Example.", "cameras.example:443",
        ])
        func thisMachine(_ authority: String?) { #expect(names.accepts(authority)) }

        @Test(arguments: [
            "", ":80", "elsewhere.example", "127.0.0.1.elsewhere.example", "1.2.3", "1.2.3.256", "1.2.3.4.5",
            "1.2.3.+4", "localhost.elsewhere.example", "board.elsewhere.example", "xcameras.example",
        ])
        func elsewhere(_ authority: String) { #expect(!names.accepts(authority)) }
    }

    @Suite struct PrometheusTextTests {
        @Test func histogramsAreCumulative() {
            var histogram = Histogram()
            for time: UInt64 in [0, 50_000, 50_001, 3_000_000, 99_000_000_000] {
                histogram.add(nanoseconds: time)
            }
            var text = PrometheusText()
            text.samples("x", [("a", "b\"\\\n")], histogram)
            let lines = String(decoding: text.bytes, as: UTF8.self).split(separator: "\n").map(String.init)
            #expect(lines.count == Histogram.bounds.count + 3)
            #expect(lines[0] == #"x_bucket{a="b\"\\\n",le="0.00005"} 2"#)
            #expect(lines[1] == #"x_bucket{a="b\"\\\n",le="0.0001"} 3"#)
            #expect(lines.contains(#"x_bucket{a="b\"\\\n",le="0.005"} 4"#))
            #expect(lines.contains(#"x_bucket{a="b\"\\\n",le="+Inf"} 5"#))
            #expect(lines.last == #"x_count{a="b\"\\\n"} 5"#)
        }

        /// The labels are the bounds.
        @Test func boundsHaveTheirLabels() {
            for (bound, label) in zip(Histogram.bounds, Histogram.labels) {
                #expect(Double(label).map { ($0 * 1e9).rounded() } == Double(bound))
            }
            #expect(Histogram.bounds.count == Histogram.labels.count)
        }
    }

    @Suite struct BearerTokenTests {
        @Test func onlyTheSecretMatches() {
            let token = BearerToken(secret: Array("correct-horse-battery".utf8))
            #expect(token.matches("Bearer correct-horse-battery"))
            #expect(token.matches("bearer correct-horse-battery"))
            for wrong in [
                nil, "", "Bearer", "Bearer ", "correct-horse-battery", "Bearer correct-horse-batterx",
                "Bearer correct-horse-battery ", "Bearer Correct-horse-battery",
                "Basic  correct-horse-battery",
                "Bearer correct-horse-batterycorrect-horse-battery",
            ] {
                #expect(!token.matches(wrong))
            }
        }
    }

    @Suite struct BodyBudgetTests {
        @Test func whatIsGivenBackCanBeTaken() throws {
            let budget = BodyBudget(limit: 100)
            try budget.take(60)
            let refusal = #expect(throws: ServeError.self) { try budget.take(41) }
            #expect(refusal?.status.code == 503)
            try budget.take(40)
            budget.give(60)
            #expect(budget.used == 40)
            #expect(throws: ServeError.self) { try budget.take(.max) }
        }
    }

    @Suite struct AddressTests {
        @Test func addressesAreRead() {
            #expect(ListenAddress(argument: "8000") == .tcp(host: "127.0.0.1", port: 8000))
            #expect(ListenAddress(argument: "0.0.0.0:80") == .tcp(host: "0.0.0.0", port: 80))
            #expect(ListenAddress(argument: "[::1]:0") == .tcp(host: "::1", port: 0))
            for wrong in ["", ":80", "a:b", "::1:80", "a:70000", "a:-1", "[]:1"] {
                #expect(ListenAddress(argument: wrong) == nil, "\(wrong)")
            }
            #expect(ListenAddress.tcp(host: "127.1.2.3", port: 1).isLocal)
            #expect(!ListenAddress.tcp(host: "0.0.0.0", port: 1).isLocal)
            #expect(!ListenAddress.tcp(host: "::", port: 1).isLocal)
        }

        @Test func modelsAreRead() {
            #expect(ModelSource(argument: "a=b/c.edge") == ModelSource(name: "a", path: "b/c.edge"))
            #expect(ModelSource(argument: "b/c-1.edge") == ModelSource(name: "c-1", path: "b/c-1.edge"))
            #expect(ModelSource(argument: "b/x=1/c.edge") == ModelSource(name: "c", path: "b/x=1/c.edge"))
            for wrong in ["", "a=", "=b", "a b=c", "a%=c", "..=x", "é=x"] {
                #expect(ModelSource(argument: wrong) == nil, "\(wrong)")
            }
        }

        @Test func datesAreThoseOfTheStandard() {
            #expect(DateHeader.text(784_111_777) == "Sun, 06 Nov 1994 08:49:37 GMT")
        }
    }

    @Suite struct ServiceManagerTests {
        /// Messages reach sockets with a path and abstract ones.
        @Test(arguments: [false, true]) func messagesArrive(isAbstract: Bool) throws {
            let name = "/tmp/edge-notify-\(getpid())-\(isAbstract)"
            let path = isAbstract ? "@\(name)" : name
            let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
            defer {
                close(descriptor)
                unlink(name)
            }
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            withUnsafeMutableBytes(of: &address.sun_path) {
                $0.copyBytes(from: isAbstract ? [0] + Array(name.utf8) : Array(name.utf8))
            }
            let length = socklen_t(2 + name.utf8.count + 1)
            let status = withUnsafeBytes(of: address) {
                bind(descriptor, $0.baseAddress!.assumingMemoryBound(to: sockaddr.self), length)
            }
            #expect(status == 0)
            let manager = ServiceManager(environment: ["NOTIFY_SOCKET": path, "WATCHDOG_USEC": "2000000"])
            #expect(manager.watchdogInterval == .seconds(2))
            manager.ready("2 models")
            var buffer = [UInt8](repeating: 0, count: 256)
            let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
            #expect(
                String(decoding: buffer[..<max(count, 0)], as: UTF8.self).hasPrefix(
                    "READY=1\nSTATUS=2 models\n"))
        }

        @Test func withoutAManagerNothingHappens() {
            let manager = ServiceManager(environment: ["WATCHDOG_USEC": "1", "WATCHDOG_PID": "1"])
            #expect(manager.watchdogInterval == nil)
            #expect(!manager.notify("READY=1"))
            let gone = ServiceManager(environment: ["NOTIFY_SOCKET": "/nonexistent/socket"])
            #expect(!gone.notify("READY=1"))
        }

        @Test func socketsOfOthersAreLeftAlone() {
            #expect(
                SocketActivation.descriptors(environment: ["LISTEN_FDS": "1", "LISTEN_PID": "1"]).isEmpty)
            #expect(SocketActivation.descriptors(environment: ["LISTEN_FDS": "1"]).isEmpty)
            #expect(
                SocketActivation.descriptors(environment: ["LISTEN_FDS": "-1", "LISTEN_PID": "\(getpid())"])
                    .isEmpty)
        }
    }
#endif
