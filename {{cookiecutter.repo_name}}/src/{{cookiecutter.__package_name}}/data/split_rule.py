"""The rule by which rows are test rows, kept so that rows which come later change nothing."""

from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np
import yaml

from ..errors import UserError
from ..files import write_text
from ..params import Closed, Params, SplitBy
from ..paths import SPLIT
from ..yaml_settings import load_settings

ROWS_A_BIN = 100
PREAMBLE = """\
# Who is tested on. It is kept, and committed, so that test rows stay test rows when rows are added.
# It is made anew with the data contract, when seed, split, source.missing or source.encoding change
# in params.yaml, and when one of `columns`, which identify a row, is gone; measures from before
# cannot be compared with later ones then.
"""


class SplitRule(Closed):
    """Who is tested on: rows with a draw below their stratum's threshold, or from a moment on.

    A draw is a number from 0 to 1 that only the seed and what identifies the row decide. The
    strata are the classes, in their order, or the bins of a numeric target between `edges`, or
    all rows. By time there are no draws: the test rows are those from `since` on. `columns`, in
    this order, identified a row when the rule was made, read with these words for `missing` and
    this encoding; those that came later do not.
    """

    by: SplitBy
    seed: int
    test_share: float
    column: str | None = None
    key: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    missing: tuple[str, ...] | None = None
    encoding: str | None = None
    edges: tuple[float, ...] = ()
    thresholds: tuple[float, ...] = ()
    since: float | None = None

    def fits(self, params: Params, classes: Sequence[str], names: Sequence[str]) -> bool:
        """Tell whether params.yaml still asks for this rule, and the table can be split by it.

        The classes must be as many, and `names`, its columns, hold all that identify a row.
        """
        split = params.split
        strata = len(classes) if self.by == "random" and classes else len(self.edges) + 1
        # A rule of an earlier version does not say what identified a row, or how it was read.
        identified = self.by != "random" or bool(self.columns) and {*self.columns} <= {*names} \
            and (self.missing is None or {*self.missing} == {*params.source.missing}) \
            and self.encoding in (None, params.source.encoding)
        return identified and (self.by, self.seed, self.test_share, self.column, self.key) == \
            (split.by, params.seed, split.test_share, split.column, split.key) \
            and (self.since is not None or len(self.thresholds) == strata)

    def strata(self, target: np.ndarray, classes: Sequence[str]) -> np.ndarray:
        """Number the stratum of each row."""
        if self.by != "random":
            return np.zeros(len(target), dtype=np.intp)
        if classes:
            return np.searchsorted(classes, target.astype(str))
        return np.searchsorted(self.edges, target, side="left")

    def test_rows(self, values: np.ndarray, strata: np.ndarray) -> np.ndarray:
        """Choose the test rows by their draws, or moments: a mask."""
        if self.since is not None:
            return values >= self.since
        return values < np.asarray(self.thresholds)[strata]

    def uneven(self, test: np.ndarray, strata: np.ndarray) -> float | None:
        """Find a stratum with a share of test rows far from `test_share`, and beyond chance.

        Of few rows, a threshold that gives them their share need not give it to later ones.
        """
        if self.by != "random":
            return None
        for stratum in np.unique(strata):
            members = test[strata == stratum]
            share, asked = float(members.mean()), self.test_share
            chance = 4 * np.sqrt(asked * (1 - asked) / len(members))
            if abs(share - asked) > max(asked / 4, chance):
                return share
        return None


def load_rule(path: Path = SPLIT) -> SplitRule | None:
    """Read the rule, if there is one.

    Raises:
        UserError: it is malformed.
    """
    return load_settings(path, SplitRule) if path.exists() else None


def save_rule(rule: SplitRule, path: Path = SPLIT) -> None:
    """Write the rule as YAML."""
    content = {name: value for name, value in msgspec.to_builtins(rule).items()
               if value is not None}
    write_text(path, PREAMBLE + yaml.safe_dump(content, sort_keys=False, allow_unicode=True))


