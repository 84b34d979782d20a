"""Words in the comments of SQL."""

import re
import textwrap


def one_line(words: str) -> str:
    """Keep words on one line, so that a comment ends where they do.

    A backslash at the end would make the next line part of it, in Spark.
    """
    line = re.sub(r"[\s\x00-\x1f\x7f-\x9f]+", " ", words).strip()
    return f"{line} ." if line.endswith("\\") else line


def comment(words: str) -> str:
    """Write words as comment lines."""
    lines = textwrap.wrap(one_line(words), 96, break_long_words=False, break_on_hyphens=False)
    return "\n".join(f"-- {one_line(line)}" for line in lines)
