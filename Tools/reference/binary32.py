"""Exact IEEE 754 binary32 on integers and fractions: no float arithmetic of the machine is used.

A value is a fractions.Fraction (zero has no sign here: no operator of the integer graph depends on it),
or an infinity, kept as the strings "inf" and "-inf".
"""

import math
from fractions import Fraction

INF, NEG_INF = "inf", "-inf"
_LARGEST = Fraction((2**24 - 1) * 2**104)


def rne(x: Fraction) -> int:
    """The nearest integer, ties to even."""
    floor = x.numerator // x.denominator
    rest = x - floor
    if rest > Fraction(1, 2) or (rest == Fraction(1, 2) and floor % 2 == 1):
        return floor + 1
    return floor


def rounded(x) -> Fraction | str:
    """The binary32 nearest to x, ties to even; subnormals kept."""
    if isinstance(x, str):
        return x
    x = Fraction(x)
    if x == 0:
        return x
    magnitude = abs(x)
    exponent = magnitude.numerator.bit_length() - magnitude.denominator.bit_length()
    if Fraction(2) ** exponent > magnitude:
        exponent -= 1
    unit = Fraction(2) ** (max(exponent, -126) - 23)
    result = rne(magnitude / unit) * unit
    if result > _LARGEST:
        return INF if x > 0 else NEG_INF
    return result if x > 0 else -result


def mul(a, b):
    if isinstance(a, str) or isinstance(b, str):
        sign = _sign(a) * _sign(b)
        if sign == 0:
            raise ValueError("infinity times zero")
        return INF if sign > 0 else NEG_INF
    return rounded(a * b)


def add(a, b):
    if isinstance(a, str) or isinstance(b, str):
        if isinstance(a, str) and isinstance(b, str) and a != b:
            raise ValueError("infinity minus infinity")
        return a if isinstance(a, str) else b
    return rounded(a + b)


def sub(a, b):
    return rounded(a - b)


def div(a, b):
    return rounded(a / b)


def sqrt(x: Fraction) -> Fraction:
    """Correctly rounded: no root of a binary32 lies midway between two, so enough bits and a sign of more do."""
    if x == 0:
        return Fraction(0)
    shift = 200
    root = math.isqrt(x.numerator * (1 << 2 * shift) // x.denominator)
    exact = root * root * x.denominator == x.numerator << 2 * shift
    return rounded(Fraction(2 * root + (0 if exact else 1), 1 << shift + 1))


def clamp(x, low: int, high: int) -> Fraction:
    if isinstance(x, str):
        return Fraction(high if x == INF else low)
    return min(max(x, Fraction(low)), Fraction(high))


def bits(x: Fraction) -> int:
    """The 32 bits of a finite binary32 value."""
    if x == 0:
        return 0
    sign = 1 << 31 if x < 0 else 0
    magnitude = abs(x)
    exponent = magnitude.numerator.bit_length() - magnitude.denominator.bit_length()
    if Fraction(2) ** exponent > magnitude:
        exponent -= 1
    exponent = max(exponent, -126)
    mantissa = magnitude / Fraction(2) ** (exponent - 23)
    assert mantissa.denominator == 1, "not a binary32 value"
    mantissa = mantissa.numerator
    if mantissa < 1 << 23:
        return sign | mantissa
    return sign | (exponent + 127) << 23 | mantissa - (1 << 23)


def from_bits(b: int) -> Fraction:
    mantissa, exponent = b & 0x7FFFFF, b >> 23 & 0xFF
    assert exponent != 255
    value = (
        Fraction(mantissa) * Fraction(2) ** -149
        if exponent == 0
        else Fraction(mantissa | 1 << 23) * Fraction(2) ** (exponent - 150)
    )
    return -value if b >> 31 else value


def _sign(x) -> int:
    if isinstance(x, str):
        return 1 if x == INF else -1
    return (x > 0) - (x < 0)
