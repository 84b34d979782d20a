"""The functions that a program in Python is made of; a program takes those that it calls."""

import math

# What a program holds of its own stands here for the linter alone.
LARGEST, LARGEST_EXPONENT, DIVISOR = math.inf, math.inf, 1.0
ROOTS, NODES = (), ()


def number(record, name):
    """Read a number, NaN where it is missing."""
    value = record[name]
    if value is None or value != value:
        return math.nan
    if isinstance(value, str) or not -LARGEST <= value <= LARGEST:
        raise ValueError(f"{name}: {value!r} is not a finite number")
    return float(value)


def word(record, name):
    """Read a category, None where it is missing."""
    value = record[name]
    if value is None or value in ("", "(missing)") or value != value:
        return None
    if not isinstance(value, str):
        raise ValueError(f"{name}: {value!r} is not text")
    return value


def date(record, name):
    """Read a date as its seconds since 1970, NaN where it is missing."""
    value = record[name]
    if value is None or value != value:
        return math.nan
    seconds = seconds_of(value.isoformat() if hasattr(value, "isoformat") else value)
    if seconds is None:
        raise ValueError(f"{name}: {value!r} is not a date")
    return seconds


def seconds_of(text):
    """Seconds from 1970 to a date in ISO 8601, UTC without a zone; None for any other text."""
    import re
    from datetime import datetime, timedelta
    found = re.fullmatch(
        r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?"
        r"(?:Z|([+-])(\d\d)(?::?(\d\d)(?::?(\d\d))?)?)?)?", text, re.ASCII) \
        if isinstance(text, str) else None
    if found is None:
        return None
    *clock, sign, hours, minutes, seconds = found.groups("0")
    try:
        days = datetime(*map(int, clock)) - datetime(1970, 1, 1)
        offset = datetime(1, 1, 1, int(hours), int(minutes), int(seconds)) - datetime(1, 1, 1)
    except ValueError:
        return None
    return float((days + offset if sign == "-" else days - offset) // timedelta(seconds=1))


def kept(x):
    """Take what has no finite value, in single precision, for missing."""
    return x if -LARGEST <= x <= LARGEST else math.nan


def plus(a, b):
    return kept(a + b)


def minus(a, b):
    return kept(a - b)


def times(a, b):
    return kept(a * b)


def ratio(a, b):
    return kept(a / b) if b else math.nan


def less(a, b):
    return either(a, b, a < b)


def at_most(a, b):
    return either(a, b, a <= b)


def more(a, b):
    return either(a, b, a > b)


def at_least(a, b):
    return either(a, b, a >= b)


def equal(a, b):
    return either(a, b, a == b)


def unequal(a, b):
    return either(a, b, a != b)


def either(a, b, answer):
    """1 for yes, 0 for no, missing where one of the two is."""
    return float(answer) if a == a and b == b else math.nan


def negative(a):
    return kept(-a)


def logarithm(a):
    return kept(math.log(a)) if a > 0 else math.nan


def absolute(a):
    return kept(abs(a))


def whole(a):
    return float(math.floor(a)) if a == a else math.nan


def modulo(a, b):
    return minus(a, times(b, whole(ratio(a, b))))


def least(a, b):
    return kept(min(a, b)) if a == a and b == b else math.nan


def greatest(a, b):
    return kept(max(a, b)) if a == a and b == b else math.nan


def where(condition, a, b):
    """The first where the condition is neither 0 nor missing, else the second."""
    return kept(a if condition == condition and condition != 0 else b)


def fill(a, b):
    """The second where the first is missing."""
    return kept(a if a == a else b)


def linear(x, center, weight, missing):
    """What a number adds to the sum."""
    return (x - center) * weight if x == x else missing


def level(x, table, unseen, missing):
    """What a category adds to the sum."""
    return missing if x is None else table.get(x, unseen)


def binned(x, table, missing):
    """What the bin that a number lies in adds to the sum; a missing one is below no edge."""
    for below, worth in table:
        if x < below:
            return worth
    return missing


def low(x):
    """A number for the trees; a missing one is less than all."""
    return x if x == x else -math.inf


def high(x):
    """A number for the trees; a missing one is more than all."""
    return x if x == x else math.inf


def known(x):
    """0 for a missing number, 1 for any other."""
    return 1.0 if x == x else 0.0


def named(x):
    """0 for a missing category, 1 for any other."""
    return 0.0 if x is None else 1.0


def differs(x, name):
    """0 for the category of this name, 1 for any other."""
    return 0.0 if x == name else 1.0


def forest(slots, v):
    """Add up the leaves of all trees.

    A node is (slot, no, threshold): where slots[slot] <= threshold the next node follows, else
    node `no`. A leaf is (-1, 0, value), once for each value.
    """
    nodes, others = NODES, range(1, len(v))
    for node in ROOTS:
        slot, no, threshold = nodes[node]
        while slot >= 0:
            node = node + 1 if slots[slot] <= threshold else no
            slot, no, threshold = nodes[node]
        v[0] += threshold
        for output in others:
            v[output] += nodes[node + output][2]
    for output in range(len(v)):
        v[output] /= DIVISOR


def logistic(value, center, scale):
    """From a sum to a probability."""
    z = (value - center) / scale
    return 1 / (1 + math.exp(-max(-LARGEST_EXPONENT, min(z, LARGEST_EXPONENT))))


def softmax(v):
    """From sums to probabilities, in their place."""
    most = max(v)
    total = 0.0
    for output, value in enumerate(v):
        v[output] = math.exp(max(value - most, -LARGEST_EXPONENT))
        total += v[output]
    for output in range(len(v)):
        v[output] /= total


def exponential(value):
    """From the logarithm of a number and 1 to that number."""
    return math.exp(min(value, LARGEST_EXPONENT)) - 1
