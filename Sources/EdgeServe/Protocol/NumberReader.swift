#if Serve
    #if canImport(Glibc)
        import Glibc
    #elseif canImport(Musl)
        import Musl
    #endif

    /// Numbers of JSON, to the nearest binary64.
    package enum NumberReader {
        /// Powers of ten that binary64 holds exactly.
        private static let powers: [Double] = [
            1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
            1e18, 1e19, 1e20, 1e21, 1e22,
        ]

        /// Reads a number at `offset` and moves behind it.
        ///
        /// With a mantissa below 2^53 and a power of ten up to 22, one division or product of exact operands gives
        /// the nearest value (Clinger, "How to Read Floating Point Numbers Accurately", 1990); the C library reads
        /// the others.
        ///
        /// - Returns: nil, with `offset` as it was, where there is none as JSON has them.
        package static func read(_ bytes: UnsafeRawBufferPointer, _ offset: inout Int) -> Double? {
            let start = offset
            var at = offset
            func digit() -> UInt64? {
                guard at < bytes.count, bytes[at] &- 0x30 < 10 else { return nil }
                return UInt64(bytes[at] - 0x30)
            }
            let isNegative = at < bytes.count && bytes[at] == UInt8(ascii: "-")
            if isNegative { at += 1 }
            var mantissa: UInt64 = 0
            var isExact = true
            var exponent = 0
            func take(_ digit: UInt64) {
                if mantissa < 100_000_000_000_000_000 {
                    mantissa = mantissa * 10 + digit
                } else {
                    isExact = false
                }
                at += 1
            }
            guard let first = digit() else { return nil }
            take(first)
            // A leading zero stands alone.
            if first != 0 { while let next = digit() { take(next) } }
            if at < bytes.count, bytes[at] == UInt8(ascii: ".") {
                at += 1
                guard digit() != nil else { return nil }
                while let next = digit() {
                    take(next)
                    exponent -= 1
                }
            }
            if at < bytes.count, bytes[at] | 0x20 == UInt8(ascii: "e") {
                at += 1
                var isBelow = false
                if at < bytes.count, bytes[at] == UInt8(ascii: "-") || bytes[at] == UInt8(ascii: "+") {
                    isBelow = bytes[at] == UInt8(ascii: "-")
                    at += 1
                }
                guard digit() != nil else { return nil }
                var written = 0
                while let next = digit() {
                    written = min(written * 10 + Int(next), 100_000)
                    at += 1
                }
                exponent += isBelow ? -written : written
            }
            offset = at
            if isExact, mantissa < 1 << 53, exponent.magnitude <= 22 {
                let value = Double(mantissa)
                let scaled =
                    exponent < 0 ? value / powers[-exponent] : value * powers[exponent]
                return isNegative ? -scaled : scaled
            }
            return byLibrary(bytes[start..<at])
        }

        private static func byLibrary(_ digits: Slice<UnsafeRawBufferPointer>) -> Double {
            var text = digits.map { CChar(bitPattern: $0) }
            text.append(0)
            return strtod(text, nil)
        }
    }
#endif
