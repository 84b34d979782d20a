"""The same model makes the same files, in whatever process and order of a set."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from hand_made import MODELS, delivery

from slipway_package.delivery.form import NotDeliverable
from slipway_package.delivery.forms import PORTABLE, REFEREES, form_module


def digests(folder: Path) -> str:
    """Write every form of some models; a line for each file."""
    lines = []
    for name in ("softmax", "boosting of three", "number"):
        for form in REFEREES.keys() - {PORTABLE}:
            place = folder / name / form
            place.mkdir(parents=True)
            try:
                paths = form_module(form).write(delivery(MODELS[name]), place)
            except NotDeliverable:
                continue
            lines += [f"{path.relative_to(folder)} {hashlib.sha256(path.read_bytes()).hexdigest()}"
                      for path in paths]
    return "\n".join(sorted(lines))


def test_the_same_model_makes_the_same_files_in_another_process(tmp_path: Path) -> None:
    found = []
    for seed in ("1", "2"):
        (tmp_path / seed).mkdir()
        found.append(subprocess.run(
            [sys.executable, "-c", "import pathlib, sys, test_same_bytes; "
             "print(test_same_bytes.digests(pathlib.Path(sys.argv[1])))", tmp_path / seed],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            check=True, stdout=subprocess.PIPE, text=True).stdout)
    assert len(found[0].splitlines()) > 100
    assert found[0] == found[1]
