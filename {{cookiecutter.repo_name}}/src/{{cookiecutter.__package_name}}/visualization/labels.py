"""How names and numbers are written in figures and reports."""

import math
import os
import re
from collections.abc import Iterable, Mapping, Sequence
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
SEAM = re.compile(r"[\W_]+")
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
    text = _one_line(name)
    if len(text) <= limit:
        return text
    tail = (limit - 1) // 3
    return text[:limit - 1 - tail] + "…" + text[-tail:]


def shorts(names: Iterable[object], limit: int = 28) -> list[str]:
    """Write the names of one picture as `short` does, but so that different names still differ.

    Names that would look alike lose what they have in common, first at the start, then at the
    end; those that look alike even so are numbered.
    """
    words = [str(name) for name in names]
    texts = {word: _one_line(word) for word in words}
    cut = {text: short(text, limit) for text in texts.values()}
    for group in _alike(cut):
        cut |= _without_common(group, limit)
    labels: dict[str, str] = {}
    used: set[str] = set()
    for word, text in texts.items():
        label, place = cut[text], 1
        while label in used:
            place += 1
            mark = f" ({place})"
            label = short(text, limit - len(mark)) + mark
        used.add(label)
        labels[word] = label
    return [labels[word] for word in words]


def _one_line(name: object) -> str:
    return " ".join(str(name).split()) or "(no name)"


def _alike(labels: Mapping[str, str]) -> list[list[str]]:
    """Group the texts that have the same label."""
    groups: dict[str, list[str]] = {}
    for text, label in labels.items():
        groups.setdefault(label, []).append(text)
    return [group for group in groups.values() if len(group) > 1]


def _without_common(texts: list[str], limit: int) -> dict[str, str]:
    """Cut what different texts have in common, at words where there is room."""
    common = os.path.commonprefix(texts)
    too_long = max(map(len, texts)) - limit + 1
    words = [0, *(seam.end() for seam in SEAM.finditer(common))]
    if too_long <= len(common):
        start = next((word for word in words if word >= too_long), too_long)
        return {text: "…" + text[start:] for text in texts}
    start = max(words[-1], len(common) - limit // 2)
    parts = {text: text[start:] for text in texts}
    labels = {text: f"…{part}" if len(part) < limit else f"…{part[:limit - 2].rstrip()}…"
              for text, part in parts.items()}
    for group in _alike(labels):
        labels |= _without_common(group, limit)
    return labels


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


def span(low: str, high: str) -> str:
    """Join the written ends of a range; "33.9 to 15.1 billion" would make both of them billions."""
    return f"from {low} up to {high}" if " " in high and " " not in low else f"{low} to {high}"


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
