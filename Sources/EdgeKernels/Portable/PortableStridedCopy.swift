extension StridedWalk {
    /// The output's neighbours last; before them the input's neighbours, where those are others.
    var copyOrder: StridedWalk {
        var walk = self
        guard rank > 1 else { return walk }
        for axis in 0..<rank where walk.output[axis] == 1 {
            walk.swap(axis, rank - 1)
            break
        }
        for axis in 0..<rank - 1 where walk.a[axis] == 1 {
            walk.swap(axis, rank - 2)
            break
        }
        return walk
    }
}

func portableStridedCopy(_ arguments: StridedCopyArguments, _ part: Int, _ parts: Int) {
    if arguments.elementBytes == 4 {
        copy(arguments, UInt32.self, part, parts)
    } else {
        copy(arguments, UInt8.self, part, parts)
    }
}

@inline(__always)
private func copy<Element: FixedWidthInteger>(
    _ arguments: StridedCopyArguments, _ type: Element.Type, _ part: Int, _ parts: Int
) {
    let walk = arguments.walk
    let input = arguments.input.assumingMemoryBound(to: type)
    let output = arguments.output.assumingMemoryBound(to: type)
    let inner = max(walk.rank - 1, 0)
    let isPlain = walk.output[inner] == 1 && walk.a[inner] == 1
    if walk.rank >= 2 && !isPlain && walk.output[inner] == 1 && walk.a[inner - 1] == 1 {
        transpose(walk, input, output, part, parts)
        return
    }
    let outer = walk.product(inner)
    let count = walk.sizes[inner]
    let sharesRows = outer < parts * 4
    let rows = sharesRows ? 0..<outer : piece(part, of: parts, count: outer)
    let columns = sharesRows ? piece(part, of: parts, count: count, unit: 64) : 0..<count
    let (from, to) = (walk.a[inner], walk.output[inner])
    var place = StridedPlace(walk, rows.lowerBound, inner)
    for _ in rows {
        let offset = place
        place.advance(walk, inner)
        let x = input + offset.a + columns.lowerBound * from
        let y = output + offset.output + columns.lowerBound * to
        if isPlain {
            y.update(from: x, count: columns.count)
        } else {
            for i in 0..<columns.count { y[i * to] = x[i * from] }
        }
    }
}

/// The last axis is dense in the output, the one before it in the input: square tiles of both.
@inline(__always)
private func transpose<Element: FixedWidthInteger>(
    _ walk: StridedWalk, _ input: UnsafePointer<Element>, _ output: UnsafeMutablePointer<Element>,
    _ part: Int, _ parts: Int
) {
    let (rowAxis, columnAxis) = (walk.rank - 2, walk.rank - 1)
    let (rows, columns) = (walk.sizes[rowAxis], walk.sizes[columnAxis])
    let (from, to) = (walk.a[columnAxis], walk.output[rowAxis])
    let strips = (rows + 15) / 16
    for unit in piece(part, of: parts, count: walk.product(rowAxis) * strips) {
        let offset = StridedPlace(walk, unit / strips, rowAxis)
        let first = unit % strips * 16
        let x = input + offset.a + first
        let y = output + offset.output + first * to
        let height = min(16, rows - first)
        if columns == 2 {
            // Pairs, as a channel shuffle of two groups has them.
            for r in 0..<height {
                y[r * to] = x[r]
                y[r * to + 1] = x[from + r]
            }
            continue
        }
        var c = 0
        while c + 4 <= columns {
            var r = 0
            while r + 4 <= height {
                transpose4(x + r + c * from, from, y + r * to + c, to)
                r += 4
            }
            while r < height {
                for k in 0..<4 { y[r * to + c + k] = x[r + (c + k) * from] }
                r += 1
            }
            c += 4
        }
        while c < columns {
            for r in 0..<height { y[r * to + c] = x[r + c * from] }
            c += 1
        }
    }
}

/// `y[r][c] = x[c][r]`, 4 by 4.
@inline(__always)
private func transpose4<Element: FixedWidthInteger>(
    _ x: UnsafePointer<Element>, _ from: Int, _ y: UnsafeMutablePointer<Element>, _ to: Int
) {
    if MemoryLayout<Element>.size == 4 {
        let source = UnsafeRawPointer(x)
        let a = source.loadUnaligned(as: SIMD4<UInt32>.self)
        let b = source.loadUnaligned(fromByteOffset: from * 4, as: SIMD4<UInt32>.self)
        let c = source.loadUnaligned(fromByteOffset: from * 8, as: SIMD4<UInt32>.self)
        let d = source.loadUnaligned(fromByteOffset: from * 12, as: SIMD4<UInt32>.self)
        let target = UnsafeMutableRawPointer(y)
        target.storeBytes(of: SIMD4(a[0], b[0], c[0], d[0]), as: SIMD4<UInt32>.self)
        target.storeBytes(
            of: SIMD4(a[1], b[1], c[1], d[1]), toByteOffset: to * 4, as: SIMD4<UInt32>.self)
        target.storeBytes(
            of: SIMD4(a[2], b[2], c[2], d[2]), toByteOffset: to * 8, as: SIMD4<UInt32>.self)
        target.storeBytes(
            of: SIMD4(a[3], b[3], c[3], d[3]), toByteOffset: to * 12, as: SIMD4<UInt32>.self)
    } else {
        for r in 0..<4 {
            for c in 0..<4 { y[r * to + c] = x[c * from + r] }
        }
    }
}
