"""The float32 operators and the movement of ARITHMETIC.md, on the numbers of ieee.py. Tensors are a shape
and a row-major list."""

from fractions import Fraction
from itertools import product
from math import prod

import binary32 as f32
import ieee
import operators as ops


def number(value):
    return ieee.of(f32.rounded(Fraction(value)))


ONE = number(1)


def exponential(t):
    if t == ieee.NAN:
        return ieee.NAN
    if ieee.less(t, number(-87)):
        return ieee.ZERO
    return ieee.of(ops.exponential(-t[1] if t[0] else t[1]))


def unary(function, x, low=None, high=None):
    negative = ieee.less(x, ieee.ZERO)
    minus = ieee.sub(ieee.ZERO, x)
    if function == "sigmoid":
        e = exponential(x if negative else minus)
        return ieee.div(e if negative else ONE, ieee.add(ONE, e))
    if function == "exponential":
        if ieee.less(ieee.ZERO, x):
            return ieee.div(ONE, exponential(minus))
        return exponential(x)
    if function == "tanh":
        e = exponential(ieee.mul(number(2), x if negative else minus))
        t = ieee.div(ieee.sub(ONE, e), ieee.add(ONE, e))
        return ieee.sub(ieee.ZERO, t) if negative else t
    if function == "squareRoot":
        return ieee.sqrt(x)
    if function == "clamp":
        y = low if ieee.less(x, low) else x
        return high if ieee.less(high, y) else y
    assert function == "floor"
    if x == ieee.NAN or x[1] == ieee.INFINITE:
        return x
    value = -x[1] if x[0] else x[1]
    return ieee.of(value.numerator // value.denominator)


def binary(function, a, b):
    if function == "maximum":
        return a if ieee.less(b, a) else b
    if function == "minimum":
        return a if ieee.less(a, b) else b
    return {"add": ieee.add, "subtract": ieee.sub, "multiply": ieee.mul, "divide": ieee.div}[function](a, b)


def dequantize(q, zero_point, scale):
    return ieee.mul(ieee.of(q - zero_point), scale)


def quantize(x, scale, out):
    value = ieee.div(x, scale)
    if value == ieee.NAN:
        return out.clamp_low
    signed = f32.INF if value[1] == ieee.INFINITE else value[1]
    if value[0]:
        signed = f32.NEG_INF if signed == f32.INF else -signed
    return out.quantize(signed)


def strides(shape):
    return [prod(shape[i + 1 :]) for i in range(len(shape))]


def at(values, shape, index):
    return values[sum(i * s for i, s in zip(index, strides(shape)))]


def indices(shape):
    return product(*(range(n) for n in shape))


def broadcast_shape(a, b):
    rank = max(len(a), len(b))
    padded = [[1] * (rank - len(s)) + list(s) for s in (a, b)]
    return [max(m, n) for m, n in zip(*padded)]


def broadcast_at(values, shape, index):
    tail = index[len(index) - len(shape) :]
    return at(values, shape, [0 if n == 1 else i for i, n in zip(tail, shape)])


def transpose(values, shape, permutation):
    new = [shape[p] for p in permutation]
    result = []
    for index in indices(new):
        source = [0] * len(shape)
        for i, p in zip(index, permutation):
            source[p] = i
        result.append(at(values, shape, source))
    return new, result


def slice_(values, shape, starts, steps, sizes):
    return [
        at(values, shape, [s + i * t for s, t, i in zip(starts, steps, index)]) for index in indices(sizes)
    ]


def columns(shape, axis):
    """The index lists of each line along the axis."""
    rest = [range(1 if k == axis else n) for k, n in enumerate(shape)]
    for index in product(*rest):
        yield [[*index[:axis], i, *index[axis + 1 :]] for i in range(shape[axis])]


def softmax(values, shape, axis):
    result = [None] * len(values)
    for line in columns(shape, axis):
        v = [at(values, shape, i) for i in line]
        largest = v[0]
        for x in v[1:]:
            largest = x if ieee.less(largest, x) else largest
        e = [exponential(ieee.sub(x, largest)) for x in v]
        total = ieee.ZERO
        for x in e:
            total = ieee.add(total, x)
        for index, x in zip(line, e):
            result[sum(i * s for i, s in zip(index, strides(shape)))] = ieee.div(x, total)
    return result


def reduce(function, values, shape, axis):
    result = []
    for line in columns(shape, axis):
        v = [at(values, shape, i) for i in line]
        if function == "max":
            total = v[0]
            for x in v[1:]:
                total = x if ieee.less(total, x) else total
        else:
            total = ieee.ZERO
            for x in v:
                total = ieee.add(total, x)
            if function == "mean":
                total = ieee.div(total, number(len(v)))
        result.append(total)
    return result


def mat_mul(a, b, m, k, n):
    result = []
    for row in range(m):
        for column in range(n):
            total = ieee.ZERO
            for i in range(k):
                total = ieee.add(total, ieee.mul(a[row * k + i], b[i * n + column]))
            result.append(total)
    return result


def top_k(row, k):
    numbers = [i for i, x in enumerate(row) if x != ieee.NAN]
    rest = [i for i, x in enumerate(row) if x == ieee.NAN]
    ordered = []
    while numbers:
        best = numbers[0]
        for i in numbers[1:]:
            best = i if ieee.less(row[best], row[i]) else best
        ordered.append(best)
        numbers.remove(best)
    return (ordered + rest)[:k]


def index_of(x, size):
    if x == ieee.NAN or not ieee.less(ieee.ZERO, x):
        return 0
    if x[1] == ieee.INFINITE:
        return size - 1
    return int(min(x[1], size - 1))


def gather(values, shape, axis, names):
    sizes = [*shape[:axis], len(names), *shape[axis + 1 :]]
    return [
        at(values, shape, [*i[:axis], index_of(names[i[axis]], shape[axis]), *i[axis + 1 :]])
        for i in indices(sizes)
    ]


def gather_elements(values, shape, axis, names, sizes):
    result = []
    for index in indices(sizes):
        name = at(names, sizes, index)
        result.append(at(values, shape, [*index[:axis], index_of(name, shape[axis]), *index[axis + 1 :]]))
    return result
