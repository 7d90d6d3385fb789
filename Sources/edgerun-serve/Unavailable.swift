#if !Serve
    #if canImport(Glibc)
        import Glibc
    #elseif canImport(Musl)
        import Musl
    #endif

    @main
    struct Unavailable {
        static func main() {
            let text = "error: edgerun-serve was built without the daemon; build it with the trait Serve\n"
            _ = write(STDERR_FILENO, text, text.utf8.count)
            exit(1)
        }
    }
#endif
