"""Where a model errs: its error in each part of the most telling columns."""

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from . import curves
from .labels import day, number, shorts, span
from .style import GREY, ORANGE, SKY, blank, hide_rest, message_figure, plain_numbers, styled

MISSING = "(missing)"
OTHER = "(other)"
# A title longer than this may run over the picture's right edge, beside wide labels.
LONG = 18


def segment_names(column: pd.Series, most: int = 6,
                  write: Callable[[float], str] = number) -> pd.Series:
    """Name the segment of each row: a range of numbers, a category, MISSING or OTHER.

    Args:
        column: numbers or categories, missing values allowed.
        most: numbers get at most this many ranges of about as many rows; the `most` - 1
            categories with most rows keep their name.
        write: how the ends of a range are written.

    Returns:
        An ordered categorical, in the order in which segments are read.
    """
    if pd.api.types.is_numeric_dtype(column):
        names, order = _ranges(column.to_numpy(dtype=float), most, write)
    else:
        names, order = _categories(column, most)
    return pd.Series(pd.Categorical(names, dict.fromkeys(order)), index=column.index)


def segment_errors(rows: pd.DataFrame, error: np.ndarray, columns: Sequence[str],
                   fewest: int = 10, dates: Sequence[str] = ()) -> pd.DataFrame:
    """Take the mean error in each segment of `columns` that holds at least `fewest` rows.

    Args:
        rows: the rows that were scored.
        error: shape (rows,), the error of each row.
        dates: the columns that are years with a fraction.

    Returns:
        One row a segment: column, segment, rows, error, standard_error.
    """
    found = []
    for name in columns:
        names = segment_names(rows[name], write=day if name in dates else number)
        codes = names.cat.codes.to_numpy(dtype=np.intp)
        counts = np.bincount(codes, minlength=len(names.cat.categories))
        for place, segment in enumerate(names.cat.categories):
            if counts[place] >= fewest:
                inside = error[codes == place]
                found.append((name, segment, len(inside), inside.mean(),
                              inside.std(ddof=1) / np.sqrt(len(inside)) if len(inside) > 1
                              else np.nan))
    return pd.DataFrame(found, columns=["column", "segment", "rows", "error", "standard_error"])


def _ranges(values: np.ndarray, most: int,
            write: Callable[[float], str]) -> tuple[np.ndarray, list[str]]:
    names = np.full(len(values), MISSING, dtype=object)
    known = np.isfinite(values)
    bins = curves.quantile_bins(values[known], most)
    order = []
    for place in range(bins.max() + 1 if len(bins) else 0):
        inside = values[known][bins == place]
        low, high = write(inside.min()), write(inside.max())
        order.append(low if low == high else span(low, high))
    names[known] = np.array(order, dtype=object)[bins] if order else []
    return names, order + [MISSING] * bool((~known).any())


def _categories(column: pd.Series, most: int) -> tuple[np.ndarray, list[str]]:
    codes, levels = pd.factorize(column)
    sizes = np.bincount(codes[codes >= 0], minlength=len(levels))
    by_size = np.argsort(-sizes, kind="stable")
    kept = by_size if len(levels) <= most else by_size[:most - 1]
    words = np.full(len(levels) + 1, OTHER, dtype=object)
    words[kept] = [str(levels[place]) for place in kept]
    words[-1] = MISSING
    rest = [OTHER] * (len(kept) < len(levels)) + [MISSING] * bool((codes < 0).any())
    return words[codes], [*words[kept], *rest]


@styled
def segments_figure(segments: pd.DataFrame, overall: float, measure: str,
                    among: Sequence[str] = ()) -> Figure:
    """Draw the error in each segment of a few columns.

    Args:
        segments: one row a segment with column, segment, rows, error, standard_error.
        overall: the error over all rows.
        measure: what the error is, for the axis.
        among: all columns, so that a shortened name is not that of another column.
    """
    columns = list(dict.fromkeys(segments["column"]))
    if not columns:
        return message_figure("No segment holds enough rows to be judged.")
    lines = (len(columns) + 1) // 2
    most = int(segments.groupby("column").size().max())
    figure, axes = blank(lines, 2, 0.7 + lines * (0.8 + 0.22 * most), sharex=True,
                         title="Error by segment")
    for one, column, label in zip(axes, columns, shorts([*columns, *among])):
        part = segments[segments["column"] == column]
        places = np.arange(len(part))[::-1]
        one.barh(places, part["error"], xerr=part["standard_error"].fillna(0), height=0.65,
                 color=SKY, ecolor=GREY)
        one.axvline(overall, color=ORANGE, linestyle="--", linewidth=1.2)
        one.set_yticks(places, [f"{name}  ({rows:,})" for name, rows in
                                zip(shorts(part["segment"], 34), part["rows"])])
        one.set_title(label, loc="right" if len(label) > LONG else "left")
        one.set_ylim(len(part) - most - 0.5, len(part) - 0.5)
        one.locator_params(axis="x", nbins=4)
        plain_numbers(one, y=False)
    hide_rest(axes, len(columns))
    figure.supxlabel(f"{measure} ± standard error; dashed: all rows, {number(overall)}; "
                     "in brackets: rows", fontsize=9)
    return figure
