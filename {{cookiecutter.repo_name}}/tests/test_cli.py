"""The command line: exit statuses, and one line for a mistake."""

from pathlib import Path

import pytest
from samples import make_table, write_params, write_table

from slipway_package.cli import STAGES, main


def test_a_mistake_is_one_line_and_status_2(folder: Path, capsys: pytest.CaptureFixture) -> None:
    write_params(target={"column": "nowhere"})
    write_table(make_table("classification"))
    assert main(["data"]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err == ("params.yaml: target.column: nowhere is no column of "
                           "data/raw/table.csv; it has id, income, age, home town, job, target\n")


def test_names_that_are_nearly_columns_are_all_recognised_at_once(
        folder: Path, capsys: pytest.CaptureFixture) -> None:
    write_table(make_table("classification"))
    write_params(target={"column": "TARGT"}, columns={"exclude": ["Home-Town"]})
    assert main(["data"]) == 2
    first, second = capsys.readouterr().err.splitlines()
    assert first.endswith("TARGT is no column of data/raw/table.csv; it has id, income, age, home "
                          "town, job, target; did you mean `target`?")
    assert "columns.exclude: Home-Town is no column of " in second
    assert second.endswith("; did you mean `home town`?")


def test_a_port_that_is_none_is_one_line(folder: Path, capsys: pytest.CaptureFixture) -> None:
    for port in ("80000", "-1", "http"):
        with pytest.raises(SystemExit):
            main(["serve", f"--port={port}"])
        assert capsys.readouterr().err.splitlines()[-1].endswith(
            f"argument --port: {port} is no port, a number from 0 to 65535")


def test_a_stage_without_the_one_before_says_what_is_missing(
        folder: Path, capsys: pytest.CaptureFixture) -> None:
    write_params()
    for stage in ("train", "evaluate", "predict", "gate", "deliver", "verify",
                  "check-verified", "summary"):
        assert main([stage]) == 2
        printed = capsys.readouterr().err
        assert printed.count("\n") == 1
        assert "`make " in printed


def test_a_form_that_there_is_not_is_named(folder: Path, capsys: pytest.CaptureFixture) -> None:
    write_params()
    for stage in ("deliver", "verify"):
        assert main([stage, "--form", "exel"]) == 2
        assert capsys.readouterr().err == ("FORM=exel: there is no such form; choose from paper, "
                                           "excel, sql, pmml, onnx, package, program\n")


def test_every_stage_has_help(capsys: pytest.CaptureFixture) -> None:
    for stage in STAGES:
        with pytest.raises(SystemExit) as done:
            main([stage, "--help"])
        assert done.value.code == 0
        assert STAGES[stage].__doc__ in " ".join(capsys.readouterr().out.split())


def test_check_tells_make_on_which_table_the_data_depend(folder: Path) -> None:
    Path("a $ table#1.csv").write_text("a\n")
    write_params(source={"path": "a $ table#1.csv"})
    assert main(["check"]) == 0
    assert Path(".make/table.mk").read_text().startswith("TABLE := a\\ $$\\ table\\#1.csv .\n")
