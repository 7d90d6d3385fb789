#if Serve
    import EdgeHost
    import EdgeVision

    #if canImport(Glibc)
        import Glibc
    #elseif canImport(Musl)
        import Musl
    #endif

    /// A command that writes frames to its standard output: `/bin/sh -c`, in a process group of its own, so that all
    /// that it starts can be ended with it.
    struct CameraProcess {
        /// The reading end of its standard output.
        let descriptor: Int32
        private let leader: pid_t

        /// - Throws: `VisionError` where the system has no more descriptors or processes.
        init(_ command: String, name: String) throws(VisionError) {
            func refuse(_ what: String, _ number: Int32) -> VisionError {
                VisionError(
                    what: "\(what) (\(String(cString: strerror(number))))", place: "camera \(name)",
                    mend: "let the daemon have more processes and descriptors")
            }
            var ends: [Int32] = [-1, -1]
            guard pipe(&ends) == 0 else { throw refuse("cannot make a pipe", errno) }
            for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
            var actions = posix_spawn_file_actions_t()
            posix_spawn_file_actions_init(&actions)
            defer { posix_spawn_file_actions_destroy(&actions) }
            posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
            posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
            var attributes = Self.attributes()
            defer { posix_spawnattr_destroy(&attributes) }
            var words: [UnsafeMutablePointer<CChar>?] = (["sh", "-c", command] as [String]).map { strdup($0) }
            words.append(nil)
            defer { for word in words { free(word) } }
            var child: pid_t = 0
            let status = posix_spawn(&child, "/bin/sh", &actions, &attributes, words, environ)
            close(ends[1])
            guard status == 0 else {
                close(ends[0])
                throw refuse("cannot start /bin/sh", status)
            }
            descriptor = ends[0]
            leader = child
        }

        /// A group of its own; signals as a program expects them, whatever this process and its threads ignore or block.
        private static func attributes() -> posix_spawnattr_t {
            var attributes = posix_spawnattr_t()
            posix_spawnattr_init(&attributes)
            var signals = sigset_t()
            sigemptyset(&signals)
            posix_spawnattr_setsigmask(&attributes, &signals)
            for number in [SIGTERM, SIGINT, SIGHUP, SIGPIPE, SIGQUIT, SIGCHLD] { sigaddset(&signals, number) }
            posix_spawnattr_setsigdefault(&attributes, &signals)
            posix_spawnattr_setpgroup(&attributes, 0)
            posix_spawnattr_setflags(
                &attributes,
                Int16(POSIX_SPAWN_SETPGROUP) | Int16(POSIX_SPAWN_SETSIGDEF) | Int16(POSIX_SPAWN_SETSIGMASK))
            return attributes
        }

        /// Ends the whole group: asks it to, and kills what is left after two seconds or when the shell has ended.
        ///
        /// The shell stays a zombie until then, so that its number cannot be another's.
        func end() {
            close(descriptor)
            _ = kill(-leader, SIGTERM)
            var pause = timespec(tv_sec: 0, tv_nsec: 10_000_000)
            for _ in 0..<200 where !hasEnded { nanosleep(&pause, nil) }
            _ = kill(-leader, SIGKILL)
            while waitpid(leader, nil, 0) < 0 && errno == EINTR {}
        }

        private var hasEnded: Bool {
            var facts = siginfo_t()
            // Not reaped: WNOWAIT. A process that has not ended leaves the signal's number 0.
            let status = waitid(P_PID, id_t(leader), &facts, WEXITED | WNOHANG | WNOWAIT)
            return status != 0 || facts.si_signo == SIGCHLD
        }
    }
#endif
