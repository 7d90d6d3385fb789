import CEdgeSIMD

/// What pictures are prepared with, row by row: integer arithmetic that is the same in every set.
package struct PixelKernel: RegisteredKernel {
    package typealias Blend = @convention(c) (UnsafePointer<EdgeBlendRows>) -> Void
    package typealias Windows = @convention(c) (UnsafePointer<EdgeResampleWindows>) -> Void
    package typealias Spans = @convention(c) (UnsafePointer<EdgeResampleSpans>) -> Void
    package typealias Split = @convention(c) (UnsafePointer<EdgeSplitRow>) -> Void
    package typealias Merge = @convention(c) (UnsafePointer<EdgeMergeRow>) -> Void
    package typealias Colour = @convention(c) (UnsafePointer<EdgeColourRow>) -> Void
    package typealias Luma = @convention(c) (UnsafePointer<EdgeLumaRow>) -> Void

    package var name: StaticString
    package var isa: ISA
    package var blend: Blend
    package var windows: Windows
    package var spans: Spans
    package var split2: Split
    package var split3: Split
    package var merge3: Merge
    package var colour: Colour
    package var luma: Luma

    package init(
        _ name: StaticString, _ isa: ISA, blend: Blend, windows: Windows, spans: Spans, split2: Split,
        split3: Split, merge3: Merge, colour: Colour, luma: Luma
    ) {
        self.name = name
        self.isa = isa
        self.blend = blend
        self.windows = windows
        self.spans = spans
        self.split2 = split2
        self.split3 = split3
        self.merge3 = merge3
        self.colour = colour
        self.luma = luma
    }

    /// The set that dispatch selects.
    package init(for isa: ISA) { self = select(from: pixelKernels, for: isa) }

    package static var portable: Self {
        .init(
            "pixels.portable", .portable, blend: portableBlendRows, windows: portableResampleWindows,
            spans: portableResampleSpans, split2: portableSplit2, split3: portableSplit3,
            merge3: portableMerge3, colour: portableColourRow, luma: portableLumaRow)
    }
}

// As the tables of the other families: one line registers a set and its exactness test.

#if arch(x86_64)
    package let pixelKernels: InlineArray<_, PixelKernel> = [
        .portable,
        .init(
            "pixels.sse41", .sse41, blend: edgeBlendRowsSSE41, windows: edgeResampleWindowsSSE41,
            spans: edgeResampleSpansSSE41, split2: edgeSplit2SSE41, split3: edgeSplit3SSE41,
            merge3: edgeMerge3SSE41, colour: edgeColourRowSSE41, luma: edgeLumaRowSSE41),
        .init(
            "pixels.avx2", .avx2, blend: edgeBlendRowsAVX2, windows: edgeResampleWindowsAVX2,
            spans: edgeResampleSpansAVX2, split2: edgeSplit2AVX2, split3: edgeSplit3AVX2,
            merge3: edgeMerge3AVX2, colour: edgeColourRowAVX2, luma: edgeLumaRowAVX2),
    ]
#elseif arch(arm64)
    package let pixelKernels: InlineArray<_, PixelKernel> = [
        .portable,
        .init(
            "pixels.neon", .neon, blend: edgeBlendRowsNEON, windows: edgeResampleWindowsNEON,
            spans: edgeResampleSpansNEON, split2: edgeSplit2NEON, split3: edgeSplit3NEON,
            merge3: edgeMerge3NEON, colour: edgeColourRowNEON, luma: edgeLumaRowNEON),
    ]
#else
    package let pixelKernels: InlineArray<_, PixelKernel> = [
        .portable
    ]
#endif
