"""The referees of SQL: they tell what is wrong with the files, and what a machine lacks."""

import signal
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from hand_made import MODELS, delivery, model
from sql_runs import RUNTIMES

from slipway_package.data.schema import Column
from slipway_package.delivery.form import Delivery, NotDeliverable, Rows
from slipway_package.delivery.runtimes import (
    commands,
    databases,
    duckdb,
    mariadb,
    postgresql,
    servers,
    spark,
    sqlite,
)
from slipway_package.delivery.sql import write as sql
from slipway_package.portable.model import Additive, Input, LinearTerm

ALL = (duckdb, sqlite, postgresql, mariadb, spark)
MADE = delivery(model("line", Additive((0.5,), (LinearTerm("x", 0.0, (2.0,), (9.0,)),)),
                      classes=None, inputs=(Input("x", "number"),), derived=()))
TRIED = Rows({"x": np.array([1.0, 2.0, np.nan, np.nan])}, np.full(4, "made"))


def keyed(made: Delivery) -> Delivery:
    """Add an identifier to the contract."""
    schema = type(made.schema)(version=1, table="t", rows=1, target=made.schema.target,
                               columns={"x": Column(kind="number"),
                                        "id": Column(kind="identifier")})
    return replace(made, schema=schema)


@pytest.mark.parametrize("runtime", RUNTIMES)
@pytest.mark.parametrize("table", ["rows", "Inputs", "sums", "a schema.the `table` \"x\""])
def test_a_table_may_have_any_name_and_keys(table: str, runtime: ModuleType,
                                            tmp_path: Path) -> None:
    made = replace(keyed(MADE), table=table)
    sql.write(made, tmp_path)
    for _ in range(2):  # The server is the same, and must hold nothing of the first time.
        found = runtime.score(made, tmp_path, TRIED)
        assert found.scores.tolist() == [2.5, 4.5, 9.5, 9.5]
        assert found.decisions is None
        assert found.seconds > 0


@pytest.mark.skipif(bool(mariadb.unavailable()), reason="MariaDB is not installed")
def test_mariadb_deletes_no_temporary_tables_of_other_servers() -> None:
    # It looks for what a server before it left in its folder of temporary files as it starts.
    with mariadb.connect() as connection, connection.cursor() as cursor:
        cursor.execute("SELECT @@tmpdir, @@datadir")
        temporary, data = map(Path, cursor.fetchone())
    assert temporary == data.parent != Path(tempfile.gettempdir())


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_the_file_itself_is_what_scores(runtime: ModuleType, tmp_path: Path) -> None:
    sql.write(MADE, tmp_path)
    for path in tmp_path.rglob("select.sql"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("COALESCE", "7 + COALESCE"), encoding="utf-8")
    assert runtime.score(MADE, tmp_path, TRIED).scores.tolist() == [9.5, 11.5, 16.5, 16.5]


@pytest.mark.parametrize("runtime", ALL)
def test_a_query_that_was_not_written_is_no_failure(runtime: ModuleType, tmp_path: Path) -> None:
    for folder in ("duckdb", "sqlite", "postgresql", "mysql", "spark"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "not_written.txt").write_text("it is too large\n")
    with pytest.raises(NotDeliverable, match="^it is too large$"):
        runtime.score(MADE, tmp_path, TRIED)


@pytest.mark.parametrize("fetched, fault", [
    ([(1.0, 2.5), (2.0, 4.5), (None, 9.5), (None, 9.4)], "rows that are alike have different"),
    ([(1.0, 2.5), (2.0, 4.5), (None, 9.5)], "other rows than the table holds"),
    ([(1.0, 2.5), (3.0, 4.5), (None, 9.5), (None, 9.5)], "other rows than the table holds")])
def test_answers_that_do_not_belong_to_the_rows_are_refused(fetched: list[tuple],
                                                            fault: str) -> None:
    table = databases.stored(MADE, TRIED, databases.spelling(), has_nan=True)
    assert table.values[:3] == [(1.0,), (2.0,), (None,)]
    assert np.isnan(table.values[3][0])
    with pytest.raises(ValueError, match=fault):
        databases.answers(MADE, TRIED, table, fetched, 0.1)


def test_answers_may_come_in_any_order() -> None:
    table = databases.stored(MADE, TRIED, databases.spelling(), has_nan=False)
    fetched = [(float("nan"), 9.5), (2.0, 4.5), (None, 9.5), (1.0, 2.5)]
    found = databases.answers(MADE, TRIED, table, fetched, 0.1)
    assert found.scores.tolist() == [2.5, 4.5, 9.5, 9.5]


def test_a_runtime_has_its_own_rule_for_names_that_no_database_holds() -> None:
    postgres = databases.spelling(63, in_bytes=True, folds_case=False)
    assert postgres(["ü" * 40, "ü" * 41, "Age", "age"]) == ["ü" * 31, "ü" * 30 + "_2", "Age",
                                                            "age"]
    assert databases.spelling()(["Age", "age"]) == ["Age", "age_2"]
    assert databases.spelling(64, other_letters=" +$")(["x ", "x_", "y" * 70]) == [
        "x_", "x__2", "y" * 64]


@pytest.mark.parametrize("runtime", ALL)
def test_what_a_machine_lacks_is_said(runtime: ModuleType,
                                      monkeypatch: pytest.MonkeyPatch) -> None:
    if runtime is sqlite:
        monkeypatch.setattr(sqlite.sqlite3, "connect", lambda name: _OldSqlite())
        assert "lacks mathematical functions (no such function: EXP)" in runtime.unavailable()
        return
    monkeypatch.setattr(runtime, "find_spec", lambda name: None)
    assert runtime.unavailable().endswith("is not installed")
    monkeypatch.undo()
    if hasattr(runtime, "find_command"):
        monkeypatch.setattr(runtime, "find_command", lambda name, **places: None)
        assert "is not installed (commands " in runtime.unavailable()


class _OldSqlite:
    def execute(self, statement: str) -> None:
        raise sqlite.sqlite3.OperationalError("no such function: EXP")

    def close(self) -> None:
        pass


def test_a_server_that_does_not_start_is_told(tmp_path: Path) -> None:
    def never() -> None:
        raise ConnectionError

    command = [sys.executable, "-c", "raise SystemExit('no space left')"]
    with pytest.raises(RuntimeError, match="does not answer: no space left"):
        servers.start(command, tmp_path, never, signal.SIGTERM)
    with pytest.raises(RuntimeError, match="failed: no space left$"):
        commands.run(command, tmp_path)


def test_a_binary_model_has_decisions(tmp_path: Path) -> None:
    made = delivery(MODELS["one leaf"])
    sql.write(made, tmp_path)
    found = sqlite.score(made, tmp_path, TRIED)
    assert found.scores.tolist() == [0.75] * 4
    assert found.decisions.tolist() == [made.model.classes[1]] * 4
