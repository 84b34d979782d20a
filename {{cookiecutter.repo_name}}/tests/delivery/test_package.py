"""The wheel: the score of the portable model where numpy is all there is."""

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hand_made import MODELS, NUMBERS, WORDS, delivery, rows
from packaging.version import Version

from slipway_package.delivery.form import Rows
from slipway_package.delivery.package.write import wheel_version, write
from slipway_package.delivery.package.rows import rows_scorer
from slipway_package.delivery.runtimes import wheel
from slipway_package.portable.codec import from_json
from slipway_package.portable.model import PortableModel
from slipway_package.portable.score import batch_scorer, decide

SOUND = {**dict.fromkeys(NUMBERS, 2.5), NUMBERS[0]: 1, NUMBERS[1]: None,
         WORDS[0]: "rent", WORDS[1]: ""}
FAULTS = [
    ({NUMBERS[0]: "1"}, r"income: '1' is not a finite number"),
    ({NUMBERS[0]: np.inf}, r"income: inf is not a finite number"),
    ({WORDS[0]: 3}, r"home town: 3 is not text"),
]


@pytest.mark.skipif(wheel.unavailable() is not None, reason=str(wheel.unavailable()))
@pytest.mark.parametrize("name", ["logistic", "softmax", "number", "forest of shares", "baseline"])
def test_a_wheel_scores_as_the_model_with_numpy_alone(name: str, tmp_path: Path) -> None:
    made, tried = MODELS[name], rows()
    write(delivery(made), tmp_path)
    expected = batch_scorer(made)(tried.columns)
    found = wheel.score(delivery(made), tmp_path, tried if made.inputs else Rows({}, tried.group))
    np.testing.assert_array_equal(found.scores, expected)
    if made.classes is not None:
        assert (found.decisions == decide(made, expected)).all()


def test_a_wheel_holds_model_and_scorer_and_the_same_bytes_each_time(tmp_path: Path) -> None:
    made = delivery(MODELS["softmax"])
    (path,) = write(made, tmp_path)
    content = path.read_bytes()
    assert write(made, tmp_path) == [path]
    assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]
    assert path.name.endswith("_model-0+v1.2.0-py3-none-any.whl")
    with zipfile.ZipFile(path) as opened:
        content = {name.partition("/")[2]: opened.read(name) for name in opened.namelist()}
    assert from_json(content["model.json"]) == made.model
    assert "portable/score.py" in content
    assert not any("compile" in name for name in content)
    metadata = content["METADATA"].decode().splitlines()
    assert [line for line in metadata if line.startswith("Requires-")] == [
        "Requires-Python: >=3.11", "Requires-Dist: numpy>=2"]


@pytest.mark.parametrize("version", ["001234567890", "12c345678901", "0123456789ab"])
def test_a_version_stays_what_it_is_for_python_too(version: str) -> None:
    assert str(Version(wheel_version(version))) == f"0+v{version}"


def columns_of(answers: list[dict[str, Any]]) -> dict[str, list[Any]]:
    """Turn records into columns."""
    return {name: [answer[name] for answer in answers] for name in answers[0]}


def assert_scores(made: PortableModel, found: dict[str, Any], expected: np.ndarray) -> None:
    """Hold the fields of scores against the scores themselves."""
    decisions = found.pop("prediction") if made.classes else None
    np.testing.assert_allclose(np.squeeze(np.transpose(list(found.values()))), expected, rtol=1e-13)
    assert decisions is None or list(decisions) == decide(made, expected).tolist()


@pytest.mark.parametrize("name", ["logistic", "softmax", "number", "boosting of three"])
def test_rows_are_scored_in_any_shape(name: str) -> None:
    made, tried = MODELS[name], rows(60)
    score = rows_scorer(made)
    columns = {name: column.tolist() for name, column in tried.columns.items()}
    records = [dict(zip(columns, values)) for values in zip(*columns.values())]
    frame = pd.DataFrame(tried.columns)
    expected = batch_scorer(made)(tried.columns)
    for shape in (columns, tried.columns, frame, frame.convert_dtypes()):
        assert_scores(made, score(shape), expected)
    assert_scores(made, columns_of(score(records)), expected)
    assert_scores(made, columns_of([score(record) for record in records]), expected)
    assert score([]) == []


@pytest.mark.parametrize("change, message", FAULTS)
@pytest.mark.parametrize("shape", [
    lambda record: record, lambda record: [SOUND, record],
    lambda record: {name: [SOUND[name], value] for name, value in record.items()}])
def test_a_value_of_another_kind_is_refused(change: dict, message: str, shape: Callable) -> None:
    message = message.replace(" is not", r"( \(row 2\))? is not")
    with pytest.raises(ValueError, match=f"^{message}$"):
        rows_scorer(MODELS["logistic"])(shape({**SOUND, **change}))


def test_a_lacking_column_is_refused() -> None:
    score = rows_scorer(MODELS["logistic"])
    lacking = {name: value for name, value in SOUND.items() if name != "income"}
    for shape in (lacking, [SOUND, lacking], {name: [1.0] for name in lacking}):
        with pytest.raises(ValueError, match="^income: is lacking; add it"):
            score(shape)
    with pytest.raises(ValueError, match="not of one length"):
        score({name: [None] * (1 + (name == "income")) for name in SOUND})
