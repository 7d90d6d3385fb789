#if Serve
    import EdgeVision

    #if canImport(Glibc)
        import Glibc
    #elseif canImport(Musl)
        import Musl
    #endif

    /// What the process takes of the machine.
    struct ProcessFigures {
        var residentBytes = 0
        var openDescriptors = 0
        var processorSeconds = 0.0

        static func read() -> ProcessFigures {
            var figures = ProcessFigures()
            // The second number: pages of resident memory.
            if let words = systemLine("/proc/self/statm")?.split(separator: " "), words.count > 1 {
                figures.residentBytes = (Int(words[1]) ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE)))
            }
            // One of them is the folder itself, being read.
            figures.openDescriptors = max(countEntries(ofFolder: "/proc/self/fd") - 1, 0)
            figures.processorSeconds = Double(processorNanoseconds()) / 1e9
            return figures
        }
    }
#endif
