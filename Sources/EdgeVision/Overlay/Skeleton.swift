/// Which keypoints of a body are joined by lines, by how many there are.
enum Skeleton {
    /// Calls `body` with the two ends of each bone; with none for a number of keypoints that is not known.
    static func forEachBone(keypoints: Int, _ body: (Int, Int) -> Void) {
        let bones: StaticString
        switch keypoints {
        case 17: bones = coco
        case 21: bones = hand
        default: return
        }
        let bytes = bones.utf8Start
        for i in 0..<bones.utf8CodeUnitCount / 2 {
            body(Int(bytes[2 * i] - UInt8(ascii: "a")), Int(bytes[2 * i + 1] - UInt8(ascii: "a")))
        }
    }

    // A letter is a keypoint, a pair of letters a bone.

    /// COCO's: nose a, eyes b c, ears d e, shoulders f g, elbows h i, wrists j k, hips l m, knees n o,
    /// ankles p q.
    private static let coco: StaticString = "abacbdcedfegfgfhhjgiikflgmlmlnnpmooq"
    /// The wrist a, then four joints each of the thumb and the fingers.
    private static let hand: StaticString = "abbccddeaffgghhiajjkkllmannooppqarrssttufjjnnr"
}
