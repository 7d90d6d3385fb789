import CEdgePeak

/// The logical processors that this process may run on.
public enum Affinity {
    /// In ascending order.
    public static var current: [Int] {
        var words = [UInt](repeating: 0, count: 4096 / UInt.bitWidth)
        let status = words.withUnsafeMutableBytes { bytes in
            edgeGetAffinity(bytes.baseAddress.unsafelyUnwrapped, Int64(bytes.count))
        }
        guard status == 0 else { return [] }
        return (0..<4096).filter { words[$0 / UInt.bitWidth] >> UInt($0 % UInt.bitWidth) & 1 == 1 }
    }

    /// Confines this thread, and all that it starts from now on. Call it before the first parallel region: the
    /// pool's threads take over what their maker has.
    public static func set(_ cpus: [Int]) throws(BenchError) {
        var words = [UInt](repeating: 0, count: 4096 / UInt.bitWidth)
        for cpu in cpus where cpu < 4096 { words[cpu / UInt.bitWidth] |= 1 << UInt(cpu % UInt.bitWidth) }
        let status = words.withUnsafeBytes { bytes in
            edgeSetAffinity(bytes.baseAddress.unsafelyUnwrapped, Int64(bytes.count))
        }
        // The kernel takes the processors that exist out of the list, and fails only if none is left.
        let missing = cpus.filter { !current.contains($0) }
        guard status == 0, missing.isEmpty else {
            throw BenchError(
                "--affinity \(CPUList.text(cpus)): "
                    + "CPU \(CPUList.text(missing.isEmpty ? cpus : missing)) cannot be used; "
                    + "this process may use \(CPUList.text(current))")
        }
    }
}
