"""Cases of the float32 operators for make-vectors. A float32 value is its bit pattern."""

from fractions import Fraction
from math import prod

import binary32 as f32
import ieee
import operators as ops
import tail

SPECIAL = [
    0x00000000, 0x80000000, 0x7F800000, 0xFF800000, 0x7FC00000, 0x7F7FFFFF, 0xFF7FFFFF, 0x00000001,
    0x80000001, 0x00800000, 0x3F800000, 0xBF800000, 0x42AE0000, 0xC2AE0000, 0xC2AE0001, 0x4B000001,
    0xCAFFFFFF,
]  # fmt: skip


def value(r, spread=10):
    kind = r.int(0, 19)
    if kind == 0:
        return ieee.from_bits(r.pick(SPECIAL))
    if kind == 1:
        return ieee.from_bits(r.int(0, 0x7F7FFFFF) | r.int(0, 1) << 31)
    if kind == 2:
        return ieee.of(r.int(-3, 3))  # ties between elements
    return ieee.of(f32.rounded(Fraction(r.int(-(10**6), 10**6) * spread, 10**6)))


def values(r, count, spread=10):
    return [value(r, spread) for _ in range(count)]


def bits(numbers):
    return [ieee.bits(x) for x in numbers]


def shape_of(r, rank, largest=5):
    return [r.int(1, largest) for _ in range(rank)]


UNARY = ["sigmoid", "exponential", "tanh", "squareRoot", "clamp", "floor"]
BINARY = ["add", "subtract", "multiply", "divide", "maximum", "minimum"]


def unary_cases(random):
    r = random(20)
    for i in range(36):
        function = UNARY[i % 6]
        x = [ieee.from_bits(b) for b in SPECIAL] if i < 6 else values(r, r.int(1, 37), r.pick([1, 20, 100]))
        low, high = sorted([r.int(-8, 8), r.int(-8, 8)])
        low, high = ieee.of(low), ieee.from_bits(0x7F800000) if i % 12 == 4 else ieee.of(high)
        yield f"{function} {i}", {
            "function": [i % 6],
            "range": bits([low, high]),
            "input": bits(x),
            "output": bits([tail.unary(function, v, low, high) for v in x]),
        }


def binary_cases(random):
    r = random(21)
    for i in range(60):
        function = BINARY[i % 6]
        rank = r.int(1, 4)
        shape = shape_of(r, rank, 9 if rank < 3 else 4)
        sides = []
        for _ in range(2):
            kept = r.int(0, rank) if r.int(0, 2) == 0 else rank
            sides.append([n if r.int(0, 3) else 1 for n in shape[rank - kept :]])
        sides[r.int(0, 1)] = list(shape)
        a, b = (values(r, prod(s)) for s in sides)
        if i % 10 == 0:
            a = [ieee.from_bits(r.pick(SPECIAL)) for _ in a]
            b = [ieee.from_bits(r.pick(SPECIAL)) for _ in b]
        out = tail.broadcast_shape(*sides)
        yield f"{function} {i}", {
            "function": [i % 6],
            "shapeA": sides[0],
            "shapeB": sides[1],
            "shape": out,
            "a": bits(a),
            "b": bits(b),
            "output": bits(
                [
                    tail.binary(
                        function, tail.broadcast_at(a, sides[0], k), tail.broadcast_at(b, sides[1], k)
                    )
                    for k in tail.indices(out)
                ]
            ),
        }


def conversion_cases(random):
    r = random(22)
    for i in range(24):
        count = r.int(1, 40)
        scale = ieee.of(f32.rounded(Fraction(r.int(1, 1 << 20), 1 << r.int(16, 24))))
        zero = r.int(-128, 127)
        if i % 2 == 0:
            q = [r.int(-128, 127) for _ in range(count)]
            yield f"dequantize {i}", {
                "scale": bits([scale]),
                "zeroPoint": [zero],
                "input": q,
                "output": bits([tail.dequantize(v, zero, scale) for v in q]),
            }
        else:
            low, high = sorted([r.int(-128, 127), r.int(-128, 127)]) if i % 4 == 1 else (-128, 127)
            out = ops.Range(low, high, zero)
            x = values(r, count)
            yield f"quantize {i}", {
                "scale": bits([scale]),
                "clamp": [low, high, zero],
                "input": bits(x),
                "output": [tail.quantize(v, scale, out) for v in x],
            }


