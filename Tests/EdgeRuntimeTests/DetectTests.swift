import EdgeFormat
import EdgeHost
import EdgeTestModels
import EdgeTestVectors
import Testing

/// detect equals the Python reference of ARITHMETIC.md bit for bit, as one-op files on one to three threads,
/// with every instruction set, dense and as windows of larger tensors.
@Suite struct DetectTests {
    @Test func reference() throws {
        let cases = try vectorCases("detect")
        #expect(cases.count >= 144)
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
