extension Verifier {
    /// Every tensor record by itself and against its parent or its bytes.
    func verifyTensors() throws(FormatError) {
        for i in 0..<model.tensorCount {
            try verifyEnumerations(i)
            let tensor = model.tensor(i)
            guard tensor.kind != .state else {
                throw tensorFault(i, .unsupportedFeature, "kind", "is state, which this version does not run")
            }
            guard tensor.rank <= 6 else { throw tensorFault(i, .outOfRange, "rank", "is above 6") }
            for axis in Int(tensor.rank)..<6 where tensor.dimensions[axis] != 1 {
                throw tensorFault(i, .outOfRange, "dimensions", "past the rank are not 1")
            }
            for axis in 0..<6 where tensor.dimensions[axis] > VerifierLimits.dimension {
                throw tensorFault(i, .tooMany, "dimensions", "are above 2^28")
            }
            guard tensor.elementCount != nil else {
                throw tensorFault(i, .outOfRange, "dimensions", "are below 1 or their product is too large")
            }
            switch tensor.kind {
            case .constant: try verifyConstant(i, tensor)
            case .activation, .state: try verifyActivation(i, tensor)
            }
        }
    }

    private func verifyEnumerations(_ i: Int) throws(FormatError) {
        typealias Field = FileLayout.Tensor
        let record = model.record(.tensors, i)
        guard TensorRecord.Kind(rawValue: record.u8(Field.kind)) != nil else {
            throw tensorFault(i, .badEnumeration, "kind", "is unknown")
        }
        guard ElementType(rawValue: record.u8(Field.elementType)) != nil else {
            throw tensorFault(i, .badEnumeration, "element type", "is unknown")
        }
        guard WeightLayout(rawValue: record.u8(Field.layout)) != nil else {
            throw tensorFault(i, .badEnumeration, "layout", "is unknown")
        }
        guard record.u32(Field.flags) == 0, record.u64(Field.reserved) == 0 else {
            throw tensorFault(i, .outOfRange, "reserved bytes", "are not zero")
        }
    }

    private func verifyConstant(_ i: Int, _ tensor: TensorRecord) throws(FormatError) {
        guard tensor.parent == noIndex, tensor.parentOffset == 0 else {
            throw tensorFault(i, .badOperand, "parent", "is set though the tensor is a constant")
        }
        guard tensor.dataOffset % UInt64(wide: FileLayout.dataAlignment) == 0 else {
            throw tensorFault(i, .badSection, "data offset", "is not a multiple of 64")
        }
        let start = UInt64(wide: model.header.recordsEnd)
        let end = UInt64(wide: model.header.fileBytes)
        guard tensor.dataOffset >= start, tensor.dataOffset <= end,
            tensor.dataBytes <= end - tensor.dataOffset
        else { throw tensorFault(i, .truncated, "data", "does not lie in the weights section") }
        // How many bytes these take depends on their op, which checks it.
        if tensor.layout.dependsOnOp { return }
        guard let expected = tensor.constantBytes() else {
            throw tensorFault(i, .badShape, "layout", "does not fit the rank or the element type")
        }
        guard tensor.dataBytes == UInt64(wide: expected) else {
            throw tensorFault(i, .badShape, "data bytes", "do not fill the dimensions in their layout")
        }
    }

    private func verifyActivation(_ i: Int, _ tensor: TensorRecord) throws(FormatError) {
        guard tensor.layout == .plain, tensor.dataOffset == 0, tensor.dataBytes == 0 else {
            throw tensorFault(i, .badOperand, "layout and data", "are set though the tensor is an activation")
        }
        // Kernels count elements in 32 bits.
        guard let count = tensor.elementCount, count <= VerifierLimits.activationElements else {
            throw tensorFault(i, .tooMany, "elements", "of an activation are above 2^30")
        }
        switch tensor.elementType {
        case .int8:
            guard isScale(tensor.scale) else {
                throw tensorFault(i, .outOfRange, "scale", "is not finite, normal and positive")
            }
            guard tensor.zeroPoint >= -128, tensor.zeroPoint <= 127 else {
                throw tensorFault(i, .outOfRange, "zero point", "is not within -128...127")
            }
        case .int16:
            guard isScale(tensor.scale) else {
                throw tensorFault(i, .outOfRange, "scale", "is not finite, normal and positive")
            }
            guard tensor.zeroPoint == 0 else {
                throw tensorFault(i, .outOfRange, "zero point", "of an int16 tensor is not 0")
            }
        case .float32:
            guard tensor.scale == 0, tensor.zeroPoint == 0 else {
                throw tensorFault(i, .outOfRange, "scale and zero point", "of a float32 tensor are not 0")
            }
        default:
            throw tensorFault(
                i, .unsupportedFeature, "element type", "of an activation is not int8, int16 or float32")
        }
        guard tensor.parent != noIndex else {
            guard tensor.parentOffset == 0 else {
                throw tensorFault(i, .outOfRange, "parent offset", "is not 0 though there is no parent")
            }
            return
        }
        guard tensor.parent < UInt32(model.tensorCount), tensor.parent != UInt32(i) else {
            throw tensorFault(i, .badIndex, "parent", "is no other tensor of the model")
        }
        // The parent may come later in the list and not be checked yet: `shape` tolerates that.
        let parent = model.tensor(Int(tensor.parent))
        guard parent.kind == .activation, parent.parent == noIndex else {
            throw tensorFault(i, .badOperand, "parent", "is not a root activation")
        }
        guard parent.elementType == tensor.elementType, parent.zeroPoint == tensor.zeroPoint,
            parent.scale.bitPattern == tensor.scale.bitPattern
        else {
            throw tensorFault(i, .badOperand, "element type and quantization", "differ from the parent's")
        }
        guard tensor.isReshape(of: parent) || tensor.isWindow(of: parent) else {
            throw tensorFault(i, .badShape, "view", "is neither a reshape nor a window of the parent")
        }
    }

    /// Finite, normal and positive.
    func isScale(_ value: Float) -> Bool { value.isNormal && value > 0 }
}

extension TensorRecord {
    /// All of the parent's elements in the same order, in other dimensions.
    public func isReshape(of parent: TensorRecord) -> Bool {
        parentOffset == 0 && elementCount != nil && elementCount == parent.elementCount
    }

    /// Consecutive channels of consecutive pixels of the parent, in whatever dimensions; the pixels lie as
    /// far apart as the parent's.
    public func isWindow(of parent: TensorRecord) -> Bool {
        guard rank >= 1, rank <= 6, parent.rank >= 1, let count = elementCount,
            let parentCount = parent.elementCount
        else { return false }
        let channels = Int(dimensions[Int(rank) - 1])
        let parentChannels = Int(parent.dimensions[Int(parent.rank) - 1])
        let elementBytes = UInt64(wide: elementType.bits / 8)
        guard UInt64(wide: parentOffset) % elementBytes == 0 else { return false }
        let start = UInt64(wide: parentOffset) / elementBytes
        let firstChannel = start % UInt64(wide: parentChannels)
        let firstPixel = start / UInt64(wide: parentChannels)
        return firstChannel + UInt64(wide: channels) <= UInt64(wide: parentChannels)
            && firstPixel + UInt64(wide: count / channels) <= UInt64(wide: parentCount / parentChannels)
    }
}
