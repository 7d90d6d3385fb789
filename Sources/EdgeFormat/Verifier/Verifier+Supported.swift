extension Verifier {
    /// Refuses by name what the format has room for and this version cannot execute.
    func verifySupported() throws(FormatError) {
        try refuse(.stateResets, "state resets", "are not executed by this version")
        try refuse(.regions, "regions", "are not executed by this version")
        try refuse(.proofs, "proofs", "are of no kind that this version knows")
        guard model.count(of: .subgraphs) == 1 else {
            throw sectionFault(
                .subgraphs, 0, "subgraphs", .unsupportedFeature, "count", "is not 1")
        }
        guard model.count(of: .plans) == 1 else {
            throw sectionFault(.plans, 0, "plans", .unsupportedFeature, "count", "is not 1")
        }
    }

    private func refuse(
        _ kind: SectionKind, _ subject: StaticString, _ rule: StaticString
    ) throws(FormatError) {
        if model.count(of: kind) != 0 {
            throw sectionFault(kind, 0, subject, .unsupportedFeature, "section", rule)
        }
    }
}
