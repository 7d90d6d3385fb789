import EdgeFormat
import EdgeHost
import EdgeTestModels
import EdgeTestVectors
import Testing

@Suite struct DetectTests {
    /// detect equals the Python reference of ARITHMETIC.md bit for bit, with every instruction set, dense and
    /// as windows of larger tensors.
    @Test func reference() throws {
        let cases = try vectorCases("detect")
        #expect(cases.count >= 180)
        for c in cases {
            for margin in [0, 3] {
                var net = FloatOperatorModel(margin: margin)
                net.detect(c)
                for isa in CPU.availableISAs {
                    let matches = try net.result(threads: 2, isa: isa) == net.elements(c.ints("output"))
                    #expect(matches, "\(c.name), margin \(margin), \(isa)")
                }
            }
        }
    }

    /// Best first; no two of one class overlap; unused rows say so.
    @Test func rowsOfANetwork() throws {
        let session = try HostSession(LoadedModel(bytes: SampleModels.detection().bytes))
        for seed in 0..<20 {
            fillInputs(session, seed: UInt64(seed))
            session.run()
            let rows = rows(session)
            let found = rows.prefix { $0[5] >= 0 }
            #expect(!found.isEmpty)
            #expect(rows.dropFirst(found.count).allSatisfy { $0 == [0, 0, 0, 0, 0, -1] })
            for (i, row) in found.enumerated() {
                #expect(row[4] >= 0.3 && row[5] < 5)
                #expect(i == 0 || row[4] <= found[i - 1][4])
                for other in found[..<i] where other[5] == row[5] { #expect(overlap(row, other) <= 0.5) }
            }
        }
    }

    /// A higher least score gives the first rows of a lower one; the file's own comes back.
    @Test func minScore() throws {
        let session = try HostSession(LoadedModel(bytes: SampleModels.priorDetection().bytes))
        func run(minScore: Float) -> [[Float]] {
            var random = SeededGenerator(seed: 11)
            for i in 0..<2 {
                for number in session.input(i).bytes.bindMemory(to: Float.self).indices {
                    session.input(i).bytes.storeBytes(
                        of: .random(in: -2...2, using: &random), toByteOffset: number * 4, as: Float.self)
                }
            }
            session.setMinScore(minScore)
            session.run()
            return rows(session).filter { $0[5] >= 0 }
        }
        let all = run(minScore: 0)
        let scores = Set(all.map { $0[4] }).sorted()
        try #require(scores.count >= 6 && scores[0] >= 0.25)
        for score in scores {
            // What passes is a logit too, to 2^-16.
            let just = run(minScore: score - 0x1p-14)
            #expect(!just.isEmpty && just == all.filter { $0[4] >= score })
        }
        #expect(run(minScore: 1).isEmpty)
        #expect(run(minScore: .infinity).isEmpty)
        #expect(run(minScore: .nan) == all)
        #expect(run(minScore: -1) == all)
    }

    /// Of a full-sized map of 80 classes, fewer candidates are the first of many.
    @Test(arguments: [false, true], [false, true])
    func candidates(isFloat: Bool, bestClassOnly: Bool) throws {
        var random = SeededGenerator(seed: 31)
        let quanta = (0..<6400 * 80).map { _ in
            // A few large ones; many ties.
            Int8(min(127, -100 + Int(8 / Float.random(in: 0.03...1, using: &random))))
        }
        func rows(_ candidates: Int32, _ detections: Int32) throws -> [UInt32] {
            var net = FloatOperatorModel(margin: 0)
            var p = DetectParameters(
                boxForm: .distances, classes: 80, levels: 1, maxDetections: detections,
                candidates: candidates, minScore: 0.001, iouThreshold: 1)
            p.bestClassOnly = bestClassOnly
            let geometry = net.builder.file.addConstant([8, 0.5, 0, 0], dimensions: [1, 4], name: "g")
            let scores: FloatOperatorModel.Input =
                isFloat
                ? .float([1, 80, 80, 80], quanta.map { Float($0) * 0.1 })
                : .int8([1, 80, 80, 80], quanta, 0.1, 0)
            net.run(
                .detect, [.float([1, 80, 80, 4], [Float](repeating: 1, count: 25600)), scores],
                constants: [geometry], .float32, [1, Int(detections), 6], p.words)
            return try net.result(threads: 1)
        }
        let many = try rows(4096, 1024)
        let fewer: [(Int32, Int32)] = [(1024, 1024), (1024, 300), (300, 300), (7, 7), (1, 1)]
        for (candidates, detections) in fewer {
            #expect(try rows(candidates, detections) == [UInt32](many.prefix(6 * Int(detections))))
        }
        #expect(Float(bitPattern: many[6 * 1023 + 5]) >= 0)
    }

    private func rows(_ session: HostSession) -> [[Float]] {
        let view = session.output(0)
        return (0..<view.pixels).map { row in
            (0..<6).map {
                (view.base + row * view.pixelStride).load(fromByteOffset: $0 * 4, as: Float.self)
            }
        }
    }

    private func overlap(_ a: [Float], _ b: [Float]) -> Double {
        func area(_ x1: Float, _ y1: Float, _ x2: Float, _ y2: Float) -> Double {
            max(Double(x2) - Double(x1), 0) * max(Double(y2) - Double(y1), 0)
        }
        let shared = area(max(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), min(a[3], b[3]))
        let union = area(a[0], a[1], a[2], a[3]) + area(b[0], b[1], b[2], b[3]) - shared
        return union > 0 ? shared / union - 1e-6 : 0
    }
}

extension FloatOperatorModel {
    /// The op of a case of `detect.txt`.
    mutating func detect(_ c: VectorCase) {
        let forms = c.ints("forms").map { Int32($0) }
        let sizes = c.ints("sizes").map { Int32($0) }
        let flags = c.ints("flags")
        let thresholds = c.floats("thresholds")
        let variances = c.floats("variances")
        let levels = (0..<8).filter { c.fields["boxes\($0)"] != nil }.count
        var p = DetectParameters(
            boxForm: DetectParameters.BoxForm(rawValue: forms[0])!,
            scoreForm: DetectParameters.ScoreForm(rawValue: forms[1])!, classes: sizes[0],
            levels: Int32(levels), maxDetections: sizes[3], candidates: sizes[4], minScore: thresholds[0],
            iouThreshold: thresholds[1])
        p.anchors = sizes[1]
        p.bins = sizes[2]
        p.hasObjectness = flags[0] == 1
        p.bestClassOnly = flags[1] == 1
        p.centerVariance = variances[0]
        p.sizeVariance = variances[1]

        var maps: [Input] = []
        for level in 0..<levels {
            for map in ["boxes", "scores", "objects"].prefix(p.mapsPerLevel) {
                let key = "\(map)\(level)"
                let shape = [1] + c.ints(key + "Shape")
                let scale = c.ints(key + "Scale")
                maps.append(
                    scale[0] == 0
                        ? .float(shape, c.floats(key))
                        : .int8(
                            shape, c.int8(key), Float(bitPattern: UInt32(scale[0])), Int32(scale[1])))
            }
        }
        var constants = [
            builder.file.addConstant(
                c.floats("geometry"), dimensions: [levels, 2 + 2 * Int(p.anchors)], name: "geometry")
        ]
        if p.boxForm == .priors {
            let priors = c.floats("priors")
            constants.append(
                builder.file.addConstant(priors, dimensions: [priors.count / 4, 4], name: "priors"))
        }
        run(.detect, maps, constants: constants, .float32, [1, Int(p.maxDetections), 6], p.words)
    }
}
