"""params.yaml: every mistake is one line with the file, the line, the key and the mend."""

from pathlib import Path

import pytest
from samples import write_params

from slipway_package.errors import UserError
from slipway_package.params import load_params

GOOD = """\
seed: 7
source: {path: t.csv, separator: ",", missing: [NA]}
target: {column: y, task: classification}
columns:
  exclude: []
  kinds: {}
split: {test_share: 0.2}
features:
  ratio: a / b
leakage: {}
training: {metric: roc_auc, candidates: [decision_tree]}
gates: {}
predict: {}
delivery: {}
notebooks: {}
"""
MISTAKES = {
    "unknown key": ("kinds: {}", "knids: {}",
                    "params.yaml:6: columns.knids: is not a setting; did you mean `kinds`?"),
    "missing key": ("seed: 7\n", "", "params.yaml: `seed` is missing; add it"),
    "wrong type": ("seed: 7", "seed: 7.5", "params.yaml:1: seed: is 7.5; it needs a whole number"),
    "out of bounds": ("0.2", "20",
                      "params.yaml:7: split.test_share: is 20; it must be below 1"),
    "given twice": ("seed: 7", "seed: 7\nseed: 8",
                    "params.yaml:2: `seed` is given twice, first on line 1; keep one"),
    "no text": ("ratio: a / b", "ratio: 5",
                "params.yaml:9: features.ratio: 5 is no text to YAML; put it in quotes"),
    "key is no text": ("kinds: {}", "kinds: {2019: number}",
                       "params.yaml:6: `2019` is no text to YAML; put it in quotes"),
    "no form": ("delivery: {}", "delivery: {forms: [sql, exel]}",
                "params.yaml:14: delivery.forms.1: exel is no choice; did you mean `excel`?"),
    "no forms": ("delivery: {}", "delivery: {forms: []}",
                 "params.yaml:14: delivery.forms: is an empty list; name at least one"),
    "no choice": ("kinds: {}", "kinds: {a: numbr}",
                  "params.yaml:6: columns.kinds.a: numbr is no choice; did you mean `number`?"),
    "nothing": ("exclude: []", "exclude:",
                "params.yaml:5: columns.exclude: is empty; it needs a list, as [a, b]"),
    "no YAML": ("exclude: []", "exclude: [",
                "params.yaml:7: is not valid YAML: expected ',' or ']', but got '<scalar>'; "
                "mend the indentation or quote the value"),
    "no such day": ("seed: 7", "seed: 2020-13-45",
                    "params.yaml: is not valid YAML: month must be in 1..12"),
    "metric": ("roc_auc", "r2", "params.yaml:11: training.metric: r2 does not fit classification; "
               "choose roc_auc or neg_log_loss"),
    "positive number": ("task: classification}", "task: regression, positive: bad}",
                        "params.yaml:3: target.positive: a number has no positive class; set it to "
                        "null"),
    "target excluded": ("exclude: []", "exclude: [y]", "params.yaml:5: columns.exclude: y is the "
                        "target; take it out of columns.exclude"),
    "table": ("delivery: {}", "delivery: {table: a.b.c}", "params.yaml:14: delivery.table: 'a.b.c' "
              "names no table; say table, or schema.table"),
    "separator": ('","', '"§"', "params.yaml:2: source.separator: cannot separate columns"),
    "empty file": (GOOD, "", "params.yaml: is empty; `git checkout params.yaml` brings it back"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_named_with_its_place_and_the_mend(mistake: str, folder: Path) -> None:
    old, new, message = MISTAKES[mistake]
    assert GOOD.count(old) == 1
    Path("params.yaml").write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(UserError) as error:
        load_params()
    assert str(error.value).startswith(message)
    assert "\n" not in str(error.value)


def test_settings_that_are_left_out_have_defaults(folder: Path) -> None:
    Path("params.yaml").write_text(GOOD, encoding="utf-8")
    params = load_params()
    assert (params.training.folds, params.predict.cutoff, params.gates.min_gain) == (5, 0.5, None)
    assert params.delivery.forms == ("paper", "excel", "sql", "pmml", "onnx", "package", "program")
    assert write_params("regression", seed=3).seed == 3


def test_the_project_s_own_params_are_right() -> None:
    params = load_params(Path(__file__).parent.parent / "params.yaml")
    assert params.source.path
    assert params.training.candidates
