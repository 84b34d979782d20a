"""The model card: words of the user's are data in it, not Markdown; numbers are for people."""

from pathlib import Path

from msgspec.structs import replace
from samples import write_params

from slipway_package.data.schema import Column, Schema, TargetColumn
from slipway_package.models.manifest import Manifest
from slipway_package.models.model_card import model_card
from slipway_package.params import Params

INTERVAL = {"value": 0.5, "low": 0.4, "high": 0.6}


def card(name: str, column: Column, params: Params, interval: dict = INTERVAL) -> str:
    """The card of a model of one column."""
    schema = Schema(version=1, table="t.csv", rows=9, columns={name: column},
                    target=TargetColumn(name="y", task="regression", range=(0, 20240305)))
    manifest = Manifest(version=1, name="ridge_regression", params={"alpha": 1.0}, target="y",
                        task="regression", classes=None, numbers=(), categories=(name,), dates=(),
                        derived={"half": "`Gr Liv Area` / 2"}, libraries={"numpy": "2"}, sha256="0")
    metrics = {"test": {"r2": interval}, "baseline": {"r2": 0.0}, "metric": "r2",
               "rows": {"train": 8, "test": 1},
               "gates": {"thresholds": {}, "passed": True, "failures": []}}
    return model_card(schema, manifest, metrics,
                      [{"feature": name, "mean": 0.1, "std": 0.01}], params)


def test_tables_stay_whole_whatever_the_names_are(folder: Path) -> None:
    column = Column(kind="category", categories=tuple("abcdefghijklmnop"),
                    description="this | that\nand more")
    text = card("a|b`c\nd", column, write_params("regression"))
    lines = [line for line in text.splitlines() if "a\\|b'c d" in line]
    assert len(lines) == 2
    assert lines[0] == "| `a\\|b'c d` | 0.1000 | 0.010 |"
    assert lines[1].endswith("`l` and 4 more | 0.0% | this \\| that and more |")
    assert "- `half` = `` `Gr Liv Area` / 2 ``" in text
    assert "The model is a ridge regression (alpha = 1.0), chosen by 3-fold" in text


def test_words_stay_whole_whatever_the_classes_are(folder: Path) -> None:
    names = ("=good\n", "b`ad")
    schema = Schema(version=1, table="t.csv", rows=9, columns={},
                    target=TargetColumn(name="a`b", task="classification", classes=names))
    metrics = {"test": {"roc_auc": INTERVAL}, "baseline": {"roc_auc": 0.5}, "metric": "roc_auc",
               "rows": {"train": 8, "test": 1},
               "gates": {"thresholds": {}, "passed": True, "failures": []}}
    manifest = Manifest(version=1, name="tree", params={}, target="a`b", task="classification",
                        classes=names, numbers=(), categories=(), dates=(), derived={},
                        libraries={"numpy": "2"}, sha256="0")
    text = model_card(schema, manifest, metrics, [], write_params("classification"))
    assert "that `a'b` is `b'ad`, and predicts `b'ad` from 0.5 on, else `=good `." in text


def test_numbers_are_written_for_people(folder: Path) -> None:
    params = write_params("regression")
    text = card("day", Column(kind="number", range=(-0.25, 14764285)), params,
                {"value": -39099.4, "low": -1.5e9, "high": -0.12345})
    assert "it lies between 0 and 20,240,305." in text
    assert "| -0.25 to 14,764,285 |" in text
    assert "| r2 | -39,099 | -1.5 billion to -0.1235 | 0 |" in text


def test_it_says_what_the_baseline_is_and_what_weighs(folder: Path) -> None:
    params, column = write_params("regression"), Column(kind="number", range=(0, 1))
    text = card("x", column, params)
    assert "The baseline sees no column: it predicts the mean of the training rows." in text
    assert "weigh" not in text
    training = replace(params.training, sample_weight="how many")
    params = replace(params, training=training)
    assert "Metrics weigh each row by `how many`; pictures" in card("x", column, params)
