/// Milliseconds of each stage of one picture.
public struct StageTimes: Sendable, Equatable {
    /// From file bytes to pixels; 0 where the caller did that.
    public var decode = 0.0
    public var preprocess = 0.0
    public var inference = 0.0
    public var postprocess = 0.0

    public init() {}

    public var total: Double { decode + preprocess + inference + postprocess }

    /// Appends `"timing_ms": {"decode": …, …}`.
    public func appendJSON(to text: inout [UInt8]) {
        text.append(text: "\"timing_ms\": {\"decode\": ")
        text.append(number: decode, decimals: 3)
        text.append(text: ", \"preprocess\": ")
        text.append(number: preprocess, decimals: 3)
        text.append(text: ", \"inference\": ")
        text.append(number: inference, decimals: 3)
        text.append(text: ", \"postprocess\": ")
        text.append(number: postprocess, decimals: 3)
        text.append(text: "}")
    }
}
