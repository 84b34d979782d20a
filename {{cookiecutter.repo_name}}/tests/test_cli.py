"""The command line: exit statuses, and one line for a mistake."""

from pathlib import Path

import pytest
import yaml
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
    assert Path(".make/table.mk").read_text().startswith("TABLE := a\\ $$\\ table\\#1.csv\n")


def test_check_says_what_dvc_will_miss_before_anything_is_done(
        folder: Path, capsys: pytest.CaptureFixture) -> None:
    write_params()
    Path("dvc.yaml").write_text(yaml.safe_dump({"stages": {"data": {"params": ["split.by"]}}}))
    assert main(["check"]) == 2
    assert capsys.readouterr().err == ("params.yaml: split.by: left out, but dvc.yaml asks for it; "
                                       "write `by: random` under split\n")


@pytest.mark.parametrize("verb", ["check", "mend-lock"])
def test_what_a_killed_run_cut_off_is_put_back_with_a_notice(
        verb: str, folder: Path, capsys: pytest.CaptureFixture) -> None:
    write_params()
    write_table(make_table("classification"))
    Path("dvc.lock").write_text("sche")
    Path(".make").mkdir()
    kept = "schema: '2.0'\nstages:\n  data:\n    cmd: x\n"
    Path(".make/dvc.lock").write_text(kept)
    assert main([verb]) == 0
    assert capsys.readouterr().out.startswith("dvc.lock: a killed run had cut it off; it is put ")
    assert Path("dvc.lock").read_text() == kept
    Path("dvc.lock").write_text("<<<<<<< HEAD\n")
    assert main([verb]) == 2
    assert capsys.readouterr().err.startswith("dvc.lock:1: holds a merge conflict; keep either ")
