"""What DVC noted: a note that was cut off, forms of the model that is there."""

import os
from pathlib import Path

import pytest
import yaml

from slipway_package import dvc_stages
from slipway_package.dvc_lock import DVC_PROCESS
from slipway_package.dvc_stages import delivered_earlier, mend_lock
from slipway_package.errors import UserError

WHOLE = """\
schema: '2.0'
stages:
  data:
    cmd: python -m x data
    deps:
    - path: data/raw/t.csv
      hash: md5
      md5: 1f
      size: 5
    params:
      params.yaml:
        seed: 20
        source.url:
    outs:
    - path: data/processed/train.parquet
      hash: md5
      md5: 2f
      size: 7
"""
COPY = Path(".make/dvc.lock")
PUT_BACK = "dvc.lock: a killed run had cut it off; it is put back as it was before that run"
TAKEN_AWAY = ("dvc.lock: a killed run had cut it off; it is taken away (`git checkout dvc.lock` "
              "brings back what git has)")
CONFLICT = "<<<<<<< HEAD\n      size: 7\n=======\n      size: 8\n>>>>>>> other\n"
MODEL, LOCK = Path("models/portable.json"), Path("dvc.lock")


def note(made: str, **read: str) -> None:
    """Write the digests of the model that was made, and of the one that was delivered."""
    stages = {"train": {"cmd": "x", "outs": [{"path": "models/model.skops", "md5": "x"},
                                             {"path": MODEL.as_posix(), "md5": made}]}}
    stages |= {stage: {"cmd": "x", "deps": [{"path": MODEL.as_posix(), "md5": digest}]}
               for stage, digest in read.items()}
    LOCK.write_text(yaml.safe_dump({"schema": "2.0", "stages": stages}))


def test_forms_of_another_model_are_told_from_those_of_this_one(folder: Path) -> None:
    assert not delivered_earlier(LOCK, MODEL)
    note("1", deliver="0")
    assert not delivered_earlier(LOCK, MODEL)  # no forms are there
    Path("models/delivery").mkdir(parents=True)
    assert delivered_earlier(LOCK, MODEL)
    note("1", deliver="1", predict="0")
    assert not delivered_earlier(LOCK, MODEL)
    note("1")
    assert not delivered_earlier(LOCK, MODEL)
    for text in ("", "sche", CONFLICT):
        LOCK.write_text(text)
        assert not delivered_earlier(LOCK, MODEL)


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """No pause before a file counts as cut off."""
    monkeypatch.setattr(dvc_stages, "PAUSE", 0)


@pytest.mark.parametrize("end", range(0, len(WHOLE), 7))
def test_a_lock_that_was_cut_off_is_put_back(end: int, folder: Path, hurried: None) -> None:
    LOCK.write_text(WHOLE)
    assert mend_lock(LOCK, COPY) == []
    assert LOCK.read_text() == COPY.read_text() == WHOLE
    LOCK.write_text(WHOLE[:end])
    said = mend_lock(LOCK, COPY)
    assert said == ([] if LOCK.read_text() == WHOLE[:end] else [PUT_BACK])
    # A whole line less, DVC takes for a stage that changed.
    assert LOCK.read_text() in (WHOLE, WHOLE[:end]) and LOCK.read_text().endswith("\n")


def test_without_a_copy_what_was_cut_off_goes_away(folder: Path, hurried: None) -> None:
    assert mend_lock(LOCK, COPY) == []
    assert not LOCK.exists()
    LOCK.write_text("")
    assert mend_lock(LOCK, COPY) == [TAKEN_AWAY]
    assert not LOCK.exists()


@pytest.mark.parametrize("copy", [True, False])
def test_a_merge_conflict_is_the_user_s_to_end(copy: bool, folder: Path) -> None:
    if copy:
        LOCK.write_text(WHOLE)
        mend_lock(LOCK, COPY)
    text = WHOLE.replace("      size: 7\n", CONFLICT)
    LOCK.write_text(text)
    with pytest.raises(UserError) as error:
        mend_lock(LOCK, COPY)
    assert str(error.value) == ("dvc.lock:18: holds a merge conflict; keep either side, as by `git "
                                "checkout --ours dvc.lock`, then type `make all`")
    assert LOCK.read_text() == text


@pytest.mark.parametrize("copy", [True, False])
def test_what_dvc_is_just_writing_is_left_alone(copy: bool, folder: Path, hurried: None) -> None:
    if copy:
        LOCK.write_text(WHOLE)
        mend_lock(LOCK, COPY)
    DVC_PROCESS.parent.mkdir(parents=True)
    DVC_PROCESS.write_text(f" {os.getpid()}\n")
    LOCK.write_text(WHOLE[:50])
    assert mend_lock(LOCK, COPY) == []
    assert LOCK.read_text() == WHOLE[:50]


def test_what_is_whole_a_moment_later_was_not_cut_off(folder: Path,
                                                      monkeypatch: pytest.MonkeyPatch) -> None:
    LOCK.write_text("")
    monkeypatch.setattr(dvc_stages.time, "sleep", lambda seconds: LOCK.write_text(WHOLE))
    assert mend_lock(LOCK, COPY) == []
    assert LOCK.read_text() == WHOLE
