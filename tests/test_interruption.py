"""A verb that is killed at any moment and typed again ends as if it had never been killed."""

import random
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from combinations import COMBINATIONS
from conftest import Generate
from workflow import STAGES, copy_of, digests, kill, make_quick, start, succeed

pytestmark = pytest.mark.xdist_group("interruption")
KILLED = -9
# Written anew by every process, or by git; the copy of dvc.lock is as old as the last verb's start.
PASSING = ("__pycache__/", ".git/", ".dvc/tmp/", ".dvc/cache/runs/", ".make/dvc.lock")
# Shares of the time that a verb takes: an early and a late moment; data and predict are short.
EARLY, LATE, ANY = (0.2, 0.6), (0.6, 0.98), (0.2, 0.98)
SPANS = [("data", ANY), ("train", EARLY), ("train", LATE), ("evaluate", EARLY), ("evaluate", LATE),
         ("predict", ANY), ("notebooks", EARLY), ("notebooks", LATE)]
RANDOM = random.Random(20)
MOMENTS = [pytest.param(verb, share, id=f"{verb} at {share:.2f}") for verb, span in SPANS
           for share in [RANDOM.uniform(*span)]]


@dataclass(frozen=True)
class Undisturbed:
    """A project before a verb, what it holds after it, and the seconds in between."""

    before: Path
    after: dict[str, str]
    seconds: float


def contents(project: Path) -> dict[str, str]:
    """Every file that should not depend on how often a verb was started."""
    return {name: digest for name, digest in digests(project, ".").items()
            if not any(folder in name for folder in PASSING)}


def differing(one: dict[str, str], other: dict[str, str]) -> list[str]:
    """Name the files that are in only one of two projects, or not the same in both."""
    return sorted({name for name, _ in one.items() ^ other.items()})


def kill_when(project: Path, due: Callable[[], bool], *arguments: str) -> bool:
    """Kill `make <arguments>` when it is due; return whether it still ran."""
    process = start(project, *arguments)
    try:
        while process.poll() is None and not due():
            time.sleep(0.002)
    finally:
        kill(process)
    return process.returncode == KILLED


@pytest.fixture(scope="module")
def steps(generate: Generate, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Undisturbed]:
    """Run verb after verb, undisturbed, and keep a copy of the project before each."""
    folder = tmp_path_factory.mktemp("steps")
    project = generate(folder, **COMBINATIONS[0].answers)
    make_quick(project)
    succeed(project, "setup")
    found = {}
    for verb in STAGES:
        before = copy_of(project, folder / verb)
        began = time.monotonic()
        succeed(project, verb)
        found[verb] = Undisturbed(before, contents(project), time.monotonic() - began)
    return found


@pytest.mark.parametrize("verb, share", MOMENTS)
def test_a_killed_verb_typed_again_leaves_the_same_files(
        verb: str, share: float, steps: dict[str, Undisturbed], tmp_path: Path) -> None:
    step, wait = steps[verb], share * steps[verb].seconds
    killed = False
    while not killed:
        shutil.rmtree(tmp_path)
        project = copy_of(step.before, tmp_path)
        moment = time.monotonic() + wait
        killed = kill_when(project, lambda: time.monotonic() > moment, verb)
        wait /= 2  # The machine may be quicker than it was.
    succeed(project, verb)
    assert differing(contents(project), step.after) == []


@pytest.mark.parametrize("verb", STAGES)
def test_a_verb_killed_after_dvc_noted_its_stage_leaves_the_same_files(
        verb: str, steps: dict[str, Undisturbed], tmp_path: Path) -> None:
    def noted() -> bool:
        lock = project / "dvc.lock"
        return lock.exists() and f"\n  {verb}:" in lock.read_text(encoding="utf-8")

    killed = False
    while not killed:
        shutil.rmtree(tmp_path)
        project = copy_of(steps[verb].before, tmp_path)
        killed = kill_when(project, noted, verb)
    succeed(project, verb)
    assert differing(contents(project), steps[verb].after) == []


def test_scores_of_a_large_table_are_whole_or_as_they_were(steps: dict[str, Undisturbed],
                                                           tmp_path: Path) -> None:
    project = copy_of(steps["notebooks"].before, tmp_path)
    header, *rows = (project / "data/raw/credit.csv").read_text(encoding="utf-8").splitlines(True)
    source, output, other = (tmp_path / name for name in ("large.csv", "scores.csv", "other.csv"))
    source.write_text(header + "".join(rows) * 60, encoding="utf-8")
    succeed(project, "predict", f"INPUT={source}", f"OUTPUT={other}")
    output.write_text("as it was\n", encoding="utf-8")
    partial = output.with_name(".scores.partial.csv")
    before = contents(project)
    for at_least in (1, 1_000_000):
        def half_written() -> bool:
            return partial.exists() and partial.stat().st_size >= at_least

        assert kill_when(project, half_written, "predict", f"INPUT={source}", f"OUTPUT={output}")
        assert output.read_text(encoding="utf-8") == "as it was\n"
        assert partial.exists()
    succeed(project, "predict", f"INPUT={source}", f"OUTPUT={output}")
    assert output.read_bytes() == other.read_bytes()
    assert sorted(tmp_path.iterdir()) == sorted([project, source, output, other])
    assert contents(project) == before
