// The portable entry of each family: first in every table.
extension GemmKernel {
    package static var portable: Self {
        .init(
            "gemm.portable", .portable, tileRows: 4, panel: .int8, run: portableGemm,
            pack: portablePackInt8)
    }

    package static var portable16: Self {
        .init(
            "gemm16.portable", .portable, tileRows: 4, panel: .words, run: portableGemm16,
            pack: portablePackInt8)
    }
}

extension Depthwise16Kernel {
    package static var portable: Self { .init("depthwise16.portable", .portable, run: portableDepthwise16) }
}

extension Lookup16Kernel {
    package static var portable: Self { .init("lookup16.portable", .portable, run: portableLookup16) }
}

extension DepthwiseKernel {
    package static var portable: Self {
        .init("depthwise.portable", .portable, run: portableDepthwise)
    }
}

extension PointwiseKernel {
    package static var portableAdd: Self { .init("add.portable", .portable, run: portableAddKernel) }
    package static var portableMul: Self { .init("mul.portable", .portable, run: portableMulKernel) }
    package static var portableRequantize: Self {
        .init("requantize.portable", .portable, run: portableRequantizeKernel)
    }
}

extension LookupKernel {
    package static var portable: Self { .init("lookup.portable", .portable, run: portableLookup) }
}

extension TransposeKernel {
    package static var portable: Self { .init("transpose.portable", .portable, run: portableTranspose) }
}

extension ResizeKernel {
    package static var portable: Self {
        .init("resizelinear.portable", .portable, run: portableResizeLinear)
    }
}

extension PoolKernel {
    package static var portableMax: Self { .init("maxpool.portable", .portable, run: portableMaxPool) }
    package static var portableAverage: Self {
        .init("avgpool.portable", .portable, run: portableAveragePool)
    }
}

extension FloatKernel {
    package static var portable: Self {
        .init(
            "float.portable", .portable, sigmoid: portableSigmoid, softmax: portableSoftmaxColumns,
            exponentials: portableExponentials)
    }
}

extension ScanKernel {
    package static var portable: Self {
        .init("scan.portable", .portable, int8: portableScanInt8, float: portableScanFloat)
    }
}
