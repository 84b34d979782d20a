"""The model card: words of the user's are data in it, not Markdown."""

from pathlib import Path

from samples import write_params

from slipway_package.data.schema import Column, Schema, TargetColumn
from slipway_package.models.manifest import Manifest
from slipway_package.models.model_card import model_card

INTERVAL = {"value": 0.5, "low": 0.4, "high": 0.6}


def test_tables_stay_whole_whatever_the_names_are(folder: Path) -> None:
    name = "a|b`c\nd"
    schema = Schema(
        version=1, table="t.csv", rows=9,
        target=TargetColumn(name="y", task="regression", range=(0, 1)),
        columns={name: Column(kind="category", categories=tuple("abcdefghijklmnop"),
                              description="this | that\nand more")})
    manifest = Manifest(version=1, name="ridge_regression", params={"alpha": 1.0}, target="y",
                        task="regression", classes=None, numbers=(), categories=(name,), dates=(),
                        derived={"half": "`Gr Liv Area` / 2"}, libraries={"numpy": "2"}, sha256="0")
    metrics = {"test": {"r2": INTERVAL}, "baseline": {"r2": 0.0}, "metric": "r2",
               "rows": {"train": 8, "test": 1},
               "gates": {"thresholds": {}, "passed": True, "failures": []}}
    card = model_card(schema, manifest, metrics,
                      [{"feature": name, "mean": 0.1, "std": 0.01}], write_params("regression"))
    lines = [line for line in card.splitlines() if "a\\|b'c d" in line]
    assert len(lines) == 2
    assert lines[0] == "| `a\\|b'c d` | 0.1 | 0.01 |"
    assert lines[1].endswith("`l` and 4 more | 0.0% | this \\| that and more |")
    assert "- `half` = `` `Gr Liv Area` / 2 ``" in card
    assert "The model is a ridge regression (alpha = 1.0), chosen by 3-fold" in card