def make_rule(values: np.ndarray, target: np.ndarray, classes: Sequence[str],
              params: Params, columns: Sequence[str] = ()) -> SplitRule:
    """Make the rule that gives each stratum's share of these rows to the test.

    `values` are the rows' draws (those of a group alike) or moments, `target` their classes or
    numbers, `classes` all classes in their order, `columns` those that identify a row.
    """
    split = params.split
    rule = SplitRule(by=split.by, seed=params.seed, test_share=split.test_share,
                     column=split.column, key=split.key, columns=tuple(columns))
    if split.by == "random":
        rule = msgspec.structs.replace(rule, missing=params.source.missing,
                                       encoding=params.source.encoding)
    if split.by == "time":
        return msgspec.structs.replace(rule, since=_since(values, split.test_share))
    if split.by == "group":
        threshold = _threshold(values, split.test_share, 1, 1)
        return msgspec.structs.replace(rule, thresholds=(threshold,))
    if not classes:
        rule = msgspec.structs.replace(rule, edges=_edges(target.astype(np.float64)))
    strata = rule.strata(target, classes)
    least = 1 if classes else 2 * (not rule.edges)
    kept = params.training.folds if classes else 0
    return msgspec.structs.replace(rule, thresholds=tuple(
        _threshold(values[strata == number], split.test_share, least, kept)
        for number in range(len(classes) or len(rule.edges) + 1)))


def check_sizes(test: np.ndarray, target: np.ndarray, classes: Sequence[str],
                params: Params, weights: np.ndarray | None = None) -> None:
    """Refuse a split that leaves too little to train, cross-validate or test on.

    Rows of which `weights` says that they weigh nothing are no help.

    Raises:
        UserError: names the class or the rows, and how many are needed.
    """
    # One row has no variance to explain.
    least = 1 if classes else 2
    count = np.ones(len(test), dtype=bool) if weights is None else weights > 0
    weighing = "" if count.all() else " that weigh more than 0"
    parts = [(f"rows of class {name}{weighing}", (target == name) & count) for name in classes] \
        or [(f"rows{weighing}", count)]
    for what, members in parts:
        tested, trained = (test & members).sum(), (~test & members).sum()
        if tested < least or trained < least * params.training.folds:
            raise UserError(
                f"{params.source.path}: has {members.sum()} {what}, of which {tested} would be "
                f"for the test; {params.training.folds}-fold cross-validation and a test need at "
                f"least {least * params.training.folds} and {least}: add rows, {_mend(params)}")
    if len(np.unique(target[test & count])) == 1:
        raise UserError(f"{params.source.path}: target {params.target.column} has one value only "
                        f"in the test rows{weighing}; add rows, or raise split.test_share in "
                        "params.yaml")


def _mend(params: Params) -> str:
    others = "merge rare classes, " if params.target.task == "classification" else ""
    how = ", or say `by: random`" if params.split.by != "random" else ""
    return f"{others}or change training.folds or split.test_share in params.yaml{how}"


def _threshold(draws: np.ndarray, share: float, least: int, kept: int) -> float:
    """Find the draw below which nearest to the share of the rows lie.

    `least` rows at least lie below, and `kept` not, where there are so many. Rows with one draw,
    as those of a group have, stay together.
    """
    wanted = max(least, min(round(len(draws) * share), len(draws) - kept))
    draws = np.sort(draws)
    sizes = np.append(np.flatnonzero(np.diff(draws)) + 1, [0, len(draws)] if not least else [])
    if not len(sizes):
        return 1.0
    size = int(sizes[np.argmin(np.abs(sizes - wanted))])
    return float(draws[size]) if size < len(draws) else 1.0


def _since(moments: np.ndarray, share: float) -> float:
    return float(np.sort(moments)[len(moments) - max(1, round(len(moments) * share))])


def _edges(target: np.ndarray) -> tuple[float, ...]:
    bins = max(1, min(10, len(target) // ROWS_A_BIN))
    quantiles = np.quantile(target, np.arange(1, bins) / bins, method="inverted_cdf")
    # Above the greatest value there is no row that could say how many are to be tested on.
    return tuple(np.unique(quantiles[quantiles < target.max()]).tolist())
