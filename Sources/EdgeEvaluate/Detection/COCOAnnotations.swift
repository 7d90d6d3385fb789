/// What is on the pictures of a detection dataset, as the COCO format has it
/// (Lin et al., "Microsoft COCO: common objects in context", 2014).
public struct COCOAnnotations: Sendable, Equatable {
    public struct Picture: Sendable, Equatable {
        public var id: Int
        public var fileName: String
        /// In pixels; nil where the file does not say.
        public var width: Int?
        public var height: Int?

        public init(id: Int, fileName: String, width: Int? = nil, height: Int? = nil) {
            self.id = id
            self.fileName = fileName
            self.width = width
            self.height = height
        }
    }

    public struct Category: Sendable, Equatable {
        public var id: Int
        public var name: String

        public init(id: Int, name: String) {
            self.id = id
            self.name = name
        }
    }

    /// One object, or a crowd of them.
    public struct Object: Sendable, Equatable {
        public var picture: Int
        public var category: Int
        public var box: COCOBox
        /// In pixels, of the object's outline where the dataset has it: decides between small, medium, large.
        public var area: Double
        /// Detections on a crowd count neither for nor against.
        public var isCrowd: Bool

        public init(picture: Int, category: Int, box: COCOBox, area: Double, isCrowd: Bool = false) {
            self.picture = picture
            self.category = category
            self.box = box
            self.area = area
            self.isCrowd = isCrowd
        }
    }

    public var pictures: [Picture]
    public var categories: [Category]
    public var objects: [Object]

    public init(pictures: [Picture], categories: [Category], objects: [Object]) {
        self.pictures = pictures
        self.categories = categories
        self.objects = objects
    }

    /// Keeps the pictures that are named, in the order of `files`.
    public mutating func select(_ files: FileList) throws(EvaluationError) {
        let byName = Dictionary(pictures.map { ($0.fileName, $0) }, uniquingKeysWith: { first, _ in first })
        pictures = try files.select { byName[$0] }
    }
}

/// A rectangle in pixels: left, top, width, height.
public struct COCOBox: Sendable, Equatable {
    public var x: Double
    public var y: Double
    public var width: Double
    public var height: Double

    public init(x: Double, y: Double, width: Double, height: Double) {
        self.x = x
        self.y = y
        self.width = width
        self.height = height
    }

    public var area: Double { width * height }

    /// Area of the intersection over that of the union; over the detection's own area where the object is a
    /// crowd, of which a detection need only cover a part.
    public func overlap(with object: COCOBox, isCrowd: Bool) -> Double {
        let columns = min(x + width, object.x + object.width) - max(x, object.x)
        let rows = min(y + height, object.y + object.height) - max(y, object.y)
        guard columns > 0, rows > 0 else { return 0 }
        let shared = columns * rows
        return shared / (isCrowd ? area : area + object.area - shared)
    }
}

/// One box that a detector reports.
public struct COCODetection: Sendable, Equatable {
    public var picture: Int
    public var category: Int
    public var box: COCOBox
    public var score: Double

    public init(picture: Int, category: Int, box: COCOBox, score: Double) {
        self.picture = picture
        self.category = category
        self.box = box
        self.score = score
    }
}
