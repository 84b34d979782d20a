"""Figures about a table: what is missing, how columns spread, how they go with the target.

Each function takes pandas objects and returns a figure. Of more columns than fit, the first
`top` are drawn and the title says so: give them the most telling first.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from . import curves
from .labels import day, number, share, short, shorts
from .segments import MISSING, segment_names
from .style import (BLUE, GREY, INK, ORANGE, PALE, SKY, blank, hide_rest, message_figure,
                    plain_numbers, styled)

ACROSS = 3
# Fewer rows than this have no mean worth a line.
FEWEST = 10
# A longer title would run over the picture's edge.
ONE_LINE = 60


@styled
def missing_share_figure(features: pd.DataFrame, top: int = 20) -> Figure:
    """Draw the share of missing values of each column that has any."""
    missing = features.isna().mean()
    missing = missing[missing > 0].sort_values(ascending=False, kind="stable")
    if missing.empty:
        return message_figure("No value is missing.")
    shown = missing.head(top)
    most = f"; the {len(shown):,} with most" if len(shown) < len(missing) else ""
    title = f"Missing values in {len(missing):,} of {features.shape[1]:,} columns{most}"
    figure, (axes,) = blank(height=0.6 + 0.26 * len(shown), title=title)
    places = np.arange(len(shown))[::-1]
    bars = axes.barh(places, shown, height=0.65, color=BLUE)
    axes.bar_label(bars, [share(part) for part in shown], padding=3)
    axes.set_yticks(places, shorts([*shown.index, *features])[:len(shown)])
    axes.set_xlim(0, min(1.12, shown.iloc[0] * 1.15))
    axes.xaxis.set_visible(False)
    axes.spines["bottom"].set_visible(False)
    axes.margins(y=0.02)
    return figure


@styled
def target_distribution_figure(target: pd.Series, positive: str | None = None,
                               top: int = 20) -> Figure:
    """Draw how the target spreads: rows a class (the positive one marked) or a histogram."""
    known = target.dropna()
    if known.empty:
        return message_figure("The target has no value.")
    if not pd.api.types.is_numeric_dtype(known):
        counts = known.astype(str).value_counts()
        shown = counts.head(top)
        figure, (axes,) = blank(height=0.6 + 0.32 * len(shown),
                                title=f"Rows a class{_few(shown, counts, 'classes')}")
        places = np.arange(len(shown))[::-1]
        colours = [ORANGE if name == positive else BLUE for name in shown.index]
        bars = axes.barh(places, shown, height=0.65, color=colours)
        axes.bar_label(bars, [f"{rows:,} ({share(rows / len(known))})" for rows in shown],
                       padding=3)
        axes.set_yticks(places, shorts(shown.index))
        axes.margins(x=0.15, y=0.05)
        axes.xaxis.set_visible(False)
        axes.spines["bottom"].set_visible(False)
        return figure
    figure, (axes,) = blank(height=3.2, title=f"How {short(target.name)} spreads")
    middle = float(known.median())
    axes.hist(known, curves.even_edges(known.min(), known.max(), 50), color=BLUE)
    axes.axvline(middle, color=ORANGE, linestyle="--", label=f"median {number(middle)}")
    axes.set(xlabel=short(target.name), ylabel="rows")
    axes.legend()
    plain_numbers(axes)
    return figure


@styled
def numbers_figure(features: pd.DataFrame, outcome: np.ndarray, outcome_name: str,
                   columns: Sequence[str], top: int = 9, dates: Sequence[str] = ()) -> Figure:
    """Draw the mean outcome by tenths of each number column, over the column's histogram.

    Args:
        features: the rows.
        outcome: shape (rows,), the target's value, or 1 and 0 for a class.
        outcome_name: what the mean of `outcome` is.
        columns: number columns, the most telling first.
        dates: those of them that are years with a fraction.
    """
    if not columns:
        return message_figure("The table has no number column.")
    shown = list(columns)[:top]
    title = _title(outcome_name, "by tenths of each number" + _few(shown, columns))
    lines = -(-len(shown) // ACROSS)
    figure, axes = blank(lines, ACROSS, 0.9 + 1.75 * lines, title, sharey=True)
    for one, name, label in zip(axes, shown, shorts([*shown, *features])):
        _number_panel(one, features[name].to_numpy(dtype=float), outcome)
        one.set_title(label)
        if name in dates:
            _mark_days(one)
    hide_rest(axes, len(shown))
    figure.supxlabel("line: mean by tenths ± standard error; dotted: rows where the column is "
                     "missing; grey: histogram", fontsize=9)
    return figure


@styled
def categories_figure(features: pd.DataFrame, outcome: np.ndarray, outcome_name: str,
                      columns: Sequence[str], top: int = 8) -> Figure:
    """Draw the mean outcome in each category; arguments as for `numbers_figure`."""
    if not columns:
        return message_figure("The table has no category column.")
    shown = list(columns)[:top]
    names = [segment_names(features[name], 8) for name in shown]
    lines = -(-len(shown) // 2)
    most = max(len(one.cat.categories) for one in names)
    figure, axes = blank(lines, 2, 0.9 + lines * (0.5 + 0.2 * most), sharex=True,
                         title=_title(outcome_name, "in each category" + _few(shown, columns)))
    for one, label, groups in zip(axes, shorts([*shown, *features]), names):
        rows, means, errors = curves.bin_means(groups.cat.codes.to_numpy(dtype=np.intp), outcome)
        places = np.arange(len(rows))[::-1]
        colours = np.where(groups.cat.categories == MISSING, GREY, SKY)
        colours[rows < FEWEST] = PALE
        one.barh(places, means, xerr=np.nan_to_num(errors), height=0.65, color=colours,
                 ecolor=GREY)
        one.axvline(outcome.mean(), color=ORANGE, linestyle="--", linewidth=1.2)
        one.set_yticks(places, [f"{word}  ({int(count):,})" for word, count in
                                zip(shorts(groups.cat.categories, 16), rows)])
        one.set_title(label)
        one.set_ylim(len(rows) - most - 0.5, len(rows) - 0.5)
        one.locator_params(axis="x", nbins=4)
        plain_numbers(one, y=False)
    hide_rest(axes, len(shown))
    figure.supxlabel("± standard error; dashed: all rows; in brackets: rows; pale: fewer than "
                     f"{FEWEST} rows", fontsize=9)
    return figure


@styled
def association_figure(matrix: pd.DataFrame, all_columns: int | None = None) -> Figure:
    """Draw the strength of each pair of columns, as measured by `association_matrix`.

    Args:
        matrix: square, columns' names on both sides.
        all_columns: of how many columns these are the most telling.
    """
    if len(matrix) < 2:
        return message_figure("There are no two columns to compare.")
    names = shorts(matrix.index, 20)
    strength = matrix.abs().to_numpy()[1:, :-1]
    below = np.tril(np.ones_like(strength, dtype=bool))
    of = range(all_columns or len(matrix))
    figure, (axes,) = blank(height=1.6 + 0.32 * len(strength),
                            title="Strength of each pair of columns" + _few(names, of))
    image = axes.imshow(np.where(below, strength, np.nan), cmap="Blues", vmin=0, vmax=1,
                        aspect="auto")
    for row, column in zip(*np.nonzero(below)):
        value = matrix.iat[row + 1, column]
        if abs(value) >= 0.1:
            axes.text(column, row, f"{value:.1f}".replace("-", "−"), ha="center", va="center",
                      fontsize=7, color="white" if abs(value) > 0.55 else INK)
    axes.set_xticks(range(len(strength)), names[:-1], rotation=40, ha="right",
                    rotation_mode="anchor")
    axes.set_yticks(range(len(strength)), names[1:])
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)
    figure.colorbar(image, shrink=0.6, label="strength")
    return figure


def _number_panel(axes: Axes, values: np.ndarray, outcome: np.ndarray) -> None:
    known = np.isfinite(values)
    axes.locator_params(nbins=4)
    plain_numbers(axes)
    if known.any():
        low, high = np.quantile(values[known], [0.005, 0.995])
        heights, edges = np.histogram(values[known], curves.even_edges(low, high, 30))
        axes.stairs(heights / heights.max() * 0.35, edges, fill=True, color=PALE,
                    transform=axes.get_xaxis_transform())
        bins = curves.quantile_bins(values[known], 10)
        rows, means, errors = curves.bin_means(bins, outcome[known])
        middles = pd.Series(values[known]).groupby(bins).median().clip(edges[0], edges[-1])
        told = rows >= min(FEWEST, rows.max())
        axes.errorbar(middles[told], means[told], yerr=np.nan_to_num(errors[told]), fmt="o-",
                      color=BLUE, markersize=3.5, capsize=0)
        axes.set_xlim(edges[0], edges[-1])
        axes.margins(x=0.03)
    if np.sum(~known) >= FEWEST:
        axes.axhline(outcome[~known].mean(), color=ORANGE, linestyle=":", linewidth=1.4)


def _mark_days(axes: Axes) -> None:
    """Mark a few places of an axis of years with their days, each day once."""
    places = np.linspace(*axes.get_xlim(), 5)[1:-1:2]
    days = {day(years): years for years in places}
    axes.set_xticks([*days.values()], [*days])


def _title(words: str, rest: str) -> str:
    words = words[:1].upper() + short(words, 50)[1:]
    return words + (" " if len(words) + len(rest) < ONE_LINE else "\n") + rest


def _few(shown: Sequence, of: Sequence, noun: str = "columns") -> str:
    return f", {len(shown):,} of {len(of):,} {noun}" if len(shown) < len(of) else ""
