#if Serve
    import Synchronization

    #if canImport(Glibc)
        import Glibc
    #elseif canImport(Musl)
        import Musl
    #endif

    /// The value of the Date header (RFC 9110, 5.6.7), made once a second.
    package final class DateHeader: Sendable {
        private let cache = Mutex((second: -1, text: ""))

        package var value: String {
            let now = time(nil)
            return cache.withLock { cache in
                if cache.second != now { cache = (now, Self.text(now)) }
                return cache.text
            }
        }

        package static func text(_ second: Int) -> String {
            var second = second
            var parts = tm()
            gmtime_r(&second, &parts)
            let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
            let months = [
                "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
            ]
            func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
            return "\(days[Int(parts.tm_wday)]), \(two(parts.tm_mday)) \(months[Int(parts.tm_mon)]) "
                + "\(parts.tm_year + 1900) \(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec)) GMT"
        }
    }
#endif
