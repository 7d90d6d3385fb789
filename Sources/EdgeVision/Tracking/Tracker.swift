/// Gives the detections of successive frames identities that last: each goes to the track of its class that
/// overlaps it most.
///
/// For each frame:
/// 1. A track's box is moved on by its velocity (pixels a frame), to where it should be now.
/// 2. Of all pairs of a track and a detection of one class whose boxes overlap by at least `minimumOverlap`
///    (intersection over union), the one that overlaps most is joined, and so on; each track and each
///    detection once. Equal overlaps: the older track, then the detection that comes first.
/// 3. A joined track takes the detection's box; its velocity becomes the mean of the old one and of the
///    centre's movement since the track was last seen.
/// 4. A detection without a track begins one, under the next number. A track without a detection goes on
///    unseen and is forgotten after `memory` frames.
///
/// Nothing is random, so equal detections give equal identities. (Association by overlap as in Bochinski et
/// al., "High-Speed tracking-by-detection without using image information", AVSS 2017, with a velocity.)
/// Allocates nothing once it has seen its most crowded frame.
public struct Tracker: Sendable {
    public struct Options: Sendable {
        /// Least intersection over union of a track's predicted box and its detection, above 0.
        public var minimumOverlap: Float = 0.3
        /// Frames that a track outlives its last detection.
        public var memory: UInt64 = 30

        public init() {}
    }

    /// Most tracks at a time; the one unseen for longest makes room.
    public static let capacity = 2048

    private struct Track {
        var id: Int32
        var `class`: Int
        var box: Box
        /// Pixels a frame.
        var velocity: (x: Float, y: Float) = (0, 0)
        var lastSeen: UInt64

        /// Where it should be `frames` after it was last seen.
        func predicted(_ frames: Float) -> Box {
            let (dx, dy) = (velocity.x * frames, velocity.y * frames)
            return Box(x1: box.x1 + dx, y1: box.y1 + dy, x2: box.x2 + dx, y2: box.y2 + dy)
        }
    }

    private let options: Options
    /// Oldest first.
    private var tracks: [Track] = []
    private var pairs: [TrackPair] = []
    private var isTrackTaken: [Bool] = []
    private var nextID: Int32 = 1

    public init(_ options: Options = Options()) { self.options = options }

    /// Tracks at present, seen and unseen.
    public var count: Int { tracks.count }

    /// Sets `track` of each detection.
    ///
    /// - Parameter frame: the frame's number; it grows from call to call, by more than one where frames are
    ///   skipped.
    public mutating func update(_ detections: inout [Detection], frame: UInt64) {
        let memory = options.memory
        tracks.removeAll { frame > $0.lastSeen && frame - $0.lastSeen > memory }
        for i in detections.indices { detections[i].track = 0 }
        join(&detections, frame)
        for i in detections.indices where detections[i].track == 0 { begin(&detections[i], frame) }
    }

    private mutating func join(_ detections: inout [Detection], _ frame: UInt64) {
        pairs.removeAll(keepingCapacity: true)
        for t in tracks.indices {
            let predicted = tracks[t].predicted(elapsed(tracks[t], frame))
            for d in detections.indices where detections[d].class == tracks[t].class {
                let overlap = predicted.intersectionOverUnion(detections[d].box)
                guard overlap > 0, overlap >= options.minimumOverlap else { continue }
                pairs.append(TrackPair(overlap: overlap, track: Int32(t), detection: Int32(d)))
            }
        }
        pairs.sortWithoutAllocating()
        isTrackTaken.removeAll(keepingCapacity: true)
        for _ in tracks.indices { isTrackTaken.append(false) }
        for i in pairs.indices {
            let (t, d) = (Int(pairs[i].track), Int(pairs[i].detection))
            if isTrackTaken[t] || detections[d].track != 0 { continue }
            isTrackTaken[t] = true
            follow(t, &detections[d], frame)
        }
    }

    private mutating func follow(_ t: Int, _ detection: inout Detection, _ frame: UInt64) {
        let frames = max(elapsed(tracks[t], frame), 1)
        let (old, new) = (tracks[t].box.centre, detection.box.centre)
        tracks[t].velocity.x = (tracks[t].velocity.x + (new.x - old.x) / frames) / 2
        tracks[t].velocity.y = (tracks[t].velocity.y + (new.y - old.y) / frames) / 2
        tracks[t].box = detection.box
        tracks[t].lastSeen = frame
        detection.track = tracks[t].id
    }

    private mutating func begin(_ detection: inout Detection, _ frame: UInt64) {
        if tracks.count == Self.capacity {
            var stalest = 0
            for t in tracks.indices where tracks[t].lastSeen < tracks[stalest].lastSeen { stalest = t }
            tracks.remove(at: stalest)
        }
        detection.track = nextID
        tracks.append(
            Track(id: nextID, class: detection.class, box: detection.box, lastSeen: frame))
        nextID = nextID == .max ? 1 : nextID + 1
    }

    private func elapsed(_ track: Track, _ frame: UInt64) -> Float {
        frame > track.lastSeen ? Float(frame - track.lastSeen) : 0
    }
}
