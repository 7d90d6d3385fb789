#if Serve
    import EdgeVision

    /// A camera of the command line.
    public struct CameraOptions: Sendable, Equatable {
        /// Where its frames come from.
        public enum Source: Sendable, Equatable {
            /// Read to its end, once.
            case standardInput
            /// A file (read to its end, once, no frame left out), or a named pipe or a device, opened again when it ends.
            case path(String)
            /// Run by `/bin/sh -c`, its standard output read, started again when it ends.
            case command(String)
        }

        public var name: String
        public var source: Source
        /// nil to tell it by the first bytes.
        public var format: StreamFormat?
        /// nil for the first model.
        public var model: String?

        public init(name: String, source: Source) {
            self.name = name
            self.source = source
        }

        /// `NAME=-`, `NAME=PATH` or `NAME=exec:COMMAND`; nil for anything else.
        public init?(argument: String) {
            guard let (name, value) = Self.split(argument) else { return nil }
            if value == "-" {
                self.init(name: name, source: .standardInput)
            } else if value.hasPrefix("exec:") {
                let command = value.dropFirst(5)
                guard !command.allSatisfy(\.isWhitespace) else { return nil }
                self.init(name: name, source: .command(String(command)))
            } else {
                self.init(name: name, source: .path(value))
            }
        }

        /// The two sides of `NAME=VALUE`, where the first fits into an address.
        public static func split(_ argument: String) -> (name: String, value: String)? {
            let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[1].isEmpty, ModelSource.isName(String(parts[0])) else {
                return nil
            }
            return (String(parts[0]), String(parts[1]))
        }
    }

    extension StreamFormat {
        /// `mjpeg`, `y4m`, `png`, or raw frames as `yuyv:640x480`; nil for anything else.
        public init?(argument: String) {
            switch argument {
            case "mjpeg": self = .mjpeg
            case "y4m": self = .y4m
            case "png": self = .png
            default:
                let parts = argument.split(separator: ":", omittingEmptySubsequences: false)
                guard parts.count == 2, let pixels = PixelFormat(rawValue: String(parts[0])) else {
                    return nil
                }
                let sides = parts[1].split(separator: "x", omittingEmptySubsequences: false).map {
                    Int($0) ?? 0
                }
                guard sides.count == 2, sides.allSatisfy({ (1...65535).contains($0) }) else { return nil }
                self = .raw(pixels, width: sides[0], height: sides[1])
            }
        }
    }
#endif
