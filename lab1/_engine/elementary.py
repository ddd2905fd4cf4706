"""exp and log out of IEEE additions, multiplications, divisions and comparisons alone.

A processor's or a system's own functions differ in the last bit. These, compiled without fused or
reordered operations, give the same bits everywhere and become vector instructions. exp, log and the
logistic function err by less than 4e-16 of the result, tanh by less than 8e-16
(tests/test_engine.py).
"""

from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic

inlined: Callable[..., Any] = njit(inline="always")

_LOG2_E = 1.4426950408889634
# ln 2 in two parts, the first with so few bits that a whole number times it is exact.
_LN2_HIGH, _LN2_LOW = 0.693145751953125, 1.42860682030941723212e-6
_ROUND = 1.5 * 2.0**52  # adding it rounds to a whole number, which then stands in the lowest bits
_FAR = 700.0  # exp(-710) leaves the normal numbers
_MANTISSA = 52
_HALF_ROOT_TWO = 0x3FE6A09E667F3BCD  # the bits of ½√2
_TWO_TO_52 = 0x4330000000000000  # the bits of 2^52, in whose lowest bits a whole number fits


@intrinsic
def _bits(typing_context, x):
    """Return the bits of a float as an int."""

    def code(context, builder, signature, arguments):
        return builder.bitcast(arguments[0], ir.IntType(64))

    return types.int64(types.float64), code


@intrinsic
def _from_bits(typing_context, x):
    """Return the float of such bits."""

    def code(context, builder, signature, arguments):
        return builder.bitcast(arguments[0], ir.DoubleType())

    return types.float64(types.int64), code


@inlined
def reduced(x):
    """Return r and 2^n of exp(x) = 2^n exp(r), |r| <= ln(2) / 2; x past 700 counts as 700."""
    x = x if x < _FAR else _FAR  # first, so that NaN, too, is the same on every processor
    x = x if x > -_FAR else -_FAR
    t = x * _LOG2_E + _ROUND
    n = t - _ROUND
    r = (x - n * _LN2_HIGH) - n * _LN2_LOW
    return r, _from_bits((_bits(t) + 1023) << _MANTISSA)


@inlined
def _fraction(r):
    """Return P and Q of exp(r) = (Q + P) / (Q - P); the coefficients are the Cephes library's."""
    r2 = r * r
    P = r * (1.0 + r2 * (3.02994407707441961300e-2 + r2 * 1.26177193074810590878e-4))
    Q = (2.0 + r2 * 2.27265548208155028766e-1) + r2 * r2 * (
        2.52448340349684104192e-3 + r2 * 3.00198505138664455042e-6
    )
    return P, Q


@inlined
def exp(r, power):
    """Return exp(x), of which r and 2^n are given, as a numerator and a denominator."""
    P, Q = _fraction(r)
    return power * (Q + P), Q - P


@inlined
def reduced_log(s):
    """Return f, n and what rounding lost of log(1 + s) = n ln(2) + log(1 + f) + lost, s >= 0."""
    w = 1 + s
    bits = _bits(w)
    n = (bits - _HALF_ROOT_TWO) >> _MANTISSA  # w = 2^n (1 + f), with ½√2 <= 1 + f < √2
    f = _from_bits(bits - (n << _MANTISSA)) - 1
    return f, _from_bits(n + _TWO_TO_52) - 2.0**52, (s - (w - 1)) / w


@inlined
def log1p(f, n, lost):
    """Return log(1 + s) of these, as exact where s is tiny (the method of fdlibm's log1p)."""
    q = f / (2 + f)
    q2 = q * q
    q4 = q2 * q2
    even = q4 * (0.3999999999940941908 + q4 * (0.2222219843214978396 + q4 * 0.1531383769920937332))
    odd = q2 * (
        (0.6666666666666735130 + q4 * 0.2857142874366239149)
        + q4 * q4 * (0.1818357216161805012 + q4 * 0.1479819860511658591)
    )
    half = 0.5 * f * f
    return n * _LN2_HIGH + (f - (half - (q * (half + (even + odd)) + (n * _LN2_LOW + lost))))


@inlined
def tanh(r, power):
    """Return the hyperbolic tangent of z, of whose exp(-2 z) r and 2^n are given.

    It is as exact near 0 as elsewhere, and exactly odd.
    """
    P, Q = _fraction(r)
    less, more = 1 - power, 1 + power
    return (Q * less - P * more) / (Q * more - P * less)  # (1 - exp(-2 z)) / (1 + exp(-2 z))


@inlined
def sigmoid(r, power):
    """Return the logistic function of z, of whose exp(-z) r and 2^n are given."""
    N, D = exp(r, power)
    return D / (N + D)


@inlined
def relu(z):
    """Return z where it is positive, else 0."""
    return z if z > 0 else 0.0
