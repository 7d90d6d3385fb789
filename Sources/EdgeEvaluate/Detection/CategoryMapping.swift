/// Which category of the annotations each class of a detector is.
public struct CategoryMapping: Sendable, Equatable {
    /// By class index; nil for classes that the annotations do not have.
    public var ids: [Int?]

    public init(ids: [Int?]) { self.ids = ids }

    /// Classes in the order of ascending category ids where there are as many of both (or the detector does
    /// not say how many it has); else by name.
    ///
    /// - Parameter classes: how many classes the detector has, where known.
    /// - Throws: where the counts differ and no name agrees.
    public init(
        classes: Int?, labels: [String], categories: [COCOAnnotations.Category], model: String
    ) throws(EvaluationError) {
        let ascending = categories.sorted { $0.id < $1.id }
        guard let classes, classes != categories.count else {
            ids = ascending.map { $0.id }
            return
        }
        let byName = Dictionary(ascending.map { ($0.name, $0.id) }, uniquingKeysWith: { first, _ in first })
        ids = labels.map { byName[$0] }
        guard ids.contains(where: { $0 != nil }) else {
            throw EvaluationError(
                what: "has \(classes) classes, the annotations \(categories.count) categories, "
                    + "and no name is in both", place: model,
                mend: "give --category-ids a list of the category id of each class")
        }
    }

    subscript(index: Int) -> Int? { ids.indices.contains(index) ? ids[index] : nil }
}
