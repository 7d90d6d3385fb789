extension RecognitionResult {
    /// Appends the task and its results as fields of a JSON object, without braces:
    /// `"task": "detect", "boxes": […]`. Allocates nothing but the array's growth.
    public func appendJSON(to text: inout [UInt8]) {
        text.append(text: "\"task\": ")
        text.append(jsonString: task.rawValue)
        text.append(text: ", ")
        switch task {
        case .classify: appendClasses(to: &text)
        case .detect: appendBoxes(to: &text)
        case .segment: appendSegmentation(to: &text)
        case .embed: appendEmbedding(to: &text)
        case .image: appendPicture(to: &text)
        case .pose: appendPoses(to: &text)
        }
    }

    private func appendClasses(to text: inout [UInt8]) {
        text.append(text: "\"classes\": [")
        for i in classes.indices {
            text.append(text: i == 0 ? "{\"index\": " : ", {\"index\": ")
            text.append(integer: classes[i].index)
            text.append(text: ", \"label\": ")
            text.append(jsonString: classes[i].label)
            text.append(text: ", \"score\": ")
            text.append(number: classes[i].score, decimals: 6)
            text.append(text: "}")
        }
        text.append(text: "]")
    }

    private func appendBoxes(to text: inout [UInt8]) {
        text.append(text: "\"boxes\": [")
        for i in detections.indices {
            text.append(text: i == 0 ? "{" : ", {")
            append(detections[i], to: &text)
            text.append(text: "}")
        }
        text.append(text: "]")
    }

    private func append(_ found: Detection, to text: inout [UInt8]) {
        text.append(text: "\"class\": ")
        text.append(integer: found.class)
        text.append(text: ", \"label\": ")
        names.appendJSON(found.class, to: &text)
        text.append(text: ", \"score\": ")
        text.append(number: Double(found.score), decimals: 4)
        text.append(text: ", \"box\": [")
        text.append(number: Double(found.box.x1), decimals: 2)
        text.append(text: ", ")
        text.append(number: Double(found.box.y1), decimals: 2)
        text.append(text: ", ")
        text.append(number: Double(found.box.x2), decimals: 2)
        text.append(text: ", ")
        text.append(number: Double(found.box.y2), decimals: 2)
        text.append(text: "]")
        if found.track != 0 {
            text.append(text: ", \"track\": ")
            text.append(integer: Int(found.track))
        }
    }

    private func appendPoses(to text: inout [UInt8]) {
        text.append(text: "\"poses\": [")
        let count = keypointsPerObject == 0 ? 0 : keypoints.count / keypointsPerObject
        for i in 0..<count {
            text.append(text: i == 0 ? "{" : ", {")
            if i < detections.count {
                append(detections[i], to: &text)
                text.append(text: ", ")
            }
            text.append(text: "\"keypoints\": [")
            for k in 0..<keypointsPerObject {
                let point = keypoints[i * keypointsPerObject + k]
                text.append(text: k == 0 ? "[" : ", [")
                text.append(number: Double(point.x), decimals: 2)
                text.append(text: ", ")
                text.append(number: Double(point.y), decimals: 2)
                text.append(text: ", ")
                text.append(number: Double(point.score), decimals: 4)
                text.append(text: "]")
            }
            text.append(text: "]}")
        }
        text.append(text: "]")
    }

    private func appendSegmentation(to text: inout [UInt8]) {
        text.append(text: "\"width\": ")
        text.append(integer: segmentation.width)
        text.append(text: ", \"height\": ")
        text.append(integer: segmentation.height)
        text.append(text: ", \"segments\": [")
        var isFirst = true
        for index in 0..<Int(Segmentation.unseen) where segmentation.pixelCounts[index] > 0 {
            text.append(text: isFirst ? "{\"class\": " : ", {\"class\": ")
            isFirst = false
            text.append(integer: index)
            text.append(text: ", \"label\": ")
            names.appendJSON(index, to: &text)
            text.append(text: ", \"pixels\": ")
            text.append(integer: segmentation.pixelCounts[index])
            text.append(text: "}")
        }
        text.append(text: "]")
        let unseen = segmentation.pixelCounts[Int(Segmentation.unseen)]
        if unseen > 0 {
            text.append(text: ", \"unseen_pixels\": ")
            text.append(integer: unseen)
        }
    }

    private func appendEmbedding(to text: inout [UInt8]) {
        text.append(text: "\"embedding\": [")
        for i in embedding.indices {
            if i > 0 { text.append(text: ", ") }
            text.append(number: Double(embedding[i]), decimals: 6)
        }
        text.append(text: "], \"matches\": [")
        for i in matches.indices {
            text.append(text: i == 0 ? "{\"name\": " : ", {\"name\": ")
            text.append(jsonString: matches[i].name)
            text.append(text: ", \"score\": ")
            text.append(number: Double(matches[i].score), decimals: 4)
            text.append(
                text: matches[i].score >= matchThreshold ? ", \"known\": true}" : ", \"known\": false}")
        }
        text.append(text: "]")
    }

    private func appendPicture(to text: inout [UInt8]) {
        text.append(text: "\"width\": ")
        text.append(integer: picture.width)
        text.append(text: ", \"height\": ")
        text.append(integer: picture.height)
        text.append(text: ", \"channels\": ")
        text.append(integer: picture.channels)
    }
}
