import EdgeHost
import EdgeVision

/// Which file was measured.
public struct ModelFacts: Sendable {
    public var path: String
    public var fileBytes: Int
    /// CRC-32C of all of its bytes.
    public var checksum: UInt32
    /// Multiply-accumulates of a run.
    public var macs: Int
    public var memory: HostSession.MemoryFigures
    public var isa: String
    public var opCount: Int

    public init(_ path: String, _ session: HostSession) throws(BenchError) {
        self.path = path
        do {
            let file = try MappedFile(path: path)
            checksum = CPU.verifierFunctions.checksum(
                0, file.bytes.baseAddress.unsafelyUnwrapped, file.bytes.count)
        } catch {
            throw BenchError("\(error)")
        }
        fileBytes = session.loaded.fileBytes
        macs = session.loaded.model.view.multiplyAccumulates
        memory = session.memory
        isa = "\(session.isa.name)"
        opCount = session.opCount
    }
}
