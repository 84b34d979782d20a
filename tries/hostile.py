"""Tables made to break a project: by their names, shapes, values and kinds."""

from pathlib import Path

import numpy as np
import pandas as pd

from tries.table import Try

ODD_NAMES = ("select", "index", "prediction", "cookiecutter", "probability", "row", "from", "class",
             "none", "with space", "it's", 'say "yes"', "a.b", "x`y", "group by", "=1+1", "µ/ß",
             "Ünïcode 漢字", "line\\nbreak", "long " + "x" * 195)


def _signal(rows: int, seed: int) -> tuple[np.random.Generator, np.ndarray, np.ndarray]:
    """Draw two columns, and a noisy sum of them."""
    random = np.random.default_rng(seed)
    x = random.normal(size=(2, rows))
    return random, x, x[0] - 0.7 * x[1] + random.normal(0, 0.8, rows)


def _two_classes(y: np.ndarray, share: float = 0.5) -> np.ndarray:
    return np.where(y > np.quantile(y, 1 - share), "yes", "no")


def numbers_only() -> pd.DataFrame:
    """One column and a target of 0 and 1."""
    _, x, y = _signal(400, 1)
    return pd.DataFrame({"x": x[0], "y": (y > 0).astype(int)})


def categories_only() -> pd.DataFrame:
    """Words alone, some of many levels, some rare, some once."""
    random, x, y = _signal(900, 2)
    return pd.DataFrame({
        "many": [f"level {int(value * 40) % 300}" for value in x[0]],
        "few": np.where(x[1] > 0.5, "high", np.where(x[1] < -0.5, "low", "middle")),
        "sign": np.where(x[0] > 0, "plus", "minus"),
        "mostly one": np.where(random.random(900) < 0.995, "usual", "odd"),
        "good": _two_classes(y)})


def holes() -> pd.DataFrame:
    """Every kind of column, each with holes, one empty, one constant, text and an identifier."""
    random, x, y = _signal(700, 3)
    table = pd.DataFrame({
        "customer": [f"C{number:06}" for number in random.permutation(700)],
        "income": np.exp(x[0]).round(2), "age": (40 + 10 * x[1]).round(),
        "home": np.where(x[0] > 0, "own", "rent"), "member": x[1] > 0,
        "joined": (pd.Timestamp("2019-01-01") + pd.to_timedelta(
            random.integers(0, 1500, 700), "D")).strftime("%Y-%m-%d"),
        "seen": (pd.Timestamp("2023-01-01") + pd.to_timedelta(
            random.integers(0, 90 * 86_400, 700), "s")).strftime("%Y-%m-%dT%H:%M:%S"),
        "remark": [f"the customer said so on day {number} of it all" for number in range(700)],
        "branch": "main", "nothing": None})
    for name in ("income", "age", "home", "member", "joined", "seen"):
        table[name] = table[name].astype(object).where(random.random(700) > 0.2, None)
    return table.assign(paid=_two_classes(y))


def rare_class() -> pd.DataFrame:
    """1 % positives."""
    _, x, y = _signal(6000, 4)
    return pd.DataFrame({"a": x[0], "b": x[1], "fraud": _two_classes(y, 0.01)})


def forty_classes() -> pd.DataFrame:
    """40 classes."""
    _, x, y = _signal(3000, 5)
    codes = np.clip(((x[0] + 3) / 6 * 40).astype(int), 4, 35)
    return pd.DataFrame({"a": x[0] + 0.05 * y, "b": x[1], "c": np.where(codes % 2, "odd", "even"),
                         "kind": [f"class {code}" for code in codes]})


def thirty_rows() -> pd.DataFrame:
    """30 rows."""
    random, x, y = _signal(30, 6)
    return pd.DataFrame({"a": x[0].round(3), "b": random.choice(["u", "v"], 30),
                         "ill": _two_classes(y)})


def many_rows() -> pd.DataFrame:
    """200,000 rows."""
    random, x, y = _signal(200_000, 7)
    return pd.DataFrame({"a": x[0], "b": x[1], "c": random.choice(list("klmno"), 200_000),
                         "d": random.integers(0, 100, 200_000), "y": y})


def many_columns() -> pd.DataFrame:
    """500 columns, most of them noise."""
    random, x, y = _signal(600, 8)
    noise = {f"column {number}": random.normal(size=600).round(4) for number in range(450)}
    words = {f"word {number}": random.choice(list("pqr"), 600) for number in range(48)}
    return pd.DataFrame({"a": x[0], "b": x[1], **noise, **words, "y": _two_classes(y)})


def cyrillic() -> pd.DataFrame:
    """Cyrillic headers and words, separated by semicolons, in an old encoding."""
    _, x, y = _signal(500, 9)
    return pd.DataFrame({"возраст": (40 + 10 * x[1]).round(), "доход": np.exp(x[0]).round(2),
                         "город": np.where(x[0] > 0, "Москва", "Тверь"),
                         "вернул": np.where(y > 0, "да", "нет")})


