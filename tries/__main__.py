"""Try every table, two at a time, and write docs/tables.md."""

import os
import shutil
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from cookiecutter.main import cookiecutter

from tries import TRIES
from tries.run import Failed, Result, prepare, run
from tries.table import Try

ROOT = Path(__file__).resolve().parent.parent
REPORT = ROOT / "docs" / "tables.md"
HEAD = """\
# Tables that it was tried on

Written by `make tables`. Each table was put into a fresh project of the credit template, and
nothing was edited but `params.yaml`: then `make all deliver verify STRICT=1`. The first lines are
public tables, from packages on PyPI; the others were made to break something. The metric is that of
the test rows, beside the baseline's. Verified are trials: a candidate in a form in a runtime; all
of them agreed with scikit-learn, and no decision was flipped.

| table | what it tries | rows | columns | model | metric | value | baseline | verified | \
largest difference |
| --- | --- | ---: | ---: | --- | --- | ---: | ---: | ---: | ---: |
"""


def main() -> int:
    """Run all tries; exit status 1 if one failed."""
    environment = Path(os.environ["PROJECT_VENV"])
    with tempfile.TemporaryDirectory() as place:
        base = Path(cookiecutter(str(ROOT), no_input=True, output_dir=place))

        def one(tried: Try) -> Result | Failed:
            folder = Path(place, tried.folder)
            try:
                result: Result | Failed = run(tried, prepare(tried, base, folder), environment)
            except Failed as failure:
                result = failure
            shutil.rmtree(folder)
            print(f"{tried.name}: {'FAILED' if isinstance(result, Failed) else 'done'}",
                  file=sys.stderr)
            return result

        with ThreadPoolExecutor(2) as workers:
            results = list(workers.map(one, TRIES))
    failures = [result for result in results if isinstance(result, Failed)]
    for failure in failures:
        print(failure, file=sys.stderr)
    if not failures:
        REPORT.write_text(HEAD + "".join(map(_line, results)), encoding="utf-8")
    return bool(failures)


def _line(result: Result) -> str:
    cells = (result.tried.name, result.tried.about, f"{result.rows:,}", f"{result.columns:,}",
             result.model.replace("_", " "), result.metric, f"{result.value:.4g}",
             f"{result.baseline:.4g}", str(result.trials), f"{result.largest:.1e}")
    return f"| {' | '.join(cells)} |\n"


sys.exit(main())
