"""Scoring files: every row in has a row out, and a reason where it has no score."""

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from samples import all_files, make_table, write_params, write_table

from slipway_package.data import csv_source
from slipway_package.data.make_dataset import make_dataset
from slipway_package.errors import UserError
from slipway_package.models.bundle import load_bundle
from slipway_package.models.pipeline_scorer import predict
from slipway_package.models.predict_model import predict_file
from slipway_package.models.train_model import train_model
from slipway_package.params import Task, load_params
from slipway_package.paths import MODEL, PREDICTIONS, TEST

NEW, OUT, REJECTS = Path("new.csv"), Path("out/scores.csv"), Path("out/scores.rejects.csv")
HEADER = "job,age,income,id,home town"


def score(content: str, output: Path = OUT) -> list[str]:
    """Score a CSV file of the given text; return the notices."""
    NEW.write_text(content, encoding="utf-8")
    return predict_file(load_params(), MODEL, NEW, output)


def test_every_row_is_accounted_for(task: Task, trained: Path,
                                    monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_source, "BLOCK_BYTES", 64)
    good = "free,30,20.5,{},north"
    bad = {4: ("free,thirty,1,k4,north", "age: 'thirty' is not a finite number"),
           20: ("free,30,inf,k20,north", "income: 'inf' is not a finite number"),
           21: ("free,30", "has 2 values where the header has 5"),
           50: ("free,30,1e39,k50,north", "income: '1e39' is not a finite number")}
    lines = [bad[row][0] if row in bad else good.format(f"k{row}") for row in range(1, 51)]
    lines[6] = 'fixed,,,"k, ""7""\n",mars'  # nothing but holes and an unseen town
    notices = score("\n".join([HEADER, *lines]))
    assert notices[-2:] == [f"4 rows could not be scored: see {REJECTS}",
                            f"46 of 50 rows scored: {OUT}"]
    found = pd.read_csv(OUT)
    assert found["row"].tolist() == list(range(1, 51))
    assert found["id"].drop([6, 20]).tolist() == [f"k{row}" for row in range(1, 51)
                                                  if row not in (7, 21)]
    assert found["id"][6] == 'k, "7"\n'
    assert np.flatnonzero(found["prediction"].isna()).tolist() == [row - 1 for row in bad]
    rejects = pd.read_csv(REJECTS)
    assert rejects.to_numpy().tolist() == [[row, reason] for row, (_, reason) in bad.items()]

    pipeline, manifest = load_bundle(MODEL)
    X = pd.DataFrame({"income": [20.5], "age": [30.0], "home town": ["north"], "job": ["free"]})
    expected = predict(pipeline, manifest, X)[0]
    column = "probability" if task == "classification" else "prediction"
    assert found[column][0] == pytest.approx(expected, rel=1e-12)
    if task == "classification":
        assert found["prediction"][0] == ("bad" if expected >= 0.5 else "good")


def test_test_rows_are_scored_as_they_were_measured(task: Task, trained: Path) -> None:
    notices = predict_file(load_params(), MODEL, TEST, PREDICTIONS)
    assert notices[-1] == f"60 of 60 rows scored: {PREDICTIONS}"
    test, found = pd.read_parquet(TEST), pd.read_csv(PREDICTIONS)
    assert found["id"].tolist() == test["id"].tolist()
    column = "probability" if task == "classification" else "prediction"
    np.testing.assert_allclose(found[column], predict(*load_bundle(MODEL), test), 1e-12, 1e-12)
    assert not PREDICTIONS.with_name("predictions.rejects.csv").exists()


def test_parquet_in_and_out_gives_what_csv_gives(task: Task, trained: Path) -> None:
    table = make_table(task, rows=40, seed=9).drop(columns="target")
    table.to_csv(NEW, index=False)
    table.astype({"job": "category"}).to_parquet("new.parquet")
    params = load_params()
    predict_file(params, MODEL, NEW, OUT)
    predict_file(params, MODEL, Path("new.parquet"), Path("scores.parquet"))
    pd.testing.assert_frame_equal(pd.read_parquet("scores.parquet"), pd.read_csv(OUT),
                                  check_exact=True)


@pytest.mark.parametrize("task", ["classification"], indirect=True)
def test_a_folder_in_gives_what_csv_gives_and_no_output_joins_it(trained: Path) -> None:
    table = make_table("classification", rows=40, seed=9).drop(columns="target")
    table.to_csv(NEW, index=False)
    Path("new").mkdir()
    table[:15].to_parquet("new/a.parquet")
    table[15:].to_parquet("new/b.parquet")
    params = load_params()
    predict_file(params, MODEL, NEW, OUT)
    predict_file(params, MODEL, Path("new"), Path("scores.csv"))
    assert Path("scores.csv").read_text() == OUT.read_text()
    with pytest.raises(UserError, match="^new/c.parquet: would lie among the input's files; name"):
        predict_file(params, MODEL, Path("new"), Path("new/c.parquet"))
    assert len(list(Path("new").iterdir())) == 2


