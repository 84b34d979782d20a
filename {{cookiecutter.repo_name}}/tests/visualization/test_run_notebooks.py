"""Running notebooks: pinned, repeatable, readable offline, and honest when one fails."""

import json
import os
import re
import sys
from pathlib import Path

import nbformat
import pytest

from slipway_package.errors import UserError
from slipway_package.visualization.run_notebooks import run_notebooks

TELLS = """
import os, sys
from IPython.display import Markdown, display
from slipway_package import errors
print(sys.executable, os.getcwd(), os.environ["OMP_NUM_THREADS"], greeting)
display(Markdown("**made from data** ![dot](dot.png)"))
"""
DOT = bytes.fromhex("89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944"
                    "4154789c63f8ffff3f0005fe02fe0def46b80000000049454e44ae426082")


def write_notebook(folder: Path, stem: str, *sources: str) -> None:
    """Write a notebook: a heading, a parameters cell, and `sources` as code cells."""
    cells = [nbformat.v4.new_markdown_cell("# A <title>", id="title"),
             nbformat.v4.new_code_cell("greeting = 'hello'", id="given",
                                       metadata={"tags": ["parameters"]})]
    cells += [nbformat.v4.new_code_cell(source.strip(), id=f"code-{place}")
              for place, source in enumerate(sources)]
    folder.mkdir(exist_ok=True)
    nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / f"{stem}.ipynb")


def poison_kernelspecs(folder: Path, patch: pytest.MonkeyPatch) -> None:
    """Make every kernelspec, template and start-up file that a user may have a broken one."""
    spec = {"argv": ["false", "{connection_file}"], "display_name": "broken", "language": "python"}
    for base in (folder / ".local/share/jupyter", folder / "jupyter"):
        (base / "kernels/python3").mkdir(parents=True)
        (base / "kernels/python3/kernel.json").write_text(json.dumps(spec))
        (base / "nbconvert/templates/basic").mkdir(parents=True)
        (base / "nbconvert/templates/basic/index.html.j2").write_text("poisoned")
    startup = folder / ".ipython/profile_default/startup"
    startup.mkdir(parents=True)
    (startup / "00.py").write_text("raise SystemExit('poisoned')")
    patch.setenv("HOME", str(folder))
    patch.setenv("JUPYTER_PATH", str(folder / "jupyter"))


def test_notebooks_run_in_this_environment_and_twice_the_same(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture) -> None:
    poison_kernelspecs(tmp_path / "home", monkeypatch)
    notebooks = tmp_path / "notebooks"
    write_notebook(notebooks, "1.0-tells", TELLS)
    write_notebook(notebooks, "draft", "1 / 0")
    (notebooks / "dot.png").write_bytes(DOT)
    for name in ("first", "second"):
        run_notebooks(notebooks, tmp_path / name, {"1.0-tells": {"greeting": "good day"}})
    names = ["1.0-tells.html", "1.0-tells.ipynb"]
    for name in ("first", "second"):
        assert sorted(path.name for path in (tmp_path / name).iterdir()) == names
    for name in names:
        assert (tmp_path / "first" / name).read_bytes() == (tmp_path / "second" / name).read_bytes()
    told = nbformat.read(tmp_path / "first/1.0-tells.ipynb", as_version=4)
    nbformat.validate(told)
    assert told.cells[-1].outputs[0].text.split() == [
        sys.executable, os.path.realpath(tmp_path), "1", "good", "day"]
    page = (tmp_path / "first/1.0-tells.html").read_text(encoding="utf-8")
    assert "<title>A &lt;title&gt;</title>" in page and "<strong>made from data</strong>" in page
    assert "import os" not in page and not re.search(r"https?:|src=\"(?!data:)", page)
    assert capfd.readouterr() == ("", "")  # no progress bar where nobody looks


def test_failures_are_all_told_and_leave_no_finished_notebook(tmp_path: Path) -> None:
    notebooks, output = tmp_path / "notebooks", tmp_path / "out"
    write_notebook(notebooks, "1-fails", "print('so far')", "raise KeyError('income')", "print(1)")
    write_notebook(notebooks, "2-dies", "import os; os.kill(os.getpid(), 9)")
    write_notebook(notebooks, "3-works", "1 + 1")
    output.mkdir()
    for name in ("1-fails.ipynb", "1-fails.html", "3-works.failed.ipynb"):
        (output / name).write_text("of an earlier run")
    with pytest.raises(UserError) as caught:
        run_notebooks(notebooks, output, {})
    message = str(caught.value)
    assert "1-fails.ipynb: cell In [3] failed with KeyError: 'income'" in message
    assert "2-dies.ipynb: cell In [2] failed with Kernel died" in message
    assert "\n" not in message and "3-works" not in message
    assert sorted(path.name for path in output.iterdir()) == [
        "1-fails.failed.ipynb", "2-dies.failed.ipynb", "3-works.html", "3-works.ipynb"]
    assert "so far" in (output / "1-fails.failed.ipynb").read_text(encoding="utf-8")


@pytest.mark.parametrize("parameters, told", [
    ({"1.0-rows": {"gretting": 1}}, r"notebooks\.1\.0-rows\.gretting.*did you mean `greeting`\?"),
    ({"1.0-row": {}}, r"notebooks\.1\.0-row: .*did you mean `1\.0-rows`\?"),
    ({"other": {}}, r"it has: 1\.0-rows")])
def test_an_unknown_name_runs_nothing(tmp_path: Path, parameters: dict, told: str) -> None:
    write_notebook(tmp_path / "notebooks", "1.0-rows", "1 / 0")
    with pytest.raises(UserError, match=told):
        run_notebooks(tmp_path / "notebooks", tmp_path / "out", parameters)
    assert not (tmp_path / "out").exists()


def test_a_file_that_is_no_notebook_is_refused(tmp_path: Path) -> None:
    (tmp_path / "1-torn.ipynb").write_text('{"cells": [')
    with pytest.raises(UserError, match="1-torn.ipynb: is no notebook"):
        run_notebooks(tmp_path, tmp_path / "out", {})
