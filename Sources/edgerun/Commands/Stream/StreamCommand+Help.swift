extension StreamCommand {
    static let syntax = CommandSyntax(
        name: "stream",
        summary: "Runs a model on every frame of a stream and writes one line of JSON for each.",
        operands: "MODEL.edge [FILE|-]",
        operandHelp: [
            ("MODEL.edge", "A model written by 'edgec convert'."),
            ("FILE", "A file, a named pipe or a device; '-' (the default) is standard input."),
        ],
        minimumOperands: 1, maximumOperands: 2,
        options: [
            .init("--format", "F", "mjpeg, y4m, png: told by content. Raw: rgb24, bgr24, gray8, yuyv, uyvy,"),
            .init("--size", "WxH", "  nv12, i420, i422, i444, with the size of the frames."),
            .init(
                "--latest", nil, "Live camera: drop frames that newer ones have overtaken. Else none is lost."
            ),
            .init("--every", "N", "Look at every N-th frame only (1)."),
            .init("--max-frames", "N", "Stop after N lines."),
            .init("--min-score", "S", "Leave out what scores less (boxes .25, classes 0)."),
            .init("--classes", "LIST", "Show these alone: names or indices, as in person,car or 0,2."),
            .init(
                "--region", "BOX",
                "x1,y1,x2,y2: only boxes whose centre lies in it. Up to 1: fractions; else pixels."
            ),
            .init("--track", nil, "Give each box an id that follows the object from frame to frame."),
            .init("--top", "K", "How many classes a classifier shows (5)."),
            .init("--labels", "FILE", "Class names, one a line, in place of the model's own."),
            .init("--task", "TASK", "What the model's output is, in place of what the file says."),
            .init(
                "--overlay", "FILE", "Write the frames there with the results drawn on them; '-' is standard"),
            .init(
                "--overlay-format", "F",
                "  output, and the lines go to standard error. mjpeg; or for browsers: multipart, http"),
            .init("--quality", "Q", "Of those pictures, 1 to 100 (80)."),
            .init("--json", "FILE", "Write the lines there ('-': standard output)."),
            .init("--threads", "N", "Threads of the model (1); frames are decoded on one more."),
            .init("--max-frame-bytes", "N", "Largest frame that is read (134217728)."),
            .init("--quiet", nil, "No summary on standard error."),
        ],
        notes: notes)

    private static let notes = """
        examples:
          USB camera                ffmpeg -f v4l2 -i /dev/video0 -c copy -f mjpeg - | edgerun stream M.edge --latest
          Raspberry Pi camera       libcamera-vid -t 0 --codec mjpeg -o - | edgerun stream M.edge --latest
          V4L2, uncompressed        v4l2-ctl --set-fmt-video=width=640,height=480,pixelformat=YUYV \\
                                      --stream-mmap --stream-to=- | edgerun stream M.edge --format yuyv --size 640x480
          network camera (RTSP)     ffmpeg -rtsp_transport tcp -i rtsp://CAMERA/1 -f yuv4mpegpipe -pix_fmt yuv420p - |
                                      edgerun stream M.edge --latest
          a recording               ffmpeg -i clip.mp4 -q:v 3 -f mjpeg - | edgerun stream M.edge --track
          look at it                … | edgerun stream M.edge --latest --overlay - | ffplay -f mjpeg -
          look at it from afar      … | edgerun stream M.edge --latest --overlay - --overlay-format http |
                                      socat - TCP-LISTEN:8080,reuseaddr    (a browser shows http://BOARD:8080)
          tell the house (MQTT)     … | edgerun stream M.edge --classes person | mosquitto_pub -l -t home/door

        One line a frame: input, frame (its number from 0), time (seconds since 1970), dropped (frames left out
        before it, with --latest), the task's results as from 'run --json', timing_ms, latency_ms (from the
        frame's last byte to its line). A frame that cannot be decoded gets a line with "error" and costs no
        other; one that may be damaged has "warning" beside its results. Lines are written at once.
        Interrupt (Ctrl-C) or SIGTERM: the frames that are on their way are finished, then the summary.
        Exit status: 0 at the end of the input, after an interrupt or --max-frames; 1 where the input failed or
        held no whole frame; 141 where the reader of the lines closed the pipe.
        """
}
