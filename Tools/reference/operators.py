"""Every operator of the integer graph, written from Sources/EdgeFormat/ARITHMETIC.md on Python's
integers and exact fractions. Plain and slow: the judge of the portable kernels.

An image is a function (y, x, c) -> quantum with a shape; outputs are dense lists in [H, W, C] order.
"""

from fractions import Fraction

import binary32 as f32


class Image:
    def __init__(self, height, width, channels, values):
        self.height, self.width, self.channels, self.values = height, width, channels, values

    def at(self, y, x, c):
        return self.values[(y * self.width + x) * self.channels + c]

    def inside(self, y, x):
        return 0 <= y < self.height and 0 <= x < self.width


class Window:
    def __init__(self, kernel, stride, dilation, pad):
        self.kernel, self.stride, self.dilation, self.pad = kernel, stride, dilation, pad

    def taps(self, oy, ox):
        for ky in range(self.kernel[0]):
            for kx in range(self.kernel[1]):
                yield (
                    ky,
                    kx,
                    oy * self.stride[0] - self.pad[0] + ky * self.dilation[0],
                    ox * self.stride[1] - self.pad[1] + kx * self.dilation[1],
                )


class Range:
    """The fused activation in output quanta, and the output's zero point."""

    def __init__(self, clamp_low, clamp_high, zero_point):
        self.clamp_low, self.clamp_high, self.zero_point = clamp_low, clamp_high, zero_point

    def quantize(self, value):
        low, high = self.clamp_low - self.zero_point, self.clamp_high - self.zero_point
        return f32.rne(f32.clamp(value, low, high)) + self.zero_point


def requantize_accumulator(acc, scale, out):
    assert -(2**31) <= acc < 2**31
    return out.quantize(f32.mul(f32.rounded(acc), scale))


def conv(image, window, groups, zero_point, weights, bias, scale, out, size):
    """weights[n][ky][kx][c] for all n of all groups; bias and scale by n."""
    outputs = len(weights)
    per_group, channels = outputs // groups, image.channels // groups
    result = []
    for oy in range(size[0]):
        for ox in range(size[1]):
            for n in range(outputs):
                first = n // per_group * channels
                acc = bias[n]
                for ky, kx, y, x in window.taps(oy, ox):
                    for c in range(channels):
                        value = image.at(y, x, first + c) if image.inside(y, x) else zero_point
                        acc += value * weights[n][ky][kx][c]
                result.append(requantize_accumulator(acc, scale[n], out))
    return result


