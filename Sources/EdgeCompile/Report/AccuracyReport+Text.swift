import EdgeQuantize
import Foundation

extension AccuracyReport {
    /// A screenful: the outputs, the calibration, the worst layers, memory and advice.
    public var text: String {
        var lines: [String] = []
        let what = samplesAreNoise ? "noise samples" : "calibration samples"
        for output in outputs {
            var line =
                "output '\(output.name)': SQNR \(decibels(output.sqnr)), cosine \(fixed(output.cosine, 5))"
            if let agreement = output.topAgreement {
                line += ", top-1 agrees on \(fixed(agreement * 100, 1))%"
            }
            lines.append(line + " (\(samples) \(what))")
        }
        let tried =
            calibration.candidates.count > 1
            ? " (of "
                + calibration.candidates.map { "\($0.method.rawValue) \(decibels($0.sqnr))" }
                .joined(separator: ", ") + ")"
            : ""
        lines.append(
            "calibration: \(calibration.method.rawValue) over \(calibration.samples) samples\(tried)")
        lines += choices
        if headNodes > 0 {
            lines.append(
                "head: the last \(headNodes) operators run in float32, as no layer follows them and they "
                    + "join, divide or pick from what the last layers give")
        }
        lines.append("worst layers:")
        for layer in worstLayers() {
            lines.append(
                "  \(decibels(layer.sqnr))  saturation \(fixed(layer.saturation * 100, 2))%  "
                    + "\(layer.kind) '\(layer.name)'" + (layer.advice.first.map { ": \($0)" } ?? ""))
        }
        lines.append(
            "memory: arena \(memory.arenaBytes) bytes (\(fixed(100 * Double(memory.arenaBytes) / Double(max(memory.boundBytes, 1)), 1))% "
                + "of the bound \(memory.boundBytes)), scratch \(memory.scratchBytes) a thread, "
                + "weights \(memory.weightBytes), file \(memory.fileBytes)")
        for line in advice { lines.append("advice: \(line)") }
        return lines.joined(separator: "\n")
    }

    /// What the converter chose between speed and accuracy: a line each.
    var choices: [String] {
        var lines: [String] = []
        if lanes.candidates > 0 {
            lines.append(
                "weights: \(lanes.fourTapSafe) of \(lanes.candidates) products four-tap safe, "
                    + "\(fixed(lanes.fourTapShareOfWork * 100, 0))% of the work; \(lanes.pairSafe) pair-safe, "
                    + "\(fixed(lanes.pairShareOfWork * 100, 0))% (--speed: all four-tap, --accuracy: neither)"
            )
        }
        if lanes.winograd > 0 {
            lines.append(
                "Winograd: \(lanes.winograd) convolutions of 3x3, exact all the same, where the CPU has no dot product"
            )
        }
        if !int16.isEmpty {
            lines.append("16 bits: around \(int16.map { "'\($0)'" }.joined(separator: ", ")), for accuracy")
        }
        return lines
    }

    /// The whole report as JSON.
    public func json() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(self))
    }
}
