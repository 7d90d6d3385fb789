#if Serve
    extension CameraSet {
        /// Prometheus' text of all cameras and of those who watch.
        var metricsText: [UInt8] {
            var text = PrometheusText()
            func family(
                _ name: String, _ kind: PrometheusText.Kind, _ help: String, _ value: (Camera) -> Int
            ) {
                guard !cameras.isEmpty else { return }
                text.family(name, kind, help)
                for camera in cameras { text.sample(name, [("camera", camera.name)], value(camera)) }
            }
            family("edge_camera_frames_total", .counter, "Frames with results.") { $0.metrics.frames.value }
            family("edge_camera_dropped_total", .counter, "Frames that newer ones have overtaken.") {
                $0.metrics.dropped.value
            }
            family("edge_camera_damaged_total", .counter, "Frames that could not be decoded.") {
                $0.metrics.damaged.value
            }
            family("edge_camera_restarts_total", .counter, "Times that the source was opened again.") {
                $0.metrics.restarts.value
            }
            family("edge_camera_up", .gauge, "1 while frames come.") {
                $0.currentStatus.phase == .running ? 1 : 0
            }
            family("edge_camera_missed_total", .counter, "Lines and pictures that slow viewers missed.") {
                $0.lines.missedCount + $0.pictures.missedCount
            }
            if !cameras.isEmpty {
                text.family(
                    "edge_camera_latency_seconds", .histogram, "From a frame's arrival to its result.")
                for camera in cameras {
                    text.samples(
                        "edge_camera_latency_seconds", [("camera", camera.name)], camera.metrics.histogram)
                }
            }
            text.family("edge_viewers", .gauge, "Clients that watch cameras or results.")
            text.sample("edge_viewers", viewers.used)
            return text.bytes
        }
    }
#endif
