"""The delivery reports of both default projects, as `make deliver verify STRICT=1` writes them."""

import json
import re
from pathlib import Path

from benchmarks.goals import Goal
from benchmarks.timing import ROOT, project_environment, run

PROBLEMS = {"credit": "credit_risk", "houses": "house_prices"}
HEAD = """
## Every form, proved

What `make deliver verify STRICT=1` reports in both default projects: the same golden rows in every
form of every candidate, each in its own runtime.
"""


def measure(folder: Path) -> tuple[str, list[Goal]]:
    """Run the whole chain and the verification of both projects; return reports and goals."""
    text = HEAD + "".join(_report(folder, problem) for problem in PROBLEMS)
    figures = [json.loads((folder / project / "reports/delivery.json").read_text(encoding="utf-8"))
               for project in PROBLEMS.values()]
    outcomes = [outcome for found in figures for outcome in found["outcomes"]
                if outcome["verdict"] == "agrees"]
    return text, [
        Goal(f"trials that fail, of {sum(found['trials'] for found in figures)}",
             sum(found["failed"] for found in figures), 0),
        Goal("trials not made, for want of a runtime",
             sum(found["not_verified"] for found in figures), 0),
        Goal("decisions flipped", sum(found["decisions_flipped"] for found in figures), 0),
        *(Goal(f"largest difference where {limit:g} is allowed", max(
            outcome["difference"] for outcome in outcomes if outcome["limit"] == limit), limit)
          for limit in sorted({outcome["limit"] for outcome in outcomes}))]


def _report(folder: Path, problem: str) -> str:
    run(["cookiecutter", str(ROOT), "--no-input", "--output-dir", str(folder),
         f"problem={problem}"], folder)
    project = folder / PROBLEMS[problem]
    run(["make", f"VENV={project_environment()}", "deliver", "verify", "STRICT=1"], project)
    text = (project / "reports/delivery.md").read_text(encoding="utf-8")
    title, _, rest = text.partition("\n")
    rest = rest.partition("\n## Every trial")[0]
    return f"\n### {problem}\n" + re.sub(r"^##", "####", rest, flags=re.MULTILINE) + "\n"
