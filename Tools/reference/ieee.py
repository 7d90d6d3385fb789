"""IEEE 754 binary32 with signed zeros, infinities and one NaN, on integers and fractions: what the float32
operators need beyond binary32.py. No float arithmetic of the machine is used.

A number is NAN or a pair (negative, magnitude), magnitude a Fraction or INFINITE.
"""

from fractions import Fraction

import binary32 as f32

NAN = "nan"
INFINITE = "infinite"
ZERO = (False, Fraction(0))


def of(value):
    """The binary32 number nearest to an integer or fraction; zero is +0."""
    return _round(Fraction(value) < 0, abs(Fraction(value)))


def _round(negative, magnitude):
    rounded = f32.rounded(magnitude)
    return (negative, INFINITE if rounded == f32.INF else rounded)


def negate(a):
    return NAN if a == NAN else (not a[0], a[1])


def add(a, b):
    if NAN in (a, b):
        return NAN
    if INFINITE in (a[1], b[1]):
        if a[1] == b[1]:
            return a if a[0] == b[0] else NAN
        return a if a[1] == INFINITE else b
    total = (-a[1] if a[0] else a[1]) + (-b[1] if b[0] else b[1])
    if total == 0:
        return (a[0] and b[0], Fraction(0))  # exact zeros are +0 unless both are -0
    return _round(total < 0, abs(total))


def sub(a, b):
    return add(a, negate(b))


def mul(a, b):
    if NAN in (a, b):
        return NAN
    negative = a[0] != b[0]
    if INFINITE in (a[1], b[1]):
        return NAN if 0 in (a[1], b[1]) else (negative, INFINITE)
    return _round(negative, a[1] * b[1])


def div(a, b):
    if NAN in (a, b):
        return NAN
    negative = a[0] != b[0]
    if a[1] == INFINITE:
        return NAN if b[1] == INFINITE else (negative, INFINITE)
    if b[1] == INFINITE:
        return (negative, Fraction(0))
    if b[1] == 0:
        return NAN if a[1] == 0 else (negative, INFINITE)
    return _round(negative, a[1] / b[1])


def sqrt(a):
    if a == NAN or a[1] == 0:
        return a
    if a[0]:
        return NAN
    if a[1] == INFINITE:
        return a
    # 60 bits of the root; a sticky bit keeps ties from being mistaken.
    shift = 0
    magnitude = a[1]
    while magnitude < 1 << 120:
        magnitude *= 4
        shift += 1
    whole = magnitude.numerator // magnitude.denominator
    root = _isqrt(whole)
    exact = Fraction(root) ** 2 == magnitude
    return _round(False, (Fraction(root) + (0 if exact else Fraction(1, 2))) / 2**shift)


def _isqrt(n):
    x = 1 << (n.bit_length() + 1) // 2
    while True:
        y = (x + n // x) // 2
        if y >= x:
            return x
        x = y


def less(a, b):
    """False where either is NaN; zeros are equal."""
    if NAN in (a, b):
        return False
    return _key(a) < _key(b)


def _key(a):
    magnitude = Fraction(2) ** 200 if a[1] == INFINITE else a[1]
    return -magnitude if a[0] else magnitude


def bits(a):
    if a == NAN:
        return 0x7FC00000
    magnitude = 0x7F800000 if a[1] == INFINITE else f32.bits(a[1])
    return a[0] << 31 | magnitude


def from_bits(b):
    negative, rest = b >> 31 == 1, b & 0x7FFFFFFF
    if rest > 0x7F800000:
        return NAN
    return (negative, INFINITE if rest == 0x7F800000 else f32.from_bits(rest))
