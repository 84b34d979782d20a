"""What the exploration notebook says about a table, as Markdown made from the data."""

from collections.abc import Mapping

import pandas as pd

from .associations import strongest_pairs
from .labels import (bullets, code, count, day, listing, markdown_table, number, share, shorts,
                     span)
from .training_table import TrainingTable
from .twins import contradictions, same_columns, telling_gaps

REASONS = {"identifier": "names a row and says nothing about new ones", "text": "is free text",
           "constant": "holds one value only", "empty": "holds no value",
           "weight": "says what a row weighs"}


def overview(table: TrainingTable) -> str:
    """Say in a paragraph what the table is and what is to be predicted."""
    rows = count(table.rows_in_file, "training row")
    drawn = len(table.features)
    sample = "" if drawn == table.rows_in_file else \
        f" What follows is measured on {drawn:,} of them, drawn at random."
    kinds = listing([count(len(names), noun, plural) for names, noun, plural in
                     ((set(table.numbers) - set(table.dates), "number column", ""),
                      (table.dates, "date column", ""),
                      (table.categories, "category column", "")) if names] or ["no column"])
    if table.task == "regression":
        target = table.target
        middle = f"its median is **{number(target.median())}**, half of the rows lie between " \
                 f"{number(target.quantile(0.25))} and {number(target.quantile(0.75))}"
    elif len(table.classes) > 2:
        middle = f"it has **{len(table.classes)} classes**; the most frequent, " \
                 f"{code(table.positive)}, is that of {share(table.outcome.mean())} of the rows, " \
                 "and the pictures show its share"
    else:
        middle = f"**{share(table.outcome.mean())}** of the rows are {code(table.positive)}, the " \
                 "class whose probability is predicted"
    return f"**{rows}** of {code(table.source)}; a model may use {kinds}.{sample}\n\n" \
           f"The target is {code(table.target.name)}: {middle}."


def contract_table(table: TrainingTable, top: int = 40) -> str:
    """Set the contract beside the rows: kind, range or categories, missing, strength."""
    strengths = table.strengths
    shown = list(strengths.index[:top])
    lines = []
    for name in [name for name in table.features if name in shown]:
        column, values = table.columns[name], table.features[name]
        lines.append([code(name), column["kind"], _promise(column), _found(values, column["kind"]),
                      share(values.isna().mean()), f"{strengths[name]:.2f}",
                      _cell(column.get("description"))])
    head = ["column", "kind", "the contract allows", "the rows hold", "missing", "strength",
            "description"]
    if not any(line[-1] for line in lines):
        head, lines = head[:-1], [line[:-1] for line in lines]
    text = markdown_table(head, lines, right=(4, 5)) if lines else "No column is left for a model."
    if len(strengths) > top:
        text += f"\n\nThe {top} most telling of {len(strengths):,} columns are listed."
    if table.left_out:
        text += "\n\nLeft out of every model:\n\n" + bullets(
            f"{code(name)} {REASONS.get(kind, 'is excluded in params.yaml')}" for name, kind in
            list(table.left_out.items())[:top])
    return text


def missing_words(table: TrainingTable) -> str:
    """Say how much is missing, and where being missing goes with the target."""
    missing = table.features.isna()
    if not missing.to_numpy().any():
        return "Every row is complete."
    lines = [f"Of the rows, {share(missing.any(axis=1).mean())} lack at least one value."]
    for gap in telling_gaps(table.features, table.outcome):
        lines.append(f"That {code(gap.column)} is missing ({count(gap.rows, 'row')}) tells "
                     f"something: the {_outcome(table)} is {_level(table, gap.missing)} there, "
                     f"{_level(table, gap.present)} elsewhere.")
    if len(lines) == 1:
        lines.append("No column shows, beyond chance, another target where it is missing.")
    return bullets(lines)


def association_words(table: TrainingTable, matrix: pd.DataFrame, most: int = 8) -> str:
    """Name the columns that go with the target most, and the pairs that go together."""
    top = [f"{code(name)} ({value:.2f})" for name, value in table.strengths.head(5).items()
           if value >= 0.05]
    lines = [f"Strongest with the target: {listing(top)}." if top else
             "No column alone goes with the target."]
    for one, other, value in strongest_pairs(matrix)[:most]:
        both = "fall as the other rises" if value < 0 else "go together"
        lines.append(f"{code(one)} and {code(other)} {both} ({abs(value):.2f}).")
    if len(lines) == 1:
        lines.append("No two columns have a strength of 0.5 or more: each brings its own.")
    return bullets(lines)


def twin_words(table: TrainingTable) -> str:
    """Say which rows and which columns are there twice, and which twins contradict each other."""
    if table.features.empty:
        return "There is no column to compare rows by."
    repeated, differing = contradictions(table.features, table.target)
    lines = [f"{count(repeated, 'row')} ({share(repeated / len(table.features))}) repeat an "
             "earlier row in every column, target included." if repeated else
             "No row is there twice."]
    if differing:
        differ = "another class" if table.task == "classification" else "another target"
        lines.append(f"{count(differing, 'row')} are the same as another one in every column but "
                     f"have {differ}: no model can get them all right.")
    for names in same_columns(table.features):
        lines.append(f"{listing([code(name) for name in names])} say the same: one will do.")
    return bullets(lines)


def _promise(column: Mapping) -> str:
    if column["kind"] == "number":
        low, high = column.get("range") or (float("nan"), float("nan"))
        return span(number(low), number(high))
    if column["kind"] == "date":
        return " to ".join(column.get("dates") or ["nothing"])
    return _categories(column.get("categories") or [])


def _found(values: pd.Series, kind: str) -> str:
    known = values.dropna()
    if known.empty:
        return "nothing"
    if not pd.api.types.is_numeric_dtype(known):
        sizes = known.value_counts()
        most = f"{share(sizes.iloc[0] / len(known))} {code(sizes.index[0], 20)}"
        return f"{count(len(sizes), 'category', 'categories')}, {most}"
    write = day if kind == "date" else number
    return f"{span(write(known.min()), write(known.max()))}, median {write(known.median())}"


def _categories(names: list) -> str:
    return listing([code(name, 20) for name in shorts(names, 20)], 4) if names else "nothing"


def _cell(text: object) -> str:
    """Write free text so that it cannot break a Markdown table or bring in HTML."""
    words = " ".join(str(text or "").split())
    for mark, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("|", "&#124;")):
        words = words.replace(mark, entity)
    return words


def _outcome(table: TrainingTable) -> str:
    return f"mean {code(table.target.name)}" if table.task == "regression" else \
        f"share of {code(table.positive)}"


def _level(table: TrainingTable, value: float) -> str:
    return number(value) if table.task == "regression" else share(value)
