import EdgeFormat

extension Model {
    /// Index of the input of this name, for `Session.input`.
    public func inputIndex(named name: StaticString) -> Int? {
        firstIndex(view.inputCount) { self.isName(name, ofTensor: self.view.input($0)) }
    }

    /// Index of the output of this name, for `Session.output`.
    public func outputIndex(named name: StaticString) -> Int? {
        firstIndex(view.outputCount) { self.isName(name, ofTensor: self.view.output($0)) }
    }

    private func firstIndex(_ count: Int, where matches: (Int) -> Bool) -> Int? {
        for i in 0..<count where matches(i) { return i }
        return nil
    }

    private func isName(_ name: StaticString, ofTensor index: Int) -> Bool {
        let text = view.utf8(view.name(ofTensor: index))
        guard name.hasPointerRepresentation, text.count == name.utf8CodeUnitCount else { return false }
        for i in 0..<text.count where text[i] != name.utf8Start[i] { return false }
        return true
    }

    #if !hasFeature(Embedded)
        public func inputIndex(named name: String) -> Int? {
            (0..<view.inputCount).first { view.tensorName(view.input($0)) == name }
        }

        public func outputIndex(named name: String) -> Int? {
            (0..<view.outputCount).first { view.tensorName(view.output($0)) == name }
        }
    #endif
}
