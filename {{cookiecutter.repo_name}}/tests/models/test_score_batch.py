"""The piece of work that is a batch: it can be sent elsewhere, and be done out of turn."""

import pickle
import threading
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest
from samples import make_table

from slipway_package.data.batches import Batch
from slipway_package.data.schema import load_schema
from slipway_package.models import score_locally as module
from slipway_package.models.score_batch import (
    Scoring,
    score_batch,
    scoring_of,
)
from slipway_package.models.score_locally import score_locally
from slipway_package.models.scorer import Scorer, load_scorer
from slipway_package.params import Task, load_params
from slipway_package.paths import MODEL


def batches(task: Task, count: int = 6) -> Iterator[Batch]:
    """Batches of five rows, of which the second has no number for an age."""
    table = pa.Table.from_pandas(make_table(task, 5 * count, seed=3).astype({"age": str}))
    ages = pa.array([age if place % 5 != 1 else "old"
                     for place, age in enumerate(table["age"].to_pylist())])
    table = table.set_column(table.column_names.index("age"), "age", ages)
    for place, records in enumerate(table.to_batches(5)):
        yield Batch(5 * place + 1, records, {}, 5)


def scoring(scorer: Scorer) -> Scoring:
    """What the batches are scored by."""
    params = load_params()
    return scoring_of(params, load_schema(params), scorer, ["id"])


def test_scoring_can_be_sent_to_another_process(task: Task, trained: Path) -> None:
    sent = scoring(load_scorer(MODEL))
    first = next(batches(task))
    here = score_batch(sent, first)  # makes what cannot be sent, as pickle sees it
    there = score_batch(pickle.loads(pickle.dumps(sent)), pickle.loads(pickle.dumps(first)))
    assert there == here
    assert here.scores["row"].to_pylist() == [1, 2, 3, 4, 5]
    assert here.scores["prediction"].is_valid().to_pylist() == [True, False, True, True, True]
    assert here.rejects.to_pylist() == [
        {"row": 2, "reason": "age: 'old' is not a finite number"}]


@pytest.mark.parametrize("task", ["regression"], indirect=True)
def test_batches_come_out_in_order_whichever_is_done_first(
        task: Task, trained: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    second_is_done = threading.Event()

    def slow_first(scoring: Scoring, batch: Batch) -> object:
        if batch.first_row == 1:
            assert second_is_done.wait(10)
        found = score_batch(scoring, batch)
        if batch.first_row == 6:
            second_is_done.set()
        return found
    monkeypatch.setattr(module, "cores", lambda: 2)
    monkeypatch.setattr(module, "score_batch", slow_first)
    found = list(score_locally(scoring(load_scorer(MODEL)), batches(task)))
    assert [scored.scores["row"][0].as_py() for scored in found] == [1, 6, 11, 16, 21, 26]


@pytest.mark.parametrize("task", ["regression"], indirect=True)
def test_few_batches_are_read_ahead(task: Task, trained: Path,
                                    monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "cores", lambda: 2)
    read = []

    def noted() -> Iterator[Batch]:
        for batch in batches(task, 20):
            read.append(batch)
            yield batch
    for written, _ in enumerate(score_locally(scoring(load_scorer(MODEL)), noted())):
        assert len(read) - written <= 2 + module.BATCHES_AHEAD
    assert len(read) == 20
