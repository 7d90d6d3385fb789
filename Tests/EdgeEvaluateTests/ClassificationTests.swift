import EdgeEvaluate
import EdgeVision
import Foundation
import Testing

@Suite struct ClassificationTests {
    private func list(_ text: String) throws(EvaluationError) -> LabelList {
        try LabelList(bytes: Array(text.utf8), name: "l.csv")
    }

    @Test func readsLists() throws {
        let text = "\u{FEFF}file,label\r\n# a comment\r\na.jpg,3\r\n\r\n \"b, \"\"c\"\".jpg\" , 2, 7 \r\n"
        let read = try list(text)
        #expect(
            read.entries == [
                .init(file: "a.jpg", label: "3", line: 3), .init(file: "b, \"c\".jpg", label: "7", line: 5),
            ])
        let pictures = try read.pictures(in: "/data", labels: [], classes: 8)
        #expect(
            pictures == [
                .init(path: "/data/a.jpg", label: 3), .init(path: "/data/b, \"c\".jpg", label: 7),
            ])
    }

    @Test func labelsMayBeNames() throws {
        let pictures = try list("a.jpg,dog\n/b.jpg,cat\n").pictures(
            in: "/d", labels: ["cat", "dog"], classes: 2)
        #expect(pictures == [.init(path: "/d/a.jpg", label: 1), .init(path: "/b.jpg", label: 0)])
    }

    @Test(arguments: [
        ("", "l.csv: lists no picture"),
        ("file,label\n", "l.csv: lists no picture"),
        ("a.jpg\n", "l.csv, line 1: has no file and label"),
        ("a.jpg,1\nb.jpg,\n", "l.csv, line 2: has no file and label"),
        ("a.jpg,1\n,2\n", "l.csv, line 2: has no file and label"),
        ("a.jpg,1\n\"b.jpg,2\n", "l.csv, line 2: a quote that does not close"),
        ("a.jpg,1\nb.jpg,2\na.jpg,2\n", "l.csv, line 3: a.jpg stands in line 1 already"),
        ("a.jpg,1\nb.jpg,zebra\n", "l.csv, line 2: 'zebra' is neither a class index nor"),
        ("a.jpg,1\nb.jpg,4\n", "l.csv, line 2: class 4 is not within 0..<4"),
        ("a.jpg,-1\n", "l.csv, line 1: class -1 is not within 0..<4"),
        ("a.jpg,99999999999999999999\n", "l.csv, line 1: '99999999999999999999' is neither"),
    ])
    func refusesLists(_ text: String, _ error: String) throws {
        let thrown = try #require(throws: EvaluationError.self) {
            _ = try list(text).pictures(in: "", labels: [], classes: 4)
        }
        #expect("\(thrown)".hasPrefix(error), "\(thrown)")
    }

    @Test func refusesWhatIsNoText() throws {
        let thrown = try #require(throws: EvaluationError.self) {
            try LabelList(bytes: [0x61, 0xFF, 0x2C], name: "l.csv")
        }
        #expect("\(thrown)".hasPrefix("l.csv: is not UTF-8 text"))
    }

    @Test func subsetsNameWhatIsThere() throws {
        try withFolder { (folder) throws in
            let subset = try folder.write("subset.txt", "c.jpg\n# no\n a.jpg \n")
            var read = try list("a.jpg,1\nb.jpg,2\nc.jpg,3\n")
            try read.select(FileList(path: subset))
            #expect(read.entries.map(\.file) == ["c.jpg", "a.jpg"])

            let other = try folder.write("other.txt", "a.jpg\nd.jpg\n")
            let thrown = try #require(throws: EvaluationError.self) { try read.select(FileList(path: other)) }
            #expect("\(thrown)".hasPrefix("\(other), line 2: d.jpg is not in the dataset"))
            #expect(throws: EvaluationError.self) { try FileList(path: folder.write("empty.txt", "\n#\n")) }
        }
    }

    // MARK: Folders

    @Test func foldersAreClasses() throws {
        try withFolder { (folder) throws in
            for name in [
                "b/1.jpg", "b/2.PNG", "b/3.jpg", "b/readme.txt", "a/1.jpg", "a/2.jpg", ".x/1.jpg", "c.jpg",
            ] {
                try folder.write(name, "")
            }
            let folders = try ClassFolders(path: folder.url.path)
            #expect(folders.classes == ["a", "b"])
            #expect(try folders.indices(labels: [], classCount: 2) == [0, 1])
            #expect(try folders.indices(labels: ["b", "x", "a"], classCount: 3) == [2, 0])
            let thrown = try #require(throws: EvaluationError.self) {
                try folders.indices(labels: ["b", "x", "y"], classCount: 3)
            }
            #expect("\(thrown)".contains("none of which is called 'a'"), "\(thrown)")
            // One of each class, then the second of each.
            let pictures = try folders.pictures(labels: [], classCount: 2)
            #expect(pictures.map(\.label) == [0, 1, 0, 1, 1])
        }
    }

    @Test func foldersMayBeNumbers() throws {
        try withFolder { (folder) throws in
            for name in ["10/1.jpg", "9/1.jpg"] { try folder.write(name, "") }
            let folders = try ClassFolders(path: folder.url.path)
            #expect(try folders.indices(labels: [], classCount: 11) == [10, 9])
            #expect(throws: EvaluationError.self) { try folders.pictures(labels: [], classCount: 10) }
        }
    }

    // MARK: Scores

    /// Pictures of one pixel: the network ranks classes 0...9 from the pixel's value downwards.
    @Test func countsFirstAndFirstFive() throws {
        try withFolder { (folder) throws in
            let network = PretendNetwork { image in
                let best = Int(image.pixels[0])
                return OutputTensor(shape: [1, 10], values: (0..<10).map { -abs(Float($0 - best)) })
            }
            var pictures: [LabeledPicture] = []
            for (index, (best, label)) in [(3, 3), (3, 4), (3, 2), (0, 5), (0, 4), (9, 0)].enumerated() {
                let path = try folder.write("\(index).pgm", width: 1, height: 1, [UInt8(best)])
                pictures.append(.init(path: path, label: label))
            }
            let score = try ClassificationEvaluation(pictures).score(of: network, workers: 2)
            #expect(score.pictures == 6)
            #expect(score.first == 1)
            #expect(score.firstFive == 4)

            // Every label one higher.
            let shifted = try ClassificationEvaluation(pictures, labelOffset: 1).score(
                of: network, workers: 1)
            #expect(shifted.first == 1)
        }
    }

    @Test func equalScoresRankByIndexAndNaNLast() throws {
        try withFolder { (folder) throws in
            let path = try folder.write("a.pgm", width: 1, height: 1, [0])
            func top1(_ values: [Float], _ label: Int) throws -> Double {
                let network = PretendNetwork { _ in OutputTensor(shape: [1, values.count], values: values) }
                return try ClassificationEvaluation([.init(path: path, label: label)])
                    .score(of: network, workers: 1).top1
            }
            #expect(try top1([1, 1, 0], 0) == 1)
            #expect(try top1([1, 1, 0], 1) == 0)
            #expect(try top1([.nan, 1, 0], 1) == 1)
            #expect(try top1([.nan, .nan], 0) == 0)
            #expect(throws: EvaluationError.self) { try top1([1, 2], 2) }
        }
    }

    @Test func theFirstBadPictureIsNamed() throws {
        try withFolder { (folder) throws in
            let network = PretendNetwork { _ in OutputTensor(shape: [1, 2], values: [1, 0]) }
            let good = try folder.write("good.pgm", width: 1, height: 1, [0])
            let bad = try folder.write("bad.pgm", "P5\n9 9\n255\n")
            let pictures = [good, bad, good].map { LabeledPicture(path: $0, label: 0) }
            let thrown = try #require(throws: EvaluationError.self) {
                try ClassificationEvaluation(pictures).score(of: network, workers: 2)
            }
            #expect("\(thrown)".hasPrefix(bad), "\(thrown)")
        }
    }
}
