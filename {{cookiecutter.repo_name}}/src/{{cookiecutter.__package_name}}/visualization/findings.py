"""Things in a table that are worth a look before a model is trusted, as sentences."""

import numpy as np
import pandas as pd

from .associations import strongest_pairs
from .labels import bullets, code, count, listing, number, share
from .training_table import TrainingTable

MUCH_MISSING = 0.3
NEAR_CONSTANT = 0.95
SUSPICIOUS = 0.9
RARE_CLASS = 0.05
RARE_ROWS = 10
SKEWED = 3.0


def things_to_look_at(table: TrainingTable, matrix: pd.DataFrame) -> str:
    """List what stands out, each with its figure and what may be done about it."""
    lines = [*_about_target(table), *_about_strength(table, matrix), *_about_columns(table)]
    return bullets(lines) if lines else \
        "Nothing stands out: no suspicious column, no lopsided target, no odd values."


def _about_target(table: TrainingTable) -> list[str]:
    lines = []
    if table.task == "classification":
        rarest, part = _rarest_class(table)
        if part < RARE_CLASS:
            lines.append(f"Only {share(part)} of the rows are {code(rarest)}: accuracy says "
                         "little here, look at precision and recall.")
    if table.task == "regression" and abs(skewness(table.outcome)) > SKEWED:
        lines.append(f"{code(table.target.name)} is lopsided (skewness "
                     f"{number(skewness(table.outcome))}): a few rows decide a squared error.")
    if len(table.features) < 10 * table.features.shape[1]:
        lines.append(f"{count(len(table.features), 'row')} for "
                     f"{count(table.features.shape[1], 'column')}: chance will look like a "
                     "pattern.")
    return lines


def _rarest_class(table: TrainingTable) -> tuple[str, float]:
    shares = table.target.astype(str).value_counts(normalize=True).to_dict()
    # The class whose probability is predicted may have no row at all.
    return min({table.positive: 0.0, **shares}.items(), key=lambda one: one[1])


def _about_strength(table: TrainingTable, matrix: pd.DataFrame) -> list[str]:
    suspects = table.strengths[table.strengths > SUSPICIOUS]
    lines = [f"{code(name)} alone nearly gives the target away ({value:.2f}): is it known at the "
             "time of the prediction?" for name, value in suspects.items()]
    pairs = [f"{code(one)} with {code(other)}" for one, other, value in
             strongest_pairs(matrix, SUSPICIOUS)]
    if pairs:
        lines.append(f"Nearly the same: {listing(pairs)}. Importance is shared between such "
                     "columns, and one of each pair may do.")
    return lines


def _about_columns(table: TrainingTable) -> list[str]:
    features = table.features
    missing = features.isna().mean()
    groups = {
        "Much is missing: {}. Where a gap means \"none\", a word for it is clearer.":
            [f"{code(name)} ({share(part)})" for name, part in
             missing[missing > MUCH_MISSING].sort_values(ascending=False).items()],
        "Almost always one value: {}.":
            [f"{code(name)} ({share(part)})" for name in features
             if (part := top_share(features[name])) > NEAR_CONSTANT],
        "The largest value is far out and repeated, so it may stand for \"unknown\": {} "
        "(`source.missing` in params.yaml makes it missing).":
            [f"{code(name)} ({number(value)})" for name in table.numbers
             if (value := likely_sentinel(features[name])) is not None],
        "A few very large values: {}. A derived feature such as log(1 + column) may help a "
        "linear model.":
            [code(name) for name in table.numbers if skewness(features[name]) > SKEWED],
        "Categories with fewer than " + str(RARE_ROWS) + " rows: {}.":
            [f"{code(name)} ({rare})" for name in table.categories
             if (rare := rare_categories(features[name]))],
        "Values outside the contract: {}.":
            [code(name) for name in features if _breaks(features[name], table.columns[name])],
    }
    return [sentence.format(listing(names)) for sentence, names in groups.items() if names]


def top_share(column: pd.Series) -> float:
    """Share of the most frequent value among those that are not missing."""
    counts = column.value_counts()
    return float(counts.iloc[0] / counts.sum()) if len(counts) else 0.0


def skewness(values: pd.Series | np.ndarray) -> float:
    """Third standardised moment; 0 for fewer than 3 or equal values."""
    known = np.asarray(values, dtype=float)
    known = known[np.isfinite(known)]
    known = known / max(np.abs(known).max(initial=0), 1e-300)  # so that a square stays finite
    spread = known.std() if len(known) > 2 else 0.0
    return float(np.mean(((known - known.mean()) / spread) ** 3)) if spread > 0 else 0.0


def likely_sentinel(column: pd.Series) -> float | None:
    """The largest value, if it is repeated and ten times as large as the next one."""
    counts = column.value_counts().sort_index()
    if len(counts) < RARE_ROWS or counts.iloc[-1] < 3:
        return None
    largest, next_one = float(counts.index[-1]), float(counts.index[-2])
    return largest if next_one > 0 and largest >= 10 * next_one else None


def rare_categories(column: pd.Series) -> int:
    """How many categories have fewer than RARE_ROWS rows."""
    return int((column.value_counts() < RARE_ROWS).sum())


def _breaks(column: pd.Series, contract: dict) -> bool:
    known = column.dropna()
    if contract["kind"] == "number" and contract.get("range"):
        low, high = contract["range"]
        return bool(((known < low) | (known > high)).any())
    if contract["kind"] == "category" and contract.get("categories"):
        return not known.isin([str(name) for name in contract["categories"]]).all()
    return False