def movement_cases(random):
    r = random(23)
    for i in range(60):
        rank = r.int(1, 5)
        shape = shape_of(r, rank, r.pick([3, 5, 20]) if rank < 4 else 4)
        x = [r.int(0, 255 if i % 2 else 2**32 - 1) for _ in range(prod(shape))]
        fields = {"bytes": [1 if i % 2 else 4], "shape": shape}
        kind = i % 3
        if kind == 0:
            order = list(range(rank))
            for k in range(rank - 1, 0, -1):
                j = r.int(0, k)
                order[k], order[j] = order[j], order[k]
            new, y = tail.transpose(x, shape, order)
            fields |= {"permutation": order, "newShape": new}
        elif kind == 1:
            starts = [r.int(0, n - 1) for n in shape]
            steps = [r.int(1, 3) for _ in shape]
            new = [r.int(1, (n - 1 - s) // t + 1) for n, s, t in zip(shape, starts, steps)]
            y = tail.slice_(x, shape, starts, steps, new)
            fields |= {"starts": starts, "steps": steps, "newShape": new}
        else:
            shape = [1 if r.int(0, 1) else n for n in shape]
            x = x[: prod(shape)]
            new = [r.int(1, 6) if n == 1 else n for n in shape]
            y = [tail.broadcast_at(x, shape, k) for k in tail.indices(new)]
            fields |= {"shape": shape, "newShape": new}
        fields |= {"input": x, "output": y}
        yield f"{['transpose', 'slice', 'broadcast'][kind]} {i}", fields


def axis_cases(random):
    r = random(24)
    for i in range(48):
        rank = r.int(1, 4)
        shape = shape_of(r, rank, 20 if rank < 3 else 9 if rank == 3 else 4)
        axis = r.int(0, rank - 1)
        x = values(r, prod(shape), r.pick([1, 30]))
        if i % 8 < 4:
            x = [ieee.of(2) if v == ieee.NAN or v[1] == ieee.INFINITE else v for v in x]
        kind = i % 4
        if kind == 0:
            y = tail.softmax(x, shape, axis)
        else:
            y = tail.reduce(["sum", "mean", "max"][kind - 1], x, shape, axis)
        yield f"{['softmax', 'sum', 'mean', 'max'][kind]} {i}", {
            "shape": shape,
            "axis": [axis],
            "input": bits(x),
            "output": bits(y),
        }


def mat_mul_cases(random):
    r = random(25)
    for i in range(20):
        m, k, n = r.int(1, 9), r.int(1, 12), r.int(1, 19)
        a, b = values(r, m * k), values(r, k * n)
        if i % 4:
            a, b = ([ieee.ZERO if v == ieee.NAN or v[1] == ieee.INFINITE else v for v in s] for s in (a, b))
        yield f"matMul {i}", {
            "size": [m, k, n],
            "a": bits(a),
            "b": bits(b),
            "output": bits(tail.mat_mul(a, b, m, k, n)),
        }


def selection_cases(random):
    r = random(26)
    for i in range(36):
        if i % 3 == 0:
            count = r.int(1, 60)
            k = r.int(1, count)
            row = values(r, count, r.pick([1, 10]))
            if i % 2:
                row = [ieee.of(r.int(0, 3)) for _ in row]
            yield f"topK {i}", {
                "input": bits(row),
                "output": bits([ieee.of(p) for p in tail.top_k(row, k)]),
            }
            continue
        rank = r.int(1, 4)
        shape = shape_of(r, rank)
        axis = r.int(0, rank - 1)
        x = [r.int(0, 2**32 - 1) for _ in range(prod(shape))]
        fields = {"shape": shape, "axis": [axis], "input": x}
        sizes = [r.int(1, 7) if k == axis else n for k, n in enumerate(shape)]
        count = sizes[axis] if i % 3 == 1 else prod(sizes)
        names = [
            value(r) if r.int(0, 5) == 0 else ieee.of(r.int(0, shape[axis] - 1)) for _ in range(count)
        ]
        fields |= {"indices": bits(names), "newShape": sizes}
        if i % 3 == 1:
            fields["output"] = tail.gather(x, shape, axis, names)
        else:
            fields["output"] = tail.gather_elements(x, shape, axis, names, sizes)
        yield f"{['gather', 'gatherElements'][i % 3 - 1]} {i}", fields


TAIL_FILES = {
    "floatUnary": unary_cases,
    "floatBinary": binary_cases,
    "conversion": conversion_cases,
    "movement": movement_cases,
    "axis": axis_cases,
    "matMul": mat_mul_cases,
    "selection": selection_cases,
}
