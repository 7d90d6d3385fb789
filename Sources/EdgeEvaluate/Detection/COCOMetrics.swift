/// The twelve numbers of the COCO detection challenge, each 0...1, or -1 where the dataset has no object to
/// measure it on.
public struct COCOMetrics: Sendable, Equatable {
    /// Average precision over IoU .50, .55 ... .95, all sizes, 100 detections a picture and class.
    public var ap: Double
    public var ap50: Double
    public var ap75: Double
    public var apSmall: Double
    public var apMedium: Double
    public var apLarge: Double
    /// Average recall with 1, 10 and 100 detections a picture and class.
    public var ar1: Double
    public var ar10: Double
    public var ar100: Double
    public var arSmall: Double
    public var arMedium: Double
    public var arLarge: Double
    /// AP of each category in ascending order of ids; nil for those without an object.
    public var categories: [CategoryPrecision]

    public struct CategoryPrecision: Sendable, Equatable {
        public var id: Int
        public var ap: Double?
        public var ap50: Double?
    }

    /// Name and value in the customary order.
    public var named: [(name: String, value: Double)] {
        [
            ("AP", ap), ("AP50", ap50), ("AP75", ap75),
            ("APs", apSmall), ("APm", apMedium), ("APl", apLarge),
            ("AR1", ar1), ("AR10", ar10), ("AR100", ar100),
            ("ARs", arSmall), ("ARm", arMedium), ("ARl", arLarge),
        ]
    }
}
