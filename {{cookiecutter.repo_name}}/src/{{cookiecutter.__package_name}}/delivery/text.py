"""Text of the user's on its way into a file of another kind."""


def printable(text: str, limit: int = 60) -> str:
    """Make text fit for a remark: on one line, with nothing invisible, not longer than `limit`."""
    shown = "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text)
    return shown if len(shown) <= limit else f"{shown[:limit - 3]}..."