@pytest.mark.parametrize("task", ["classification"], indirect=True)
def test_a_header_that_does_not_fit_is_refused_before_anything_is_written(trained: Path) -> None:
    for header, message in [
            (HEADER.replace("income,", ""), "new.csv: lacks the column income; add it$"),
            (HEADER.replace("age", "AGE"), "new.csv: lacks the column age; rename 'AGE' to 'age'"),
            (HEADER.replace(",", ";"), "lacks the columns income, age, home town, job; add them"),
            (HEADER + ",age", "has more than one column named age")]:
        NEW.write_text(f"{header}\nfree,1,2,k,north\n", encoding="utf-8")
        before = all_files()
        with pytest.raises(UserError, match=message):
            predict_file(load_params(), MODEL, NEW, OUT)
        assert all_files() == before


@pytest.mark.parametrize("task", ["classification"], indirect=True)
def test_more_columns_are_told_and_no_rows_are_no_error(trained: Path) -> None:
    assert "new.csv: columns that the model does not use: more" in score(f"more,{HEADER}\n")
    assert len(pd.read_csv(OUT)) == 0


@pytest.mark.parametrize("task", ["classification"], indirect=True)
def test_an_open_quote_loses_no_row_silently(trained: Path) -> None:
    for row in ('"free,30,2,k1,north', 'free,30,2,k1,"north'):
        with pytest.raises(UserError, match="new.csv: row 1 opens a quote that is never closed"):
            score(f"{HEADER}\n{row}\nfree,30,2,k2,north\nfree,30,2,k3,north")
        assert not OUT.exists()


@pytest.mark.parametrize("task", ["regression"], indirect=True)
def test_the_input_is_never_written_over(trained: Path) -> None:
    for name, output in [("a.csv", "a.csv"), ("a.rejects.csv", "a.csv"),
                         ("a.pq.rejects.csv", "a.pq")]:
        Path(name).write_text(f"{HEADER}\nfree,30,2,k,north\n")
        with pytest.raises(UserError, match=f"{name}: would be written over the input"):
            predict_file(load_params(), MODEL, Path(name), Path("sub/..") / output)
        assert Path(name).read_text().startswith(HEADER)


def test_values_outside_of_the_contract_are_counted_by_column(trained: Path) -> None:
    notices = score(f"{HEADER}\npirate,30,2,k,north\nfree,-5,2,k,north\nfree,-6,2,k,north\n")
    assert notices[0].endswith("references/schema.yaml: income (3), age (2), job (1)")


@pytest.mark.parametrize("task", ["classification"], indirect=True)
def test_an_identifier_with_the_name_of_a_score_is_kept(task: Task, folder: Path) -> None:
    table = make_table(task).rename(columns={"id": "row", "age": "row_"})
    write_table(table.assign(probability=[f"p{number}" for number in range(300)]))
    params = write_params(task, features={"decades": "row_ / 10"})
    make_dataset(params)
    train_model(params)
    table.drop(columns="target").assign(probability="p1").to_csv(NEW, index=False)
    predict_file(params, MODEL, NEW, OUT)
    found = pd.read_csv(OUT)
    assert list(found) == ["row", "row__", "probability_", "probability", "prediction"]
    assert found["row__"].tolist() == table["row"].tolist()
    assert set(found["probability_"]) == {"p1"}


@pytest.mark.parametrize("task", ["regression"], indirect=True)
def test_scores_are_not_written_under_a_name_that_promises_another_form(trained: Path) -> None:
    for name, message in [
            ("new.csv.gz", "new.csv.gz: scores are not written compressed; name a"),
            ("new.CSV.GZ", "new.CSV.GZ: scores are not written compressed; name a"),
            ("new.xlsx", "new.xlsx: scores are not written as .xlsx; name a .csv or .parquet"),
            ("./", ".: is no name for scores; name a file, as OUTPUT=scores.csv, or a folder")]:
        with pytest.raises(UserError, match=message):
            score(f"{HEADER}\nfree,30,2,k,north\n", Path(name))


@pytest.mark.parametrize("task", ["regression"], indirect=True)
def test_rejects_of_other_scores_are_left_alone(trained: Path) -> None:
    score(f"{HEADER}\nfree,old,2,k,north\n", Path("a.csv"))
    score(f"{HEADER}\nfree,30,2,k,north\n", Path("a.PARQUET"))
    assert pq.read_table("a.PARQUET").num_rows == 1
    for year in (2024, 2025):
        predict_file(load_params(), MODEL, NEW, Path(f"a.{year}"), folder=True)
    assert [path.name for path in sorted(Path().glob("*.rejects.csv"))] == ["a.rejects.csv"]


def test_a_truth_value_scores_alike_from_csv_and_from_parquet(task: Task, folder: Path) -> None:
    table = make_table(task).drop(columns="id")
    table["owner"] = table["age"] > 40
    write_table(table)
    params = write_params(task)
    make_dataset(params)
    train_model(params)
    table.to_csv(NEW, index=False)
    table.to_parquet("new.parquet")
    for source in (NEW, Path("new.parquet")):
        notices = predict_file(params, MODEL, source, Path(f"{source.suffix[1:]}.csv"))
        assert not any("values outside" in notice for notice in notices)
    assert Path("csv.csv").read_text() == Path("parquet.csv").read_text()
