import EdgeGraph
import EdgeQuantize
import Foundation

extension AccuracyReport {
    /// Names the measurements of `meter`.
    init(
        _ layers: AccuracyMeter.Layers, of meter: AccuracyMeter, statistics: CalibrationStatistics,
        calibration: CalibrationOutcome, lanes: LaneFigures, int16: [String], samplesAreNoise: Bool,
        memory: MemoryFigures
    ) {
        let integer = meter.integer
        // SQNR of what lies in each root so far: of the worst part.
        var sqnrOfRoot: [Int: Double] = [:]
        for (index, input) in integer.inputs.enumerated() {
            sqnrOfRoot[integer.root(of: input)] = Self.bounded(layers.inputs[index].sqnr)
        }
        var rows: [LayerAccuracy] = []
        for (index, op) in integer.ops.enumerated() {
            let output = integer.tensors[op.outputs[0]]
            let activations = op.inputs.filter { integer.tensors[$0].isActivation }
            let before = activations.compactMap { sqnrOfRoot[integer.root(of: $0)] }.min() ?? Self.exact
            let error = layers.ops[index]
            let measured = error.count > 0
            let sqnr = measured ? Self.bounded(error.sqnr) : before
            let root = integer.root(of: op.outputs[0])
            sqnrOfRoot[root] = min(sqnrOfRoot[root] ?? Self.exact, sqnr)
            guard measured else { continue }
            var row = LayerAccuracy(
                name: op.name, kind: "\(op.kind)", shape: output.dimensions,
                scale: output.elementType == .int8 ? output.quantization?.scale ?? 0 : 0,
                zeroPoint: output.elementType == .int8 ? output.quantization?.zeroPoint ?? 0 : 0,
                sqnr: sqnr, cosine: error.cosine, saturation: error.saturation, sqnrLoss: before - sqnr,
                advice: [])
            row.advice = Self.advice(
                row, output.source.flatMap { statistics.values[$0] }, method: calibration.method)
            rows.append(row)
        }
        let samples = layers.outputs.samples
        let names = meter.outputNames
        let outputs = layers.outputs.errors.indices.map { index in
            let dimensions =
                index < integer.outputs.count ? integer.tensors[integer.outputs[index]].dimensions : []
            let isScores = dimensions.count == 2 && dimensions[0] == 1 && dimensions[1] > 1
            return OutputAccuracy(
                name: names[index], sqnr: Self.bounded(layers.outputs.errors[index].sqnr),
                cosine: layers.outputs.errors[index].cosine,
                topAgreement: isScores && samples > 0
                    ? Double(layers.outputs.agreements[index]) / Double(samples) : nil)
        }
        self.init(
            model: integer.name, samples: samples, samplesAreNoise: samplesAreNoise,
            calibration: calibration, lanes: lanes, int16: int16, outputs: outputs,
            headNodes: meter.plan.headNodes,
            layers: rows, memory: memory, advice: [])
        advice = overallAdvice()
    }

    // MARK: Advice: each rule names a cause that the figures show

    private static func advice(
        _ layer: LayerAccuracy, _ statistics: ValueStatistics?, method: CalibrationMethod
    ) -> [String] {
        var advice: [String] = []
        if layer.saturation > 0.01, method != .minmax {
            advice.append(
                "\(fixed(layer.saturation * 100, 1))% of its values are clipped: try calibration by minmax")
        } else if layer.saturation > 0.001, method == .minmax {
            advice.append("values pass the calibrated range: add calibration samples like these")
        }
        if layer.sqnrLoss > 3, layer.saturation <= 0.01, let statistics,
            let ratio = statistics.rangeOverDeviation, ratio > 40, method == .minmax
        {
            advice.append(
                "its range is \(Int(ratio)) times its standard deviation, a few outliers waste the steps: "
                    + "try calibration by percentile or mse")
        }
        return advice
    }

    private func overallAdvice() -> [String] {
        var advice: [String] = []
        if samplesAreNoise {
            advice.append("calibrated on noise: accuracy on real inputs is unknown; give calibration samples")
        } else if calibration.samples < 16 {
            advice.append(
                "\(calibration.samples) calibration samples are few: 32 or more give steadier ranges")
        }
        guard outputSQNR < 20 else { return advice }
        // Noise that a layer adds, over its signal: a loss in decibels says nothing where inputs are exact.
        func noise(_ sqnr: Double) -> Double { pow(10, -sqnr / 10) }
        func added(_ layer: LayerAccuracy) -> Double {
            noise(layer.sqnr) - noise(layer.sqnr + layer.sqnrLoss)
        }
        if let worst = layers.max(by: { added($0) < added($1) }), added(worst) > noise(outputSQNR) / 2 {
            advice.append(
                "most is lost in '\(worst.name)' (\(worst.kind)), whose output has \(decibels(worst.sqnr)) "
                    + "where its inputs have \(decibels(worst.sqnr + worst.sqnrLoss))"
                    + (worst.advice.first.map { ": \($0)" } ?? ""))
        } else {
            advice.append(
                "the error builds up evenly over \(layers.count) operators, no single one is to blame: "
                    + "fine-tune the network with simulated quantization")
        }
        return advice
    }
}

extension ValueStatistics {
    /// Width of the extremes over the standard deviation about zero; nil where nothing was seen.
    var rangeOverDeviation: Double? {
        let moments = histogram.secondMoment
        guard moments > 0 else { return nil }
        return Double(extremes.width) / moments.squareRoot()
    }
}
