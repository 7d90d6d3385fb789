extension RecognitionResult {
    /// The result as lines for people, indented by two.
    ///
    /// - Parameter lines: the most that are shown of a long list.
    public func text(lines: Int = 40) -> String {
        switch task {
        case .classify:
            classes.isEmpty ? "  nothing above the least score\n" : scoreTable(classes)
        case .detect: boxTable(lines)
        case .segment: segmentTable(lines)
        case .embed: matchTable
        case .image:
            "  a picture of \(picture.width) x \(picture.height), \(picture.channels == 1 ? "gray" : "colour")\n"
        case .pose: poseTable(lines)
        }
    }

    /// How many of what: "4 person, 1 bus", the most frequent first.
    public var summary: String {
        guard task == .detect || task == .pose else { return "" }
        if detections.isEmpty {
            guard task == .pose, !keypoints.isEmpty else { return "nothing found" }
            return "\(keypoints.count) keypoints"
        }
        var counts: [(class: Int, count: Int)] = []
        for found in detections {
            if let known = counts.firstIndex(where: { $0.class == found.class }) {
                counts[known].count += 1
            } else {
                counts.append((found.class, 1))
            }
        }
        counts.sort { ($1.count, $0.class) < ($0.count, $1.class) }
        return counts.map { "\($0.count) \(names[$0.class])" }.joined(separator: ", ")
    }

    private func boxTable(_ lines: Int) -> String {
        let shown = detections.prefix(lines)
        let rows = shown.map { (label: rowLabel($0), score: Double($0.score), note: place($0.box)) }
        return table(rows) + more(detections.count - shown.count)
    }

    private func poseTable(_ lines: Int) -> String {
        let objects = keypointsPerObject == 0 ? 0 : keypoints.count / keypointsPerObject
        let rows = (0..<min(objects, lines)).map { object in
            let points = keypoints[object * keypointsPerObject..<(object + 1) * keypointsPerObject]
            let mean = points.reduce(0) { $0 + Double($1.score) } / Double(max(points.count, 1))
            let isBoxed = object < detections.count
            return (
                label: isBoxed ? rowLabel(detections[object]) : "keypoints",
                score: isBoxed ? Double(detections[object].score) : mean,
                note: "\(points.count) keypoints" + (isBoxed ? "  \(place(detections[object].box))" : "")
            )
        }
        return table(rows) + more(objects - rows.count)
    }

    private func segmentTable(_ lines: Int) -> String {
        let total = Double(max(segmentation.classes.count, 1))
        let seen = (0..<256).filter { segmentation.pixelCounts[$0] > 0 }
            .sorted { (segmentation.pixelCounts[$1], $0) < (segmentation.pixelCounts[$0], $1) }
        let rows = seen.prefix(lines).map { index in
            let pixels = segmentation.pixelCounts[index]
            return (
                label: index == Int(Segmentation.unseen) ? "(not seen)" : names[index],
                score: Double(pixels) / total, note: "\(pixels) pixels"
            )
        }
        return table(rows) + more(seen.count - rows.count)
    }

    private var matchTable: String {
        if matches.isEmpty { return "  an embedding of \(embedding.count) numbers\n" }
        let rows = matches.map {
            (label: $0.name, score: Double($0.score), note: $0.score >= matchThreshold ? "" : "too far")
        }
        let isStranger = matches[0].score < matchThreshold
        return (isStranger ? "  unknown: nobody in the gallery is close enough\n" : "") + table(rows)
    }

    private func rowLabel(_ found: Detection) -> String {
        (found.track == 0 ? "" : "#\(found.track) ") + names[found.class]
    }

    /// Upper left corner and size, in whole pixels.
    private func place(_ box: Box) -> String {
        func whole(_ value: Float, _ width: Int) -> String { padded(fixed(Double(value), 0), width) }
        return "\(whole(box.width, 4)) x \(paddedRight(fixed(Double(box.height), 0), 4)) at "
            + "\(whole(box.x1, 4)), \(fixed(Double(box.y1), 0))"
    }

    private func more(_ count: Int) -> String { count > 0 ? "  … and \(count) more\n" : "" }

    private func table(_ rows: [(label: String, score: Double, note: String)]) -> String {
        let barWidth = 16
        let labels = rows.map { shortened($0.label, to: 40) }
        let labelWidth = labels.map(characters).max() ?? 0
        var text = ""
        for (label, row) in zip(labels, rows) {
            let bar = scoreBar(row.score, barWidth)
            text += "  \(paddedRight(label, labelWidth))  \(fixed(row.score, 3))  "
            text += row.note.isEmpty ? bar : paddedRight(bar, barWidth) + "  \(row.note)"
            text += "\n"
        }
        return text
    }
}