def odd_names() -> pd.DataFrame:
    """Columns called as programs call their own."""
    random, x, y = _signal(500, 10)
    table = pd.DataFrame({name: random.normal(size=500).round(3) if place % 3 else
                          random.choice(["'; DROP TABLE x; --", "=1+1", "null ", "a,b"], 500)
                          for place, name in enumerate(ODD_NAMES)})
    return table.assign(**{"select": x[0], "index": x[1]}, **{"target": _two_classes(y)})


def noise() -> pd.DataFrame:
    """Nothing to learn."""
    random = np.random.default_rng(11)
    return pd.DataFrame({"a": random.normal(size=400), "b": random.choice(list("xyz"), 400),
                         "y": random.normal(size=400)})


def extremes() -> pd.DataFrame:
    """Values from 1e-30 to 1e30, integers beyond 2**53, a target with a long tail, weights."""
    random, x, y = _signal(800, 12)
    return pd.DataFrame({
        "tiny": 1e-30 * x[0], "huge": 1e30 * x[1],
        "account": 9_007_199_254_740_993 + random.integers(0, 9, 800),
        "zero": np.where(random.random(800) < 0.97, 0, 7), "negative": -np.abs(x[0]),
        "weight": random.integers(1, 9, 800), "sales": np.expm1(np.maximum(3 + y, 0)).round(2)})


def duplicates_in_time() -> pd.DataFrame:
    """Timestamps with zones, each customer several times."""
    random, x, y = _signal(900, 13)
    moments = pd.Timestamp("2021-06-01", tz="UTC") + pd.to_timedelta(np.sort(
        random.integers(0, 700 * 86_400, 900)), "s")
    return pd.DataFrame({"when": [moment.isoformat() for moment in moments],
                         "customer": random.integers(1000, 1100, 900), "a": x[0], "b": x[1],
                         "left": _two_classes(y, 0.3)})


def _write_old(table: pd.DataFrame, path: Path) -> None:
    table.to_csv(path, index=False, sep=";", encoding="cp1251")


def _write_parquet(table: pd.DataFrame, path: Path) -> None:
    table.to_parquet(path, index=False)


def _write_parts(table: pd.DataFrame, path: Path) -> None:
    path.mkdir()
    for number in range(4):
        table.iloc[number::4].to_parquet(path / f"part-{number}.parquet", index=False)


def _write_lines(table: pd.DataFrame, path: Path) -> None:
    table.to_json(path, orient="records", lines=True)


def _write_excel(table: pd.DataFrame, path: Path) -> None:
    table.to_excel(path, index=False)


HOSTILE = (
    Try("one number", "1 column, a target of 0 and 1", numbers_only, "y",
        candidates=("scorecard", "linear", "decision_tree")),
    Try("words only", "categories of many and of rare levels", categories_only, "good",
        candidates=("scorecard", "linear", "random_forest"),
        settings={"leakage": {"accept": ["duplicates"]}}),
    Try("holes", "every kind of column with holes; JSON lines", holes, "paid",
        candidates=("scorecard", "linear", "hist_gradient_boosting"), file="table.jsonl",
        write=_write_lines),
    Try("1 % positives", "a rare class", rare_class, "fraud",
        settings={"training": {"class_weight": "balanced"}}),
    Try("40 classes", "40 classes", forty_classes, "kind", candidates=("linear", "decision_tree"),
        settings={"leakage": {"accept": ["single_feature"]}}),
    Try("30 rows", "30 rows; Excel", thirty_rows, "ill", file="table.xlsx", write=_write_excel,
        settings={"training": {"folds": 3}}),
    Try("200,000 rows", "200,000 rows in a folder of Parquet files", many_rows, "y", "regression",
        candidates=("linear", "hist_gradient_boosting"), file="parts", write=_write_parts),
    Try("500 columns", "500 columns, 600 rows", many_columns, "y"),
    Try("cyrillic", "cyrillic names and words in an old encoding", cyrillic, "вернул",
        candidates=("scorecard", "linear", "decision_tree"), write=_write_old,
        settings={"source": {"separator": ";", "encoding": "cp1251"},
                  "leakage": {"accept": ["duplicates"]}}),
    Try("odd names", "columns called select, index, prediction, cookiecutter and worse",
        odd_names, "target", candidates=("scorecard", "linear", "hist_gradient_boosting")),
    Try("noise", "nothing to learn", noise, "y", "regression", learns=False),
    Try("extremes", "1e-30 to 1e30, a log target, weights of rows", extremes, "sales",
        "regression", file="table.parquet", write=_write_parquet,
        settings={"target": {"log": True}, "training": {"sample_weight": "weight"}}),
    Try("customers in time", "timestamps with zones, groups", duplicates_in_time, "left",
        settings={"split": {"by": "group", "column": "customer"}}),
)
