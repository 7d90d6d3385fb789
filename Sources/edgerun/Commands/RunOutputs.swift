import EdgeVision

/// The pictures that `edgerun run` writes.
struct RunOutputs {
    /// Paths of what was written for one picture.
    struct Files {
        var overlay: String?
        var mask: String?
    }

    /// How overlays are stored.
    enum Format: String, CaseIterable {
        case png, jpeg
    }

    private let overlayDirectory: String?
    private let format: Format
    private let maskDirectory: String?
    private var overlay: Overlay?
    private var taken: Set<String> = []

    private var encoder = JPEGEncoder()

    init(overlayDirectory: String?, format: Format, maskDirectory: String?) {
        self.overlayDirectory = overlayDirectory
        self.format = format
        self.maskDirectory = maskDirectory
    }

    /// Makes the directories, before any work is lost.
    mutating func prepare(_ task: VisionTask) throws(Failure) {
        if maskDirectory != nil, task != .segment {
            throw Failure(message: "--mask: this model does not segment; see 'edgerun run --help'")
        }
        if overlayDirectory != nil { overlay = Overlay() }
        do throws(VisionError) {
            if let overlayDirectory { try makeDirectory(overlayDirectory) }
            if let maskDirectory { try makeDirectory(maskDirectory) }
        } catch {
            throw Failure(error)
        }
    }

    /// - Parameter path: of the picture; names the files.
    mutating func write(
        _ result: RecognitionResult, of image: Image, path: String
    ) throws(Failure) -> Files {
        var files = Files()
        do throws(VisionError) {
            if let overlayDirectory {
                let drawn =
                    result.task == .image ? result.picture.image : overlay?.drawn(result, on: image)
                let file = place(overlayDirectory, path, format == .png ? "png" : "jpg")
                if let drawn { try writeFile(encode(drawn, file), path: file) }
                files.overlay = file
            }
            if let maskDirectory, let map = result.segmentation.image {
                let file = place(maskDirectory, path, "png")
                try writeFile(encodePNG(map, name: file), path: file)
                files.mask = file
            }
        } catch {
            throw Failure(error)
        }
        return files
    }

    private mutating func encode(_ image: Image, _ name: String) throws(VisionError) -> [UInt8] {
        if format == .png { return try encodePNG(image, name: name) }
        var file: [UInt8] = []
        try image.withPixelView { view throws(VisionError) in
            try encoder.encode(view, quality: 90, into: &file)
        }
        return file
    }

    /// The picture's own name with another ending; a number behind it where that is taken in this run.
    private mutating func place(_ directory: String, _ path: String, _ ending: String) -> String {
        var name = path == "-" ? "stdin" : path.split(separator: "/").last.map(String.init) ?? "picture"
        if let dot = name.lastIndex(of: "."), dot != name.startIndex { name = String(name[..<dot]) }
        var place = "\(directory)/\(name).\(ending)"
        var number = 2
        while !taken.insert(place).inserted {
            place = "\(directory)/\(name)-\(number).\(ending)"
            number += 1
        }
        return place
    }
}
