#if Serve
    import EdgeHost
    import EdgeVision

    #if canImport(Glibc)
        import Glibc
    #elseif canImport(Musl)
        import Musl
    #endif

    /// A command that writes frames to its standard output: `/bin/sh -c`, in a process group of its own, so that all
    /// that it starts can be ended with it, even where this process is killed.
    struct CameraProcess {
        /// The reading end of its standard output.
        let descriptor: Int32
        /// Closed by the end of this process, whichever way it ends.
        private let lifeline: Int32
        private let leader: pid_t

        /// A member of the group waits for the end of the lifeline and ends the others; the rest becomes the command.
        private static let script = """
            (trap '' TERM; read x <&3; kill -TERM 0; sleep 2; kill -KILL 0) >/dev/null 2>&1 &
            exec 3<&-; exec /bin/sh -c "$1"
            """
        /// One is started at a time: between making a pipe and marking it, another's child would inherit it.
        private static let starting = Monitor()

        /// - Throws: `VisionError` where the system has no more descriptors or processes.
        init(_ command: String, name: String) throws(VisionError) {
            func refuse(_ what: String, _ number: Int32) -> VisionError {
                VisionError(
                    what: "\(what) (\(String(cString: strerror(number))))", place: "camera \(name)",
                    mend: "let the daemon have more processes and descriptors")
            }
            Self.starting.lock()
            defer { Self.starting.unlock() }
            var ends: [Int32] = [-1, -1]
            var life: [Int32] = [-1, -1]
            guard pipe(&ends) == 0 else { throw refuse("cannot make a pipe", errno) }
            guard pipe(&life) == 0 else {
                for end in ends { close(end) }
                throw refuse("cannot make a pipe", errno)
            }
            // These, and what libraries and our parent have left open: nothing of it is the command's business.
            for descriptor in Int32(3)..<1024 { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
            var actions = posix_spawn_file_actions_t()
            posix_spawn_file_actions_init(&actions)
            defer { posix_spawn_file_actions_destroy(&actions) }
            posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
            posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
            posix_spawn_file_actions_adddup2(&actions, life[0], 3)
            var attributes = Self.attributes()
            defer { posix_spawnattr_destroy(&attributes) }
            var words: [UnsafeMutablePointer<CChar>?] =
                (["sh", "-c", Self.script, "sh", command] as [String]).map { strdup($0) }
            words.append(nil)
            defer { for word in words { free(word) } }
            var child: pid_t = 0
            let status = posix_spawn(&child, "/bin/sh", &actions, &attributes, words, environ)
            close(ends[1])
            close(life[0])
            guard status == 0 else {
                close(ends[0])
                close(life[1])
                throw refuse("cannot start /bin/sh", status)
            }
            descriptor = ends[0]
            lifeline = life[1]
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
            close(lifeline)
        }

        private var hasEnded: Bool {
            var facts = siginfo_t()
            // Not reaped: WNOWAIT. A process that has not ended leaves the signal's number 0.
            let status = waitid(P_PID, id_t(leader), &facts, WEXITED | WNOHANG | WNOWAIT)
            return status != 0 || facts.si_signo == SIGCHLD
        }
    }
#endif
