#if !hasFeature(Embedded)
    /// Brings row-major constants into the layouts of the file (FORMAT.md, "Weight layouts").
    public enum WeightPacking {
        /// Row-major `[groups * channels, depth]` to `[groups][ceil(channels/16)][ceil(depth/4)][16][4]`.
        ///
        /// - Parameters:
        ///   - channels: output channels of one group.
        ///   - depth: kh * kw * input channels of one group, in (kh, kw, c) order.
        public static func blocked16x4(
            _ weights: [Int8], groups: Int = 1, channels: Int, depth: Int
        ) -> [Int8] {
            precondition(weights.count == groups * channels * depth, "weights do not fill their shape")
            let blocks = roundUp(channels, to: 16) / 16
            let quads = roundUp(depth, to: 4) / 4
            var packed = [Int8](repeating: 0, count: groups * blocks * quads * 64)
            for group in 0..<groups {
                for channel in 0..<channels {
                    let source = (group * channels + channel) * depth
                    let block = (group * blocks + channel / 16) * quads
                    for k in 0..<depth {
                        packed[(block + k / 4) * 64 + channel % 16 * 4 + k % 4] = weights[source + k]
                    }
                }
            }
            return packed
        }

        /// Row-major `[groups * channels, kh, kw, groupInputs]` to one `blocked16x4` for each phase.
        public static func phased16x4(
            _ weights: [Int8], groups: Int = 1, channels: Int, groupInputs: Int, phases: TransposedPhases
        ) -> [Int8] {
            let (height, width) = (phases.height, phases.width)
            precondition(
                weights.count == groups * channels * height.kernel * width.kernel * groupInputs,
                "weights do not fill their shape")
            var packed: [Int8] = []
            for phase in 0..<phases.count {
                let (ry, rx) = (phase / width.stride, phase % width.stride)
                var rows: [Int8] = []
                for channel in 0..<groups * channels {
                    for ky in height.tapsAscendingInput(residue: ry) {
                        for kx in width.tapsAscendingInput(residue: rx) {
                            let tap = (channel * height.kernel + ky) * width.kernel + kx
                            rows += weights[tap * groupInputs..<(tap + 1) * groupInputs]
                        }
                    }
                }
                packed += blocked16x4(
                    rows, groups: groups, channels: channels, depth: phases.taps(of: phase) * groupInputs)
            }
            return packed
        }

        /// The best that can be claimed of blocks of one depth.
        public static func laneSafety(blocked16x4 packed: [Int8], depth: Int) -> LaneSafety {
            let quads = roundUp(depth, to: 4) / 4
            var safety = LaneSafety.fourTap
            // At a multiple of 16, which an array's storage need not be.
            withUnsafeTemporaryAllocation(byteCount: max(1, quads * 64), alignment: 16) { block in
                for first in stride(from: 0, to: packed.count, by: max(1, quads * 64)) {
                    packed[first..<first + quads * 64].withUnsafeBytes { block.copyMemory(from: $0) }
                    guard let base = block.baseAddress else { return }
                    safety = min(safety, BlockSums(blocked: base, quads: quads).laneSafety)
                }
            }
            return safety
        }

        /// Row-major `[taps, channels]` to `[taps][ceil(channels/16)*16]`.
        public static func depthwise16(_ weights: [Int8], taps: Int, channels: Int) -> [Int8] {
            precondition(weights.count == taps * channels, "weights do not fill their shape")
            return padRows(weights, rows: taps, columns: channels, with: 0)
        }

        /// Row-major `[groups, channels]` to `[groups][ceil(channels/16)*16]`, padded with `padding`.
        public static func channels16<T>(_ values: [T], groups: Int = 1, padding: T) -> [T] {
            precondition(groups > 0 && values.count % groups == 0, "values do not divide into groups")
            return padRows(values, rows: groups, columns: values.count / groups, with: padding)
        }

        private static func padRows<T>(_ values: [T], rows: Int, columns: Int, with padding: T) -> [T] {
            let stride = roundUp(columns, to: 16)
            var packed = [T](repeating: padding, count: rows * stride)
            for row in 0..<rows {
                for column in 0..<columns { packed[row * stride + column] = values[row * columns + column] }
            }
            return packed
        }

        private static func roundUp(_ value: Int, to multiple: Int) -> Int {
            (value + multiple - 1) / multiple * multiple
        }
    }

    extension TransposedPhases.Axis {
        /// The taps of a residue in the order of the input positions they read: the last tap first.
        public func tapsAscendingInput(residue: Int) -> [Int] {
            guard let first = firstTap(residue: residue) else { return [] }
            return (0..<taps(residue: residue)).reversed().map { first + $0 * step }
        }
    }
#endif
