"""What DVC noted: whether the forms are those of the model that is there."""

from pathlib import Path

import yaml

from slipway_package.dvc_stages import delivered_earlier

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
