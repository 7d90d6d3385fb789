import ArgumentParser
import EdgeFormat
import EdgeGraph
import EdgeVision

/// How pictures become input tensors: stored in the .edge file and used by every later command.
struct PreprocessingOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Mean to subtract from 0...255 pixels: one number or one a channel.", valueName: "a,b,c"))
    var mean: FloatList?

    @Option(help: ArgumentHelp("Divisor after the mean: one number or one a channel.", valueName: "a,b,c"))
    var std: FloatList?

    @Option(
        help: """
            letterbox (keep aspect, fill), crop (centre, as ImageNet evaluation) or stretch; by default crop, \
            but letterbox where --task is another than classify.
            """)
    var resize: ResizeName?

    @Option(help: "With --resize crop: the share of the shorter side that is kept.")
    var cropFraction: Float?

    @Option(help: "Channel order that the network was trained on: rgb, bgr or gray.")
    var channels: ChannelsName?

    /// Whether any of the options was given.
    var isGiven: Bool {
        mean != nil || std != nil || resize != nil || cropFraction != nil || channels != nil
    }

    /// The record to store.
    ///
    /// - Parameters:
    ///   - task: decides what was not asked for,
    ///   - family: or rather this, as its networks were trained.
    func record(inputChannels: Int, task: VisionTask?, family: HeadFamily? = nil) throws
        -> PreprocessingRecord
    {
        var record = PreprocessingRecord()
        let usual =
            family?.preprocessing
            ?? HeadFamily.Preprocessing(resize: task == nil || task == .classify ? .crop : .letterbox)
        let mean = try (self.mean ?? FloatList(usual.mean)).perChannel("--mean")
        let std = try (self.std ?? FloatList(usual.std)).perChannel("--std")
        for i in 0..<4 {
            record.mean[i] = mean[i]
            record.std[i] = std[i]
        }
        guard std.allSatisfy({ $0 > 0 && $0.isFinite }) else {
            throw ValidationError("--std: every value must be positive")
        }
        record.resize = resize?.record ?? usual.resize
        record.cropFraction = cropFraction ?? 0.875
        guard record.cropFraction > 0, record.cropFraction <= 1 else {
            throw ValidationError("--crop-fraction: must be above 0 and at most 1")
        }
        record.channels = channels?.record ?? (inputChannels == 1 ? .gray : usual.channels)
        return record
    }
}

struct FloatList: ExpressibleByArgument {
    var values: [Float]
    init(_ values: [Float]) { self.values = values }

    init?(argument: String) {
        let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
        values = parts.compactMap { Float($0) }
        guard values.count == parts.count, values.allSatisfy(\.isFinite) else { return nil }
    }

    /// Four values, the last repeated.
    func perChannel(_ flag: String) throws -> [Float] {
        guard let last = values.last, values.count <= 4 else {
            throw ValidationError("\(flag): give one number, or one for each channel")
        }
        return values + Array(repeating: last, count: 4 - values.count)
    }
}

enum ResizeName: String, ExpressibleByArgument, CaseIterable {
    case letterbox, crop, stretch
    var record: PreprocessingRecord.Resize {
        switch self {
        case .letterbox: .letterbox
        case .crop: .crop
        case .stretch: .stretch
        }
    }
}

enum ChannelsName: String, ExpressibleByArgument, CaseIterable {
    case rgb, bgr, gray
    var record: PreprocessingRecord.Channels {
        switch self {
        case .rgb: .rgb
        case .bgr: .bgr
        case .gray: .gray
        }
    }
}

/// `NAME=1x3x224x224`
struct ShapeOverride: ExpressibleByArgument {
    var name: String
    var shape: [Int]

    init?(argument: String) {
        guard let equals = argument.lastIndex(of: "=") else { return nil }
        name = String(argument[..<equals])
        let parts = argument[argument.index(after: equals)...].split(separator: "x")
        shape = parts.compactMap { Int($0) }
        guard !name.isEmpty, !shape.isEmpty, shape.count == parts.count, shape.allSatisfy({ $0 > 0 })
        else { return nil }
    }
}
