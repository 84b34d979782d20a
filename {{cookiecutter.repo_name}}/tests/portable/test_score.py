"""Scoring: one record as many rows, with numpy alone."""

import math
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from fitted import (
    CASES,
    CATEGORIES,
    NUMBERS,
    Case,
    columns_of_rows,
    compiled,
    golden,
    records_of,
)

from slipway_package.portable import score
from slipway_package.portable.codec import to_json
from slipway_package.portable.columns import Coded
from slipway_package.portable.score import (
    batch_scorer,
    categories_of,
    decide,
    record_scorer,
)

# On some processors numpy's log and exp are not the C library's, by a last bit.
SAMPLE = np.linspace(0.01, 50, 999)
ALIKE = [*map(math.log, SAMPLE)] == np.log(SAMPLE).tolist() \
    and [*map(math.exp, SAMPLE)] == np.exp(SAMPLE).tolist()
CLOSE = {"rtol": 0.0 if ALIKE else 1e-14, "atol": 0.0 if ALIKE else 1e-14}
SCORECARD = ("binary", "scorecard", "binned")
FOREST = ("multi", "forest", "raw")


@pytest.mark.parametrize("case", [case for case in CASES if case[2] != "imputed"], ids="-".join)
def test_a_record_is_scored_as_a_row_to_the_last_bit(case: Case) -> None:
    model, table = compiled(case), golden(case)
    one, many = record_scorer(model), batch_scorer(model)
    np.testing.assert_allclose([one(record) for record in records_of(table)],
                               many(columns_of_rows(table)), **CLOSE)


@pytest.mark.parametrize("case", [SCORECARD, FOREST, ("binary", "logistic", "scaled")],
                         ids="-".join)
def test_every_way_of_being_missing_scores_alike(case: Case) -> None:
    one, many = record_scorer(compiled(case)), batch_scorer(compiled(case))
    full = next(record for record in records_of(golden(case))
                if None not in (record[name] for name in (*NUMBERS[:4], *CATEGORIES[:2])))
    for name in (*NUMBERS, *CATEGORIES):
        ways = [float("nan"), None] + ["", "(missing)"] * (name in CATEGORIES)
        expected = one({key: value for key, value in full.items() if key != name})
        for way in ways:
            assert one({**full, name: way, "another column": object()}) == expected
            columns = {key: np.array([value], object if key in CATEGORIES else float)
                       for key, value in {**full, name: way}.items()}
            np.testing.assert_allclose(many(columns)[0], expected, **CLOSE)
    assert one(full) == one({key: np.float64(value) if key in NUMBERS else value
                             for key, value in full.items()})


@pytest.mark.parametrize("case", [SCORECARD, FOREST], ids="-".join)
def test_coded_categories_score_as_words(case: Case) -> None:
    words = columns_of_rows(golden(case))
    coded = dict(words)
    for name in CATEGORIES:
        known = list(dict.fromkeys(words[name].tolist()))
        codes = np.array([-1 if word is None and row % 2 else known.index(word)
                          for row, word in enumerate(words[name])])
        coded[name] = Coded(codes, known)
    many = batch_scorer(compiled(case))
    np.testing.assert_array_equal(many(coded), many(words))


def test_no_row_and_no_input_are_no_error() -> None:
    for case, shape in ((SCORECARD, (0,)), (FOREST, (0, 3))):
        none = {name: column[:0] for name, column in columns_of_rows(golden(case)).items()}
        assert batch_scorer(compiled(case))(none).shape == shape
    baseline = compiled(("multi", "baseline", "raw"))
    assert batch_scorer(baseline)({"any": np.zeros(4)}).shape == (4, 3)
    assert sum(record_scorer(baseline)({})) == pytest.approx(1)
    assert categories_of(baseline) == []


def test_scoring_leaves_rows_as_they_are() -> None:
    columns = columns_of_rows(golden(SCORECARD))
    before = {name: column.copy() for name, column in columns.items()}
    record = records_of(golden(SCORECARD))[0]
    kept = dict(record)
    batch_scorer(compiled(SCORECARD))(columns)
    record_scorer(compiled(SCORECARD))(record)
    assert record == kept and columns.keys() == before.keys()
    for name, column in before.items():
        assert [*map(str, column)] == [*map(str, columns[name])]


def test_the_decision_is_taken_from_the_probability() -> None:
    two = replace(compiled(SCORECARD), cutoff=0.3)
    bits = np.array([np.nextafter(0.3, 0), 0.3, np.nextafter(0.3, 1), 0.0, 1.0])
    good, bad = two.classes
    assert decide(two, bits).tolist() == [good, bad, bad, good, bad]
    three = compiled(FOREST)
    scores = np.array([[0.4, 0.4, 0.2], [0.2, 0.4, 0.4], [0.1, 0.2, 0.7]])
    assert decide(three, scores).tolist() == [three.classes[best] for best in (0, 1, 2)]


ALONE = """
import sys
class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("pandas", "sklearn", "scipy", "pyarrow", "msgspec"):
            raise ImportError(f"{name} is not needed in order to score")
sys.meta_path.insert(0, Refuse())
from PACKAGE.codec import from_json
from PACKAGE.score import batch_scorer, record_scorer
model = from_json(sys.stdin.buffer.read())
print(record_scorer(model)({}))
"""


def test_scoring_needs_numpy_alone() -> None:
    text = to_json(compiled(SCORECARD))
    package = score.__package__
    run = subprocess.run(
        [sys.executable, "-c", ALONE.replace("PACKAGE", package)], input=text.encode(),
        env={**os.environ, "PYTHONPATH": str(Path(score.__file__).parents[2])},
        capture_output=True, check=True)
    assert float(run.stdout) == record_scorer(compiled(SCORECARD))({})
