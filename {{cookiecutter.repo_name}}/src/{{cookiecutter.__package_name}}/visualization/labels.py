"""How names and numbers are written in figures and reports."""

import math
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

# What a metric is called, and the factor that turns scikit-learn's "greater is better" score
# into the quantity that people know.
METRICS = {
    "roc_auc": ("ROC AUC", 1),
    "accuracy": ("accuracy", 1),
    "average_precision": ("average precision", 1),
    "r2": ("R²", 1),
    "neg_log_loss": ("log loss", -1),
    "neg_brier_score": ("Brier score", -1),
    "neg_mean_squared_error": ("mean squared error", -1),
    "neg_root_mean_squared_error": ("root mean squared error", -1),
    "neg_mean_absolute_error": ("mean absolute error", -1),
}

NO_BREAK = "\N{NO-BREAK SPACE}"
DAYS_OF_YEAR = 365.25
LAST_DAY = 9999 + 364 / DAYS_OF_YEAR
LARGE = {1e12: "trillion", 1e9: "billion", 1e6: "million"}


def metric_label(metric: str) -> tuple[str, int]:
    """Name a scikit-learn scorer for people: its label, and 1 or -1 to multiply a score by.

    A score of "neg_..." is an error with its sign turned; times -1 it is the error.
    """
    if metric in METRICS:
        return METRICS[metric]
    sign = -1 if metric.startswith("neg_") else 1
    return metric.removeprefix("neg_").replace("_", " "), sign


def direction(sign: int) -> str:
    """Say which way of a metric is good."""
    return "more is better" if sign > 0 else "less is better"


def short(name: object, limit: int = 28) -> str:
    """Write a name on one line in at most `limit` characters, its middle left out."""
    text = " ".join(str(name).split()) or "(no name)"
    if len(text) <= limit:
        return text
    tail = (limit - 1) // 3
    return text[:limit - 1 - tail] + "…" + text[-tail:]


def number(value: float, digits: int = 3) -> str:
    """Write a number with at least `digits` significant digits and commas from 10,000 on.

    Four digits have none: they are often a year. From 10 million on, words follow.
    """
    value = float(value)
    if math.isnan(value):
        return "missing"
    if math.isinf(value):
        return "infinite"
    size = abs(value)
    for unit, word in LARGE.items():
        if size >= max(unit, 1e7):
            return f"{number(value / unit, digits)} {word}"
    if 0 < size < 1e-4:
        return f"{value:.{digits - 1}e}"
    if size >= 10 ** (digits - 1) or value == int(value):
        return f"{value:.0f}" if size < 10_000 else f"{value:,.0f}"
    places = digits - 1 - math.floor(math.log10(size))
    text = f"{value:.{places}f}"
    return text.rstrip("0").rstrip(".") if size >= 1 else text


def day(years: float) -> str:
    """Write the day that years with a fraction are, as `decimal_years` makes them."""
    if math.isnan(years):
        return "missing"
    years = min(max(years, date.min.year), LAST_DAY)
    first = date(int(years), 1, 1)
    return (first + timedelta(round((years - first.year) * DAYS_OF_YEAR))).isoformat()


def share(part: float) -> str:
    """Write a share of 1 as per cent; small ones keep a digit, none is rounded to 0 or 100."""
    if 0 < part < 0.001:
        return f"under{NO_BREAK}0.1{NO_BREAK}%"
    if 0.999 < part < 1:
        return f"over{NO_BREAK}99.9{NO_BREAK}%"
    if 0 < part < 0.0995 or 0.9905 < part < 1:
        return f"{part:.1%}".replace("%", f"{NO_BREAK}%")
    return f"{part:.0%}".replace("%", f"{NO_BREAK}%")


def count(total: int, noun: str, plural: str = "") -> str:
    """Write a number of things, as `1 row` or `2,000 rows`."""
    return f"{total:,} {noun if total == 1 else plural or noun + 's'}"


def listing(words: Sequence[str], most: int = 6) -> str:
    """Join words as `a, b and c`; of more than `most`, the rest is counted."""
    words = list(words)
    if len(words) > most:
        words = words[:most] + [f"{len(words) - most:,} more"]
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]


def code(name: object, limit: int = 40) -> str:
    """Write a name from the data so that Markdown and HTML take it as it is."""
    text = short(name, limit).replace("`", "'").replace("|", "¦")
    return f"`{text}`"


def bullets(lines: Iterable[str]) -> str:
    """Write lines as a Markdown list."""
    return "\n".join(f"- {line}" for line in lines)


def markdown_table(header: Sequence[str], rows: Iterable[Sequence[str]],
                   right: Sequence[int] = ()) -> str:
    """Write a Markdown table; the columns numbered in `right` (from 0) are set to the right."""
    rule = ["---:" if place in right else "---" for place in range(len(header))]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in [header, rule, *rows])
