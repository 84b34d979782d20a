"""Training for real: a model that beats the baseline, unless something gives the target away."""

from pathlib import Path

import pandas as pd
import pytest
from samples import CANDIDATES
from samples import METRIC, all_files, make_table, write_params, write_table

from slipway_package.data.make_dataset import make_dataset
from slipway_package.errors import UserError
from slipway_package.files import read_json
from slipway_package.models.bundle import load_bundle
from slipway_package.models.pipeline_scorer import predict
from slipway_package.models.train_model import train_model
from slipway_package.params import Task, load_params
from slipway_package.paths import CANDIDATE_SCORES, MODEL, TRAIN


def test_the_candidates_beat_the_baseline_and_the_chosen_one_is_kept(
        task: Task, trained: Path) -> None:
    report = read_json(CANDIDATE_SCORES)
    baseline, *candidates = report["candidates"]
    assert (report["metric"], report["folds"]) == (METRIC[task], 3)
    assert baseline["baseline"] and not any(found["baseline"] for found in candidates)
    assert [found["name"] for found in candidates] == CANDIDATES[task]
    for found in candidates:
        assert len(found["scores"]) == 3
        assert found["mean"] > baseline["mean"] + 0.2
    pipeline, manifest = load_bundle(MODEL)
    assert manifest.name == report["chosen"]
    assert (manifest.numbers, manifest.categories) == (("income", "age"), ("home town", "job"))
    assert manifest.derived == {"decades": "age / 10"}
    assert manifest.classes == (("good", "bad") if task == "classification" else None)
    rows = pd.read_parquet(TRAIN)
    score = pd.Series(predict(pipeline, manifest, rows))
    truth = rows["target"] == "bad" if task == "classification" else rows["target"]
    assert score.corr(truth.astype(float)) > 0.4


@pytest.mark.parametrize("task", ["regression"], indirect=True)
def test_training_again_gives_the_same_files(trained: Path) -> None:
    before = all_files()
    train_model(load_params())
    assert all_files() == before


def test_leakage_stops_it_with_a_line_for_each_finding_unless_accepted(folder: Path) -> None:
    table = make_table("classification")
    table["repaid"] = (table["target"] == "good").astype(float)
    table["reminders"] = 3 * table["repaid"] + 1
    write_table(table)
    make_dataset(write_params())
    before = all_files()
    with pytest.raises(UserError) as error:
        train_model(write_params())
    lines = str(error.value).splitlines()
    assert len(lines) == 2
    for line, name in zip(lines, ("repaid", "reminders")):
        assert line.startswith(f"data/processed/train.parquet: leakage: column {name} alone ")
    assert all_files() == before
    accepting = write_params(leakage={"accept": ["single_feature"]},
                             training={"candidates": ["decision_tree"]})
    notices = train_model(accepting)
    assert notices[0].startswith("accepted: column repaid alone predicts the target")
