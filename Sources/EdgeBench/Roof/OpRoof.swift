/// The least time that an op could take on this machine: what its products take from registers, or what its
/// bytes take from where they lie, whichever is longer.
///
/// Activations were written by an op just before: they come from the level that holds what this op moves.
/// Constants were last read one whole run before: they come from the level that holds what a run moves.
public struct OpRoof: Sendable, Equatable {
    /// Milliseconds; nil where this CPU has no measured peak for its products.
    public var compute: Double?
    public var memory: Double
    /// "compute", or the level of memory that takes most of the time.
    public var bound: String

    public var milliseconds: Double { max(compute ?? 0, memory) }

    /// - Parameters:
    ///   - footprint: bytes that a run of the whole network moves: constants and arena.
    public init(_ roof: Roof, macs: Int, forms: [ProductForm], traffic: OpTraffic, footprint: Int) {
        compute = macs > 0 ? roof.gigaMACs(forms).map { Double(macs) / $0 / 1e6 } : 0
        let near = roof.bandwidth(ofWorkingSet: traffic.bytes)
        let far = roof.bandwidth(ofWorkingSet: footprint)
        func time(_ bytes: Int, _ bandwidth: Roof.Bandwidth?) -> Double {
            guard let bandwidth, bandwidth.gigabytes > 0 else { return 0 }
            return Double(bytes) / bandwidth.gigabytes / 1e6
        }
        let activations = time(traffic.activations, near)
        let constants = time(traffic.constants, far)
        memory = activations + constants
        if let compute, compute >= memory {
            bound = "compute"
        } else {
            bound = (activations > constants ? near : far)?.level ?? "memory"
        }
    }
}
