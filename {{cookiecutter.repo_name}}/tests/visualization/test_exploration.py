"""Exploring a table: right measures, and words and figures for whatever it holds."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

from slipway_package.visualization import associations, data_words
from slipway_package.visualization import exploration
from slipway_package.visualization import findings, labels, twins
from slipway_package.visualization.curves import decimal_years
from slipway_package.visualization.style import png_of
from slipway_package.visualization.training_table import (
    read_training_table,
)

ROWS = 60
RNG = np.random.default_rng(0)
HOSTILE = "<script>|`$x$` {y}\n" + "long " * 50
TABLES = {
    "one number": {"a": RNG.random(ROWS)},
    "no number": {"a": ["x", "y", "z"] * 20, HOSTILE: ["p"] * 30 + [None] * 30},
    "all missing": {"a": [np.nan] * ROWS, "b": pd.Series([None] * ROWS, dtype="str")},
    "constant": {"a": [1.0] * ROWS, "b": ["x"] * ROWS},
    "no column": {},
    "infinite and huge": {"a": [np.inf, -np.inf, 1e300] * 20, "b": [1e-300, 0.0, -5.0] * 20},
    "wide": {f"{HOSTILE}{place}": RNG.random(ROWS) for place in range(120)},
}


def write_table(folder: Path, columns: dict, task: str, rows: int = ROWS) -> tuple[Path, Path]:
    """Write training rows and a contract as the data stage does."""
    table = pd.DataFrame(columns, index=range(ROWS))
    kinds = {name: {"f": "number", "M": "date"}.get(table[name].dtype.kind, "category")
             for name in table}
    target = RNG.random(ROWS) if task == "regression" else ["no", "yes"] * (ROWS // 2)
    table["target"] = target
    table.head(rows).to_parquet(folder / "train.parquet", index=False)
    contract = {"version": 1, "table": "data/raw/t.csv", "rows": rows,
                "target": {"name": "target", "task": task, "positive": "yes"},
                "columns": {name: {"kind": kind, "description": "a <b> | c"}
                            for name, kind in kinds.items()}}
    (folder / "schema.yaml").write_text(yaml.safe_dump(contract, sort_keys=False),
                                        encoding="utf-8")
    return folder / "train.parquet", folder / "schema.yaml"


@pytest.mark.parametrize("task, kind, rows", [
    *(("classification", kind, ROWS) for kind in TABLES if kind != "infinite and huge"),
    ("regression", "infinite and huge", ROWS), ("regression", "no number", 1)])
def test_any_table_is_told_and_drawn(tmp_path: Path, task: str, kind: str, rows: int) -> None:
    table = read_training_table(*write_table(tmp_path, TABLES[kind], task, rows))
    leading = list(table.strengths.index)
    matrix = associations.association_matrix(table.features[leading[:9]])
    told = [data_words.overview(table), data_words.contract_table(table),
            data_words.missing_words(table), data_words.association_words(table, matrix),
            data_words.twin_words(table), findings.things_to_look_at(table, matrix)]
    assert all(told) and "<script>" not in "".join(told).replace("`<script>", "")
    outcome = table.outcome, table.outcome_name
    drawn = (exploration.missing_share_figure(table.features),
             exploration.target_distribution_figure(table.target, table.positive),
             exploration.numbers_figure(table.features, *outcome, table.numbers),
             exploration.categories_figure(table.features, *outcome, table.categories),
             exploration.association_figure(matrix, len(leading)))
    assert all(png_of(figure).startswith(b"\x89PNG") for figure in drawn)
    assert ("Of the rows, " in told[2]) == table.features.isna().to_numpy().any()
    if kind == "wide":
        assert "9 of 120 columns" in drawn[2].get_suptitle()
        assert "40 most telling of 120" in told[1]


def test_long_names_are_told_apart_and_stay_inside_the_picture(tmp_path: Path) -> None:
    columns = {f"measured_value_of_sensor_number_{place:02}_in_the_hall": RNG.random(ROWS)
               for place in range(8)}
    table = read_training_table(*write_table(tmp_path, columns, "classification"))
    ends = ["before the first year had gone by", "after the first year had gone by"]
    words = [f"Customer churned {end}" for end in ends]
    table = replace(table, positive=words[0], target=pd.Series(
        words * (ROWS // 2), name="What became of the customer's contract"))
    outcome = table.outcome, table.outcome_name
    assert "before" in table.outcome_name
    assert "after" in replace(table, positive=words[1]).outcome_name
    columns["many words"] = [f"the same long beginning {place % 3}, end" for place in range(ROWS)]
    features = pd.DataFrame(columns).assign(other=["x"] * ROWS)
    for figure in (exploration.numbers_figure(features, *outcome, list(columns)[:8], 7),
                   exploration.categories_figure(features, *outcome, ["many words"] * 2, 1)):
        png_of(figure)
        title = figure.texts[0].get_window_extent()
        assert 0 <= title.x0 and title.x1 <= figure.bbox.width
        names = [axes.get_title(loc="left") for axes in figure.axes if axes.axison]
        marks = [mark.get_text() for mark in figure.axes[0].get_yticklabels()]
        assert len({*names}) == len(names) and len({*marks}) == len(marks)
    matrix = associations.association_matrix(table.features)
    marks = exploration.association_figure(matrix).axes[0].get_yticklabels()
    assert len({mark.get_text() for mark in marks}) == 7


def test_pictures_of_gaps_and_classes_name_what_they_draw() -> None:
    names = [f"a long name of a column that ends with {end}" for end in ("a", "b", "c")]
    gaps = pd.DataFrame({name: [1.0, np.nan] for name in names} | {"whole": 1.0})
    figure = exploration.missing_share_figure(gaps, 2)
    assert figure.get_suptitle() == "Missing values in 3 of 4 columns; the 2 with most"
    assert exploration.missing_share_figure(gaps).get_suptitle().endswith("3 of 4 columns")
    target = pd.Series([f"a long beginning of a {word} class name" for word in ("good", "bad")])
    for figure in (figure, exploration.target_distribution_figure(target)):
        marks = [mark.get_text() for mark in figure.axes[0].get_yticklabels()]
        assert len({*marks}) == 2


@pytest.mark.parametrize("positive", ["common", "usual"])
def test_the_rarest_class_is_warned_of_whichever_it_is(tmp_path: Path, positive: str) -> None:
    table = read_training_table(*write_table(tmp_path, {"a": RNG.random(ROWS)}, "classification"))
    target = pd.Series(["seldom", *["common"] * 40, *["usual"] * 19], name="target")
    table = replace(table, target=target, positive=positive)
    matrix = associations.association_matrix(table.features)
    assert "Only 1.7" in (told := findings.things_to_look_at(table, matrix))
    assert "of the rows are `seldom`" in told


def test_a_range_over_units_cannot_be_misread(tmp_path: Path) -> None:
    columns = {"a": np.linspace(33.9, 15_064_105_127, ROWS)}
    path, schema = write_table(tmp_path, columns, "classification")
    contract = yaml.safe_load(schema.read_text(encoding="utf-8"))
    contract["columns"]["a"]["range"] = [33.9, 15_064_105_127]
    schema.write_text(yaml.safe_dump(contract), encoding="utf-8")
    told = data_words.contract_table(read_training_table(path, schema))
    assert told.count("from 33.9 up to 15.1 billion") == 2
    assert labels.span("3", "9.5") == "3 to 9.5"
    assert labels.span("448 million", "3.15 billion") == "448 million to 3.15 billion"


def test_a_date_is_written_as_a_day(tmp_path: Path) -> None:
    columns = {"a": RNG.random(ROWS), "opened": pd.date_range("2023-01-01", periods=ROWS)}
    table = read_training_table(*write_table(tmp_path, columns, "classification"))
    assert "may use 1 number column and 1 date column" in data_words.overview(table)
    assert "| 2023-01-01 to 2023-03-01, median 2023-01-31 |" in data_words.contract_table(table)
    figure = exploration.numbers_figure(table.features, table.outcome, table.outcome_name,
                                        table.numbers, 9, table.dates)
    assert png_of(figure).startswith(b"\x89PNG")
    marks = {axes.get_title(loc="left"): [mark.get_text() for mark in axes.get_xticklabels()]
             for axes in figure.axes}
    assert marks["opened"] == ["2023-01-16", "2023-02-14"]
    assert not any(mark.startswith("0-") for mark in marks["a"])


def test_every_day_is_written_as_it_was() -> None:
    days = pd.Series(pd.date_range("1899-12-31", "2101-01-01"))
    written = [labels.day(years) for years in decimal_years(days)]
    assert written == days.dt.strftime("%Y-%m-%d").tolist()
    assert [*map(labels.day, (np.nan, -5.0, 2e9))] == ["missing", "0001-01-01", "9999-12-31"]


def test_strength_runs_from_nothing_to_everything() -> None:
    x = np.linspace(-1, 1, 1000)
    features = pd.DataFrame({"noise": RNG.random(1000), "bent": x, "same": x ** 2,
                             "far": np.where(abs(x) > 0.5, "yes", "no"), "one value": 1.0})
    found = associations.strengths_with_outcome(features, x ** 2)
    assert found["same"] > 0.98 and found["bent"] > 0.95  # where a correlation would be 0
    assert found["far"] == pytest.approx(np.sqrt(0.75), abs=0.01)
    assert found["noise"] < 0.2 and found["one value"] == 0


def test_pairs_are_measured_by_the_kinds_of_their_columns() -> None:
    first = np.arange(300.0)
    features = pd.DataFrame({"number": first, "falling": -first ** 3,
                             "word": np.where(first < 150, "low", "high"),
                             "other word": np.where(first < 150, "l", "h")})
    matrix = associations.association_matrix(features)
    assert matrix.at["number", "falling"] == pytest.approx(-1)
    assert matrix.at["word", "other word"] == pytest.approx(1, abs=0.01)
    assert matrix.at["number", "word"] == pytest.approx(np.sqrt(0.75), abs=0.01)
    pd.testing.assert_frame_equal(matrix, matrix.T)


def test_twins_and_telling_gaps_are_found() -> None:
    gone = np.arange(100) < 30
    features = pd.DataFrame({"a": np.where(gone, np.nan, 1.0), "b": np.arange(100) % 50 * 1.0,
                             "word": np.where(gone, "x", "y"), "renamed": np.where(gone, "1", "2")})
    gaps = twins.telling_gaps(features, gone * 1.0)
    assert [(gap.column, gap.rows, gap.missing) for gap in gaps] == [("a", 30, 1.0)]
    assert twins.same_columns(features) == [["word", "renamed"]]
    rows = pd.DataFrame({"a": [1.0, 1, 1, np.nan, np.nan], "b": list("xxxyy")})
    assert twins.contradictions(rows, pd.Series(list("nnynn"))) == (2, 3)


@pytest.mark.parametrize("value, text", [
    (0, "0"), (1234, "1234"), (12345.6, "12,346"), (0.12345, "0.123"), (5e-7, "5.00e-07"),
    (9.996, "10"), (-2.5, "-2.5"), (6.57e9, "6.57 billion"), (float("nan"), "missing")])
def test_numbers_are_written_for_people(value: float, text: str) -> None:
    assert labels.number(value) == text


HALL = [f"measured_value_of_sensor_number_{place:02}_in_the_hall" for place in range(12)]
CHURN = [f"Customer churned {when} the first year" for when in ("within", "after")]
PARTS = ["p" * 30 + one + "q" * 30 + other + "r" * 30 for one in "ab" for other in "xyz"]


@pytest.mark.parametrize("limit", [16, 18, 28])
@pytest.mark.parametrize("names", [
    HALL, CHURN, PARTS, ["a b", "a  b", "a b (2)"], ["", " ", None], [*HALL, *CHURN, *PARTS, 3],
    [*(f"{'long ' * 30}{place}{' long' * 30}" for place in range(300)), "long " * 30]])
def test_different_names_stay_different_when_shortened(names: list, limit: int) -> None:
    found = labels.shorts(names, limit)
    assert len({*found}) == len(names) and max(map(len, found)) <= limit
    assert labels.shorts([*names, names[0]], limit) == [*found, found[0]]


def test_shortened_names_lose_what_they_have_in_common() -> None:
    assert labels.shorts(HALL)[7] == "…number_07_in_the_hall"
    assert labels.shorts(CHURN, 18) == ["…within the first…", "…after the first…"]
    assert labels.shorts(["area", "Lot_Area"]) == ["area", "Lot_Area"]
    assert labels.shorts(HALL[:1]) == [labels.short(HALL[0])]
