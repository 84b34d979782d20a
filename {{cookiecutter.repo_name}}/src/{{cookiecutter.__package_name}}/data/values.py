"""A value that a reader hands over, as the text that a CSV file would hold."""

import json
from datetime import date, datetime, time


def value_text(value: object) -> str | None:
    """Write a value as text; None stays None.

    Numbers read back to the same double, the number 20.0 is the word 20, times are ISO 8601, and
    what is nested is JSON.
    """
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    if isinstance(value, datetime):
        # A sheet of dates and one of times look the same: both hold midnights.
        return value.isoformat(sep=" ").removesuffix(" 00:00:00")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=value_text)
    return str(value)
