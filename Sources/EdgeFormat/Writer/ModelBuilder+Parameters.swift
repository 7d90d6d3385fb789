#if !hasFeature(Embedded)
    extension ModelBuilder {
        /// Packs row-major `[groups * channels, kh, kw, depth]` weights of a conv2D or fullyConnected and
        /// adds them as `blocked16x4`. Returns their index.
        ///
        /// - Parameter dimensions: the logical `[N_total, kh, kw, C_group]`.
        @discardableResult
        public mutating func addConvolutionWeights(
            _ weights: [Int8], dimensions: [Int], groups: Int = 1, name: String
        ) -> UInt32 {
            let depth = dimensions[1] * dimensions[2] * dimensions[3]
            let packed = WeightPacking.blocked16x4(
                weights, groups: groups, channels: dimensions[0] / groups, depth: depth)
            return addConstant(packed, layout: .blocked16x4, dimensions: dimensions, name: name)
        }

        /// Packs row-major `[groups * channels, kh, kw, depth]` weights of a transposedConv2D and adds them as
        /// `phased16x4`. Returns their index.
        ///
        /// - Parameter dimensions: the logical `[N_total, kh, kw, C_group]`.
        @discardableResult
        public mutating func addTransposedWeights(
            _ weights: [Int8], dimensions: [Int], groups: Int = 1, window: WindowParameters, name: String
        ) -> UInt32 {
            let packed = WeightPacking.phased16x4(
                weights, groups: groups, channels: dimensions[0] / groups, groupInputs: dimensions[3],
                phases: TransposedPhases(window))
            return addConstant(packed, layout: .phased16x4, dimensions: dimensions, name: name)
        }

        /// Packs row-major `[kh, kw, C]` weights of a depthwiseConv2D and adds them as `depthwise16`.
        @discardableResult
        public mutating func addDepthwiseWeights(
            _ weights: [Int8], dimensions: [Int], name: String
        ) -> UInt32 {
            let packed = WeightPacking.depthwise16(
                weights, taps: dimensions[0] * dimensions[1], channels: dimensions[2])
            return addConstant(packed, layout: .depthwise16, dimensions: dimensions, name: name)
        }

        /// Adds a bias or weightSum of `groups * N` values as `channels16`, padded with 0.
        @discardableResult
        public mutating func addChannels(_ values: [Int32], groups: Int = 1, name: String) -> UInt32 {
            addConstant(
                WeightPacking.channels16(values, groups: groups, padding: 0), layout: .channels16,
                dimensions: [groups, values.count / groups], name: name)
        }

        /// Adds requantization scales of `groups * N` values as `channels16`, padded with 1.
        @discardableResult
        public mutating func addChannels(_ values: [Float], groups: Int = 1, name: String) -> UInt32 {
            addConstant(
                WeightPacking.channels16(values, groups: groups, padding: 1), layout: .channels16,
                dimensions: [groups, values.count / groups], name: name)
        }
    }
#endif
