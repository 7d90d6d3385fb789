import EdgeFormat
import EdgeGraph

/// Why a conversion ended without a file.
public enum ConversionError: Error, Sendable, CustomStringConvertible {
    /// Operators without an integer form: all of them.
    case refused([Refusal])
    case noSamples
    /// A sample that could not be loaded or run.
    case sample(index: Int, reason: String)
    /// The float graph cannot run at all.
    case graph(ExecutionError)
    /// A value is infinite or not a number on the calibration samples.
    case notFinite(value: String, count: Int)
    /// The written file is not valid, or does not run: a mistake of the converter.
    case invalidFile(reason: String)
    /// The gate: `report` says where the accuracy went.
    case belowMinimumSQNR(minimum: Double, report: AccuracyReport)

    public var description: String {
        switch self {
        case .refused(let refusals):
            "\(refusals.count) operator\(refusals.count == 1 ? "" : "s") cannot run as integers:\n"
                + refusals.map { "  \($0)" }.joined(separator: "\n")
        case .noSamples:
            "no calibration samples; give at least one"
        case .sample(let index, let reason):
            "calibration sample \(index): \(reason)"
        case .graph(let error):
            "\(error)"
        case .notFinite(let value, let count):
            "'\(value)' has \(count) elements that are infinite or not a number on the calibration samples; "
                + "check the preprocessing"
        case .invalidFile(let reason):
            "the converter wrote an invalid file (please report): \(reason)"
        case .belowMinimumSQNR(let minimum, let report):
            "output SQNR \(decibels(report.outputSQNR)) is below the minimum of \(decibels(minimum)); "
                + (report.advice.first ?? "see the accuracy report")
        }
    }
}

/// "18.9 dB"
func decibels(_ value: Double) -> String { fixed(value, 1) + " dB" }

/// A number with `digits` decimals.
func fixed(_ value: Double, _ digits: Int) -> String {
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    let rounded = (abs(value) * scale).rounded()
    guard rounded < 1e15 else { return "\(value)" }
    let text = String(Int(rounded))
    let padded = String(repeating: "0", count: max(0, digits + 1 - text.count)) + text
    let sign = value < 0 && rounded > 0 ? "-" : ""
    return digits == 0 ? sign + padded : sign + padded.dropLast(digits) + "." + padded.suffix(digits)
}
