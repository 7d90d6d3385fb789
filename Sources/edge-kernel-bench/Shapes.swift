/// A convolution of a well-known network at 224 x 224.
struct ConvShape {
    var name: String
    var size: Int
    var channels: Int
    var outputs: Int
    var kernel = 1
    var stride = 1
}

let convShapes: [ConvShape] = [
    .init(name: "mobilenetv2 first 3x3/2", size: 224, channels: 3, outputs: 32, kernel: 3, stride: 2),
    .init(name: "mobilenetv2 112 32>16", size: 112, channels: 32, outputs: 16),
    .init(name: "mobilenetv2 112 16>96", size: 112, channels: 16, outputs: 96),
    .init(name: "mobilenetv2 56 24>144", size: 56, channels: 24, outputs: 144),
    .init(name: "mobilenetv2 56 144>24", size: 56, channels: 144, outputs: 24),
    .init(name: "mobilenetv2 28 32>192", size: 28, channels: 32, outputs: 192),
    .init(name: "mobilenetv2 14 64>384", size: 14, channels: 64, outputs: 384),
    .init(name: "mobilenetv2 14 384>64", size: 14, channels: 384, outputs: 64),
    .init(name: "mobilenetv2 14 96>576", size: 14, channels: 96, outputs: 576),
    .init(name: "mobilenetv2 7 160>960", size: 7, channels: 160, outputs: 960),
    .init(name: "mobilenetv2 7 960>320", size: 7, channels: 960, outputs: 320),
    .init(name: "mobilenetv2 7 320>1280", size: 7, channels: 320, outputs: 1280),
    .init(name: "lite0 7 1152>192", size: 7, channels: 1152, outputs: 192),
    .init(name: "mobilenetv2 fc 1280>1000", size: 1, channels: 1280, outputs: 1000),
    .init(name: "resnet first 7x7/2", size: 224, channels: 3, outputs: 64, kernel: 7, stride: 2),
    .init(name: "resnet 56 64>64 3x3", size: 56, channels: 64, outputs: 64, kernel: 3),
    .init(name: "resnet 28 128>128 3x3", size: 28, channels: 128, outputs: 128, kernel: 3),
    .init(name: "resnet 14 256>256 3x3", size: 14, channels: 256, outputs: 256, kernel: 3),
    .init(name: "resnet 7 512>512 3x3", size: 7, channels: 512, outputs: 512, kernel: 3),
    .init(name: "yolo 80 32>32 3x3", size: 80, channels: 32, outputs: 32, kernel: 3),
    .init(name: "yolo 80 64>16 3x3", size: 80, channels: 64, outputs: 16, kernel: 3),
    .init(name: "yolo 80 32>16 3x3", size: 80, channels: 32, outputs: 16, kernel: 3),
    .init(name: "yolo 80 16>32 3x3", size: 80, channels: 16, outputs: 32, kernel: 3),
    .init(name: "yolo 40 64>64 3x3", size: 40, channels: 64, outputs: 64, kernel: 3),
    .init(name: "yolo 10 128>128 3x3", size: 10, channels: 128, outputs: 128, kernel: 3),
    .init(name: "unet 128 16>16 3x3", size: 128, channels: 16, outputs: 16, kernel: 3),
    .init(name: "unet 64 64>32 3x3", size: 64, channels: 64, outputs: 32, kernel: 3),
    .init(name: "resnet50 14 1024>256", size: 14, channels: 1024, outputs: 256),
]

let depthwiseShapes: [ConvShape] = [
    .init(name: "mobilenetv2 112 32 3x3", size: 112, channels: 32, outputs: 32, kernel: 3),
    .init(name: "mobilenetv2 112 96 3x3/2", size: 112, channels: 96, outputs: 96, kernel: 3, stride: 2),
    .init(name: "mobilenetv2 56 144 3x3", size: 56, channels: 144, outputs: 144, kernel: 3),
    .init(name: "mobilenetv2 14 384 3x3", size: 14, channels: 384, outputs: 384, kernel: 3),
    .init(name: "mobilenetv2 7 960 3x3", size: 7, channels: 960, outputs: 960, kernel: 3),
    .init(name: "lite0 56 144 5x5/2", size: 56, channels: 144, outputs: 144, kernel: 5, stride: 2),
    .init(name: "lite0 28 240 5x5", size: 28, channels: 240, outputs: 240, kernel: 5),
    .init(name: "lite0 14 672 5x5", size: 14, channels: 672, outputs: 672, kernel: 5),
    .init(name: "lite0 7 1152 5x5", size: 7, channels: 1152, outputs: 1152, kernel: 5),
]
