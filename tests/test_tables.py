"""Any table, by editing params.yaml alone: some of those that `make tables` tries all of."""

import os
from pathlib import Path

import pytest
from combinations import COMBINATIONS
from conftest import Bake

from tries import TRIES
from tries.run import prepare, run
from tries.table import Try

ROOT = Path(__file__).parent.parent
# Between them: two classes, three and a number; CSV, JSON lines, Excel and Parquet; words, dates,
# holes and hostile names; splits by time and by group; weights, and a log target.
DAILY = ("iris", "cars", "holes", "30 rows", "odd names", "extremes", "customers in time", "noise")


@pytest.mark.parametrize("tried", [tried for tried in TRIES if tried.name in DAILY],
                         ids=lambda tried: tried.folder)
def test_a_table_is_learned_and_carried_to_every_form(tried: Try, bake: Bake,
                                                      tmp_path: Path) -> None:
    project = prepare(tried, bake(COMBINATIONS[0]), tmp_path)
    result = run(tried, project, Path(os.environ["PROJECT_VENV"]))
    assert result.rows == len(tried.make())
    if tried.learns:
        assert result.value > result.baseline
    else:
        assert not result.value > result.baseline + 0.05
        report = (project / "reports" / "notebooks" / "2.0-model-report.html").read_text()
        assert "clearly better than the baseline" in report or "no better than" in report
    assert result.trials > 25 and result.largest < 1e-9


def test_the_tables_are_as_many_as_is_said_and_each_has_a_name_of_its_own() -> None:
    assert len(TRIES) >= 24 and len({tried.folder for tried in TRIES}) == len(TRIES)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"tries it on {len(TRIES)} tables" in " ".join(readme.split())
    assert {*DAILY} <= {tried.name for tried in TRIES}


def test_docs_tell_of_every_table() -> None:
    lines = (ROOT / "docs" / "tables.md").read_text(encoding="utf-8").splitlines()
    told = [line.split(" | ")[:2] for line in lines if line.startswith("| ")][2:]
    assert told == [[f"| {tried.name}", tried.about] for tried in TRIES]
