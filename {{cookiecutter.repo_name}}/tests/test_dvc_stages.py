"""What DVC noted: whether the forms are those of the model that is there."""

from pathlib import Path

import pytest
import yaml

from slipway_package.dvc_stages import delivered_earlier, mend_lock

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
MODEL, LOCK = Path("models/portable.json"), Path("dvc.lock")


def note(made: str, **read: str) -> None:
    """Write the digests of the model that was made, and of the one that was delivered."""
    stages = {"train": {"outs": [{"path": "models/model.skops", "md5": "x"},
                                 {"path": MODEL.as_posix(), "md5": made}]}}
    stages |= {stage: {"deps": [{"path": MODEL.as_posix(), "md5": digest}]}
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


@pytest.mark.parametrize("end", range(0, len(WHOLE), 7))
def test_a_lock_that_was_cut_off_is_put_back(end: int, folder: Path) -> None:
    LOCK.write_text(WHOLE)
    mend_lock(LOCK, COPY)
    assert LOCK.read_text() == COPY.read_text() == WHOLE
    LOCK.write_text(WHOLE[:end])
    mend_lock(LOCK, COPY)
    # A whole line less, DVC takes for a stage that changed.
    assert LOCK.read_text() in (WHOLE, WHOLE[:end]) and LOCK.read_text().endswith("\n")


def test_without_a_copy_what_was_cut_off_goes_away(folder: Path) -> None:
    mend_lock(LOCK, COPY)
    assert not LOCK.exists()
    LOCK.write_text("")
    mend_lock(LOCK, COPY)
    assert not LOCK.exists()
