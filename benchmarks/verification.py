"""The delivery reports of both default projects, as `make deliver verify STRICT=1` writes them."""

import re
from pathlib import Path

from benchmarks.timing import ROOT, project_environment, run

PROBLEMS = {"credit": "credit_risk", "houses": "house_prices"}
HEAD = """
## Every form, proved

What `make deliver verify STRICT=1` reports in both default projects: the same golden rows in every
form of every candidate, each in its own runtime.
"""


def measure(folder: Path) -> str:
    """Run the whole chain and the verification of both projects; return their reports."""
    return HEAD + "".join(_report(folder, problem) for problem in PROBLEMS)


def _report(folder: Path, problem: str) -> str:
    run(["cookiecutter", str(ROOT), "--no-input", "--output-dir", str(folder),
         f"problem={problem}"], folder)
    project = folder / PROBLEMS[problem]
    run(["make", f"VENV={project_environment()}", "deliver", "verify", "STRICT=1"], project)
    text = (project / "reports/delivery.md").read_text(encoding="utf-8")
    title, _, rest = text.partition("\n")
    rest = rest.partition("\n## Every trial")[0]
    return f"\n### {problem}\n" + re.sub(r"^##", "####", rest, flags=re.MULTILINE) + "\n"