def transposed_conv(image, window, groups, zero_point, weights, bias, scale, out, size):
    """weights[n][ky][kx][c] for all n of all groups; bias and scale by phase, then n."""
    outputs = len(weights)
    per_group, channels = outputs // groups, image.channels // groups
    result = []
    for oy in range(size[0]):
        for ox in range(size[1]):
            ry, rx = (oy + window.pad[0]) % window.stride[0], (ox + window.pad[1]) % window.stride[1]
            phase = ry * window.stride[1] + rx
            taps = []
            for ky in range(window.kernel[0]):
                for kx in range(window.kernel[1]):
                    y = oy + window.pad[0] - ky * window.dilation[0]
                    x = ox + window.pad[1] - kx * window.dilation[1]
                    if y % window.stride[0] == 0 and x % window.stride[1] == 0:
                        taps.append((ky, kx, y // window.stride[0], x // window.stride[1]))
            for n in range(outputs):
                first = n // per_group * channels
                acc = bias[phase][n]
                for ky, kx, y, x in taps:
                    for c in range(channels):
                        value = image.at(y, x, first + c) if image.inside(y, x) else zero_point
                        acc += value * weights[n][ky][kx][c]
                result.append(requantize_accumulator(acc, scale[phase][n], out))
    return result


def depthwise(image, window, zero_point, weights, bias, scale, out, size):
    """weights[ky][kx][c]"""
    result = []
    for oy in range(size[0]):
        for ox in range(size[1]):
            for c in range(image.channels):
                acc = bias[c]
                for ky, kx, y, x in window.taps(oy, ox):
                    value = image.at(y, x, c) if image.inside(y, x) else zero_point
                    acc += value * weights[ky][kx][c]
                result.append(requantize_accumulator(acc, scale[c], out))
    return result


def fully_connected_float(rows, weights, bias, scale):
    """float32 output as bit patterns."""
    result = []
    for row in rows:
        for n, w in enumerate(weights):
            acc = bias[n] + sum(x * y for x, y in zip(row, w, strict=True))
            result.append(f32.bits(f32.mul(f32.rounded(acc), scale[n])))
    return result


def add(a, b, za, zb, sa, sb, out):
    return [
        out.quantize(f32.add(f32.mul(Fraction(x - za), sa), f32.mul(Fraction(y - zb), sb)))
        for x, y in zip(a, b, strict=True)
    ]


def mul(a, b, za, zb, s, out):
    """b is repeated over the pixels where it is shorter."""
    return [
        out.quantize(f32.mul(Fraction((x - za) * (b[i % len(b)] - zb)), s)) for i, x in enumerate(a)
    ]


def requantize(x, zero_point, s, out):
    return [out.quantize(f32.mul(Fraction(q - zero_point), s)) for q in x]


def lookup(x, table):
    return [table[q + 128] for q in x]


def lookup_by_channel(x, table):
    """Of x with channels last, a row of `table` for each."""
    return [table[i % len(table)][q + 128] for i, q in enumerate(x)]


def lookup_int16(x, tables):
    """Of x with channels last, 1025 entries for each, or for all."""
    result = []
    for i, q in enumerate(x):
        table, u = tables[i % len(tables)], q + 32768
        first, step = table[u // 64], table[u // 64 + 1] - table[u // 64]
        result.append((first * 64 + step * (u % 64) + 32) // 64)
    return result


def max_pool(image, window, size):
    result = []
    for oy in range(size[0]):
        for ox in range(size[1]):
            for c in range(image.channels):
                result.append(
                    max(
                        image.at(y, x, c)
                        for _, _, y, x in window.taps(oy, ox)
                        if image.inside(y, x)
                    )
                )
    return result


def average_pool(image, window, zero_point, ratio, includes_padding, out, size):
    result = []
    for oy in range(size[0]):
        for ox in range(size[1]):
            taps = [(y, x) for _, _, y, x in window.taps(oy, ox) if image.inside(y, x)]
            count = window.kernel[0] * window.kernel[1] if includes_padding else len(taps)
            multiplier = f32.div(ratio, Fraction(count))
            for c in range(image.channels):
                acc = sum(image.at(y, x, c) - zero_point for y, x in taps)
                result.append(out.quantize(f32.mul(f32.rounded(acc), multiplier)))
    return result


def resize_nearest(image, size, rounding):
    def source(i, n, new):
        exact = {
            "asymmetricFloor": Fraction(i * n, new),
            "halfPixelPreferCeil": Fraction((2 * i + 1) * n, 2 * new),
            "halfPixelPreferFloor": Fraction((2 * i + 1) * n, 2 * new),
        }[rounding]
        index = -(-exact.numerator // exact.denominator) - 1 if rounding == "halfPixelPreferFloor" else (
            exact.numerator // exact.denominator
        )
        return min(max(index, 0), n - 1)

    return [
        image.at(source(y, image.height, size[0]), source(x, image.width, size[1]), c)
        for y in range(size[0])
        for x in range(size[1])
        for c in range(image.channels)
    ]


def resize_linear(image, rows, columns, zero_point, ratio, out):
    """rows and columns of (index, weight of the next in 128ths)."""
    s = f32.mul(ratio, Fraction(1, 2**14))
    result = []
    for jy, ty in rows:
        for jx, tx in columns:
            for c in range(image.channels):
                acc = 0
                for y, wy in ((jy, 128 - ty), (jy + 1, ty)):
                    for x, wx in ((jx, 128 - tx), (jx + 1, tx)):
                        if wx * wy:
                            acc += wx * wy * image.at(y, x, c)
                result.append(out.quantize(f32.mul(f32.rounded(acc - 16384 * zero_point), s)))
    return result


def pad(image, top, left, mode, value, size):
    def source(i, n):
        if 0 <= i < n:
            return i
        if mode == "edge":
            return 0 if i < 0 else n - 1
        return None if mode == "constant" else (-i if i < 0 else 2 * (n - 1) - i)

    result = []
    for oy in range(size[0]):
        for ox in range(size[1]):
            y, x = source(oy - top, image.height), source(ox - left, image.width)
            for c in range(image.channels):
                result.append(value if y is None or x is None else image.at(y, x, c))
    return result


def normalize(image, groups, epsilon, factor, shift, out):
    per, pixels = image.channels // groups, [(y, x) for y in range(image.height) for x in range(image.width)]
    affine = []
    for g in range(groups):
        q = [image.at(y, x, c) for y, x in pixels for c in range(g * per, (g + 1) * per)]
        n, s1 = len(q), sum(q)
        d = n * sum(v * v for v in q) - s1 * s1
        v = f32.add(f32.mul(f32.rounded(d >> 31), Fraction(2**31)), f32.rounded(d & 0x7FFFFFFF))
        nn = f32.mul(f32.rounded(n), f32.rounded(n))
        r = f32.div(Fraction(1), f32.sqrt(f32.add(f32.div(v, nn), epsilon)))
        mean = f32.div(f32.rounded(s1), f32.rounded(n))
        for c in range(g * per, (g + 1) * per):
            a = f32.mul(factor[c], r)
            affine.append((a, f32.sub(shift[c], f32.mul(a, mean))))
    return [
        out.quantize(f32.add(f32.mul(Fraction(image.at(y, x, c)), affine[c][0]), affine[c][1]))
        for y, x in pixels
        for c in range(image.channels)
    ]


def prelu(x, zero_point, s, factors, out):
    result = []
    for i, q in enumerate(x):
        d = q - zero_point
        result.append(out.quantize(f32.mul(Fraction(d), s if d >= 0 else factors[i % len(factors)])))
    return result


def channel_shuffle(image, groups):
    n = image.channels // groups
    return [
        image.at(y, x, c % groups * n + c // groups)
        for y in range(image.height)
        for x in range(image.width)
        for c in range(image.channels)
    ]


def depth_to_space(image, block, channel_first):
    channels = image.channels // (block * block)
    return [
        image.at(
            y // block,
            x // block,
            (c * block + y % block) * block + x % block
            if channel_first
            else (y % block * block + x % block) * channels + c,
        )
        for y in range(image.height * block)
        for x in range(image.width * block)
        for c in range(channels)
    ]


def space_to_depth(image, block):
    return [
        image.at(y * block + i, x * block + j, c)
        for y in range(image.height // block)
        for x in range(image.width // block)
        for i in range(block)
        for j in range(block)
        for c in range(image.channels)
    ]


def exponential(t):
    if t < -87:
        return Fraction(0)
    magic = Fraction(12582912)
    u = f32.add(f32.mul(t, f32.rounded(Fraction("1.44269504"))), magic)
    n = f32.sub(u, magic)
    r = f32.sub(t, f32.mul(n, Fraction("0.693359375")))
    r = f32.sub(r, f32.mul(n, f32.rounded(Fraction("-0.00021219444"))))
    p = f32.rounded(Fraction(1, 5040))
    for term in (Fraction(1, 720), Fraction(1, 120), Fraction(1, 24), Fraction(1, 6), Fraction(1, 2)):
        p = f32.add(f32.mul(p, r), f32.rounded(term))
    p = f32.add(f32.mul(p, r), Fraction(1))
    p = f32.add(f32.mul(p, r), Fraction(1))
    return f32.mul(p, Fraction(2) ** int(n))


def attention(q, k, v, zero_point, score_scale, output_scale, out):
    """Of one head: q[m][d], k[n][d], v[n][e]; y[m][e]."""
    top = Fraction(min(32767, (2**31 - 1) // (127 * len(k))))
    result = []
    for query in q:
        scores = []
        for key in k:
            acc = sum((x - zero_point) * max(w, -127) for x, w in zip(query, key, strict=True))
            scores.append(f32.mul(f32.rounded(acc), score_scale))
        largest = max(scores)
        weights = [f32.rne(f32.mul(exponential(f32.sub(s, largest)), top)) for s in scores]
        share = f32.div(Fraction(1), f32.rounded(sum(weights)))
        row = []
        for e in range(len(v[0])):
            acc = sum(p * max(value[e], -127) for p, value in zip(weights, v, strict=True))
            assert -(2**31) <= acc < 2**31
            row.append(out.quantize(f32.mul(f32.mul(f32.rounded(acc), output_scale), share)))
        result.append(row)
    return result


def softmax(t):
    """Of differences to the maximum, t <= 0; as bit patterns."""
    e = [exponential(x) for x in t]
    total = Fraction(0)
    for x in e:
        total = f32.add(total, x)
    return [f32.bits(f32.div(x, total)) for x in e]


def softmax_int8(row, scale):
    largest = max(row)
    return softmax([f32.mul(Fraction(q - largest), scale) for q in row])


def softmax_float(row):
    largest = max(row)
    return softmax([f32.sub(v, largest) for v in row])
