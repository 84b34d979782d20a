"""What a word in a cell may stand for: the same category in another spelling, or a number."""

import re
from collections.abc import Collection

NUMBER = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$"


def canonical(word: str) -> str:
    """Spell a truth value or a whole number in one way: True as true, 1.0 as 1."""
    if word.lower() in ("true", "false"):
        return word.lower()
    whole = re.fullmatch(r"(-?(?:0|[1-9][0-9]*))\.0+", word)
    return whole[1] if whole else word


def spelled_numbers(words: Collection[str]) -> list[float]:
    """Read those of the words that spell a number."""
    return [float(word) for word in words if re.match(NUMBER, word)]
