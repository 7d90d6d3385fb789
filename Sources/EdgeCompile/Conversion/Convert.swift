import EdgeFormat
import EdgeGraph
import EdgeQuantize

/// Makes an int8 flat file of a float network.
///
/// Calibrates it on `samples`, rounds its weights, lowers and places it, and measures the result against
/// the float network.
///
/// - Parameters:
///   - graph: shapes inferred, nodes in topological order, batch 1.
///   - samples: what the network will meet; 32 to 128 real inputs are right.
///   - progress: called from several threads.
/// - Throws: `ConversionError`; nothing has been written by then.
public func convert(
    _ graph: Graph, samples: SampleSource, options: ConversionOptions = ConversionOptions(),
    progress: (@Sendable (ConversionProgress) -> Void)? = nil
) throws(ConversionError) -> Conversion {
    let converter = try Converter(graph, samples, options, progress)
    return try converter.run()
}

/// What of a network has no int8 form here, without converting it; empty where all has.
public func refusals(_ graph: Graph) -> [Refusal] {
    do {
        _ = try FusionPlan(graph)
        return []
    } catch {
        return error.refusals
    }
}
