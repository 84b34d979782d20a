"""Numbers, categories, ranges and formulas in the words that a clerk reads on paper."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence

from ...portable.expressions import LARGEST, OPERATORS, Call, Expression, Name, Number

NOT_KNOWN = "not known"
OTHER = "any other answer"
OTHER_OR_NOT_KNOWN = "any other, or not known"
RESERVED = (NOT_KNOWN, OTHER, OTHER_OR_NOT_KNOWN)
GROUP_MARK = "\N{NARROW NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
SPACE_MARK = "\N{OPEN BOX}"
# Marks that the quoted form of a category gives a meaning to.
MARKS = SPACE_MARK + "⟨⟩"
SIGNS = {"-": MINUS, "*": "×", "/": "÷", "<=": "≤", ">=": "≥", "==": "=", "!=": "≠"}
FUNCTIONS = {"where": "if", "log": "ln"}
COMPARISONS = {"<", "<=", ">", ">=", "==", "!="}
STRENGTHS = {**dict.fromkeys(COMPARISONS, 0), "+": 1, "-": 1, "*": 2, "/": 2, "negate": 0}
ATOM = 3


def number_words(value: float) -> str:
    """Write a number in the fewest digits that name this very double, as -12 345.5."""
    value = float(value)
    whole = value.is_integer() and abs(value) < 1e15
    text = str(int(value)) if whole else repr(value)
    digits, point, rest = text.lstrip("-").partition(".")
    if digits.isdigit() and len(digits) > 4:
        digits = f"{int(digits):,}".replace(",", GROUP_MARK)
    sign = MINUS if text.startswith("-") else ""
    return sign + (digits + point + rest).replace("-", MINUS)


def category_words(word: str) -> str:
    """Write a category so that no two look alike; one that could mislead stands in quotes.

    In quotes an outer or repeated space is an open box, what cannot be printed its Unicode
    number in angle brackets.
    """
    plain = word.isprintable() and " ".join(word.split()) == word and word[:1] not in ("", "“") \
        and not set(word) & set(MARKS) and word.lower() not in RESERVED
    return word if plain else "“" + "".join(_marked(word)) + "”"


def _marked(word: str) -> Iterable[str]:
    for position, letter in enumerate(word):
        inner = 0 < position < len(word) - 1 and word[position - 1] != " "
        if letter == " ":
            yield " " if inner else SPACE_MARK
        else:
            yield code_point(letter) if letter in MARKS or not letter.isprintable() else letter


def code_point(letter: str) -> str:
    """Write a letter as its Unicode number in angle brackets."""
    return f"⟨{ord(letter):X}⟩"


def range_words(edges: Sequence[float]) -> list[str]:
    """Name the bins between edges, as `under 25`, `25 to under 40`, `40 or more`."""
    if not edges:
        return ["any number"]
    words = [number_words(edge) for edge in edges]
    middle = [f"{low} to under {high}" for low, high in zip(words, words[1:])]
    return [f"under {words[0]}", *middle, f"{words[-1]} or more"]


def column_words(names: Iterable[str]) -> dict[str, str]:
    """Make column names readable, `home_town` as `Home town`, where they stay different."""
    easy = {name: _readable(name) for name in names}
    counts = Counter(easy.values())
    return {name: words if counts[words] == 1 and category_words(words) == words
            else category_words(name) for name, words in easy.items()}


def _readable(name: str) -> str:
    words = " ".join(name.replace("_", " ").split())
    return words[:1].upper() + words[1:] or name


def prose(text: str) -> str:
    """Bring free text, as a description, on one line of what can be printed."""
    return "".join(letter for letter in " ".join(text.split()) if letter.isprintable())


def formula_words(expression: Expression) -> list[str | Name]:
    """Write an expression for a pocket calculator: text, and the columns in it."""
    match expression:
        case Number():
            return [number_words(expression.number)]
        case Name():
            return [expression]
        case Call(call="negate", operands=(operand,)):
            return [MINUS, *_operand(operand, ATOM)]
        case Call(call=sign, operands=(left, right)) if sign in OPERATORS:
            strength = STRENGTHS[sign]
            # A comparison of comparisons is no chain: a < b < c means something else.
            return [*_operand(left, strength + (sign in COMPARISONS)),
                    f" {SIGNS.get(sign, sign)} ", *_operand(right, strength + 1)]
    inner: list[str | Name] = []
    for operand in expression.operands:
        inner += [", " * bool(inner), *formula_words(operand)]
    return [f"{FUNCTIONS.get(expression.call, expression.call)}(", *inner, ")"]


def _operand(operand: Expression, strength: int) -> list[str | Name]:
    words = formula_words(operand)
    return words if _strength(operand) >= strength else ["(", *words, ")"]


def _strength(expression: Expression) -> int:
    if isinstance(expression, Number):
        return 0 if math.copysign(1, expression.number) < 0 else ATOM
    return STRENGTHS.get(expression.call, ATOM) if isinstance(expression, Call) else ATOM


def formula_notes(calls: set[str]) -> str:
    """Explain the functions that formulas call, and what they give for what is not known."""
    notes = [note for call, note in (
        ("where", "if(a, b, c) is b where a holds or is a number other than 0, else c"),
        ("fill", "fill(a, b) is a, or b where a is not known"),
        ("min", "min(a, b, ...) is the least of them"),
        ("max", "max(a, b, ...) is the greatest of them"),
        ("log", "ln(a) is the natural logarithm, not known where a is not above 0"),
        ("abs", "abs(a) is a without its minus sign"),
        ("floor", "floor(a) is the greatest whole number that is not above a"),
        ("mod", "mod(a, b) is a − b × f, where f is the greatest whole number not above a ÷ b"),
        ("days", "days(a) counts the days from 1 January 1970 to the date a"),
        ("year", "year(a) is the year of the date a"),
        ("month", "month(a) is the month of the date a, from 1 to 12"),
        ("day", "day(a) is the day of the month of the date a"),
        ("weekday", "weekday(a) is 0 for a date a on a Monday, 1 on a Tuesday, up to 6"),
        ("hour", "hour(a) is the hour of the date a, from 0 to 23")) if call in calls]
    if calls & {"/", "mod"}:
        notes.append("what is divided by 0 is not known")
    if calls & COMPARISONS:
        notes.append("a comparison is 1 where it holds, else 0")
    notes.append("what is worked out from something not known is else not known either, nor is "
                 f"any number beyond {number_words(LARGEST)} either way")
    return "In formulas: " + "; ".join(notes) + "."
