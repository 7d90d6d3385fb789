/// The memory of a sweep: regions at a constant stride, handed in by the caller.
///
/// Every array of a case ends where its region ends. A caller that follows each region with a page without
/// access makes any read or write past an array stop the program there.
package struct FencedMemory: @unchecked Sendable {
    /// Least bytes of one region, a multiple of the usual page sizes.
    package static var minimumRegionBytes: Int { 768 * 1024 }
    package static var regionCount: Int { Region.count }

    let base: UnsafeMutableRawPointer
    let regionBytes: Int
    let regionStride: Int

    /// - Parameters:
    ///   - base: start of `regionCount` regions, aligned to 64 bytes.
    ///   - regionBytes: at least `minimumRegionBytes`; a multiple of 64.
    ///   - regionStride: bytes from one region to the next; the caller's fence lies between.
    package init(base: UnsafeMutableRawPointer, regionBytes: Int, regionStride: Int) {
        self.base = base
        self.regionBytes = regionBytes
        self.regionStride = regionStride
    }

    /// `count` elements, the last one at the end of `region`.
    func array<Element>(
        _ region: Region, of type: Element.Type, count: Int
    ) -> UnsafeMutablePointer<Element> {
        let bytes = count * MemoryLayout<Element>.stride
        precondition(bytes <= regionBytes, "a case does not fit its region")
        let start = base + region.rawValue * regionStride + (regionBytes - bytes)
        return start.bindMemory(to: type, capacity: count)
    }
}

/// One array of a case each.
enum Region: Int {
    case inputA, inputB, panel, weights, prepared, bias, weightSum, scale, taps, table, scratch
    case expected, actual

    static var count: Int { Region.actual.rawValue + 1 }
}
