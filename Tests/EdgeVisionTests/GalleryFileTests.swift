import EdgeVision
import Testing

@Suite struct GalleryFileTests {
    private var gallery: Gallery {
        var gallery = Gallery(model: "mobile face net", dimension: 3)
        gallery.add("Ada Lovelace", [1, 2, -2])
        gallery.add("Zoë\twith a tab", [0, 1, 0])
        gallery.add("Ada Lovelace", [3, 0, 4])
        return gallery
    }

    @Test func filesComeBack() throws {
        try withTemporaryDirectory { directory in
            let path = directory + "/gallery.txt"
            try writeFile(gallery.fileBytes, path: path)
            let read = try Gallery(path: path)
            #expect(read.model == gallery.model && read.owners == [0, 1, 0])
            #expect(read.names == ["Ada Lovelace", "Zoë with a tab"])
            for (a, b) in zip(read.vectors, gallery.vectors) { #expect(abs(a - b) < 1e-6) }
            // Written with the line ends of another system.
            try writeFile(
                gallery.fileBytes.flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] }, path: path)
            #expect(try Gallery(path: path) == read)
        }
    }

    @Test func faultsNameTheirLine() throws {
        try withTemporaryDirectory { directory in
            let path = directory + "/gallery.txt"
            let head = "edge-gallery 1 2 net\n"
            for (text, what) in [
                ("hello\n", "line 1: is no gallery's first line"), ("\n\n", "is empty"),
                ("edge-gallery 2 2 net\n", "line 1"), ("edge-gallery 1 0 net\n", "line 1"),
                (head + "1,2\n", "line 2: has no name"), (head + "1,2\t\n", "line 2: has no name"),
                (head + "1,2\tAda\n1,x\tBob\n", "line 3: has an element 'x'"),
                (head + "1,nan\tBob\n", "line 2: has an element 'nan'"),
                (head + "1,2,3\tBob\n", "line 2: has 3 elements, not 2"),
            ] {
                try writeFile(Array(text.utf8), path: path)
                let error = try #require(throws: VisionError.self) { try Gallery(path: path) }
                #expect("\(error)".contains(what), "\(error)")
            }
        }
    }

    @Test func damagedFilesNeverCrash() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SplitMix64(seed: seed)
        let whole = gallery.fileBytes
        try withTemporaryDirectory { directory in
            for _ in 0..<500 {
                var bytes = whole
                for _ in 0..<Int.random(in: 1...4, using: &random) {
                    bytes[Int.random(in: 0..<bytes.count, using: &random)] = .random(
                        in: 0...255, using: &random)
                }
                try writeFile(bytes, path: directory + "/g")
                if let read = try? Gallery(path: directory + "/g") {
                    #expect(read.vectors.allSatisfy { abs($0) <= 1 }, "seed \(seed)")
                }
            }
        }
    }

    @Test func filesThatCannotBeWritten() throws {
        try withTemporaryDirectory { directory in
            #expect(throws: VisionError.self) { try writeFile([1], path: directory + "/no/where") }
            #expect(throws: VisionError.self) { try makeDirectory(directory + "/no/where") }
            try makeDirectory(directory + "/made")
            try makeDirectory(directory + "/made")
            #expect(throws: VisionError.self) { try writeFile([1], path: directory + "/made") }
        }
    }
}
