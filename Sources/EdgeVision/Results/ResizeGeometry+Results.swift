extension ResizeGeometry {
    /// A box of the tensor on the source picture, clipped to it.
    public func sourceBox(_ box: Box) -> Box {
        let first = sourcePoint(x: box.x1, y: box.y1)
        let second = sourcePoint(x: box.x2, y: box.y2)
        let (right, bottom) = (Float(sourceWidth), Float(sourceHeight))
        return Box(
            x1: min(max(first.x, 0), right), y1: min(max(first.y, 0), bottom),
            x2: min(max(second.x, 0), right), y2: min(max(second.y, 0), bottom))
    }

    /// A keypoint of the tensor on the source picture. It may lie outside; what is not finite scores 0.
    func keypoint(x: Float, y: Float, score: Float) -> Keypoint {
        let point = sourcePoint(x: x, y: y)
        guard point.x.isFinite, point.y.isFinite, !score.isNaN else { return Keypoint(x: 0, y: 0, score: 0) }
        return Keypoint(x: point.x, y: point.y, score: min(max(score, 0), 1))
    }
}
