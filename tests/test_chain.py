"""The whole chain on both default bakes: what each verb leaves, and that it leaves it once."""

import csv
import json
import os
import re
from pathlib import Path

import pytest
import yaml
from combinations import Combination
from conftest import Generate
from projects import verbs
from workflow import DEFAULT_BAKES, STAGES, Finished, copy_of, digests, finished, succeed

OUTSIDE = re.compile(r"""(?:src|href)\s*=\s*["']?\s*(?:https?:)?//|url\(\s*["']?https?:|@import""",
                     re.IGNORECASE)
FIGURES = {
    "credit": {"roc_curve", "precision_recall", "calibration", "confusion_matrix",
               "permutation_importance"},
    "houses": {"predicted_against_actual", "residuals", "permutation_importance"},
}
HEADERS = {"credit": ["row", "probability", "prediction"], "houses": ["row", "prediction"]}


@pytest.fixture(scope="module", params=DEFAULT_BAKES)
def combination(request: pytest.FixtureRequest) -> Combination:
    return request.param


@pytest.fixture(scope="module")
def chain(combination: Combination, generate: Generate,
          tmp_path_factory: pytest.TempPathFactory) -> Finished:
    return finished(combination, generate, tmp_path_factory)


def read_json(chain: Finished, name: str) -> dict:
    return json.loads((chain.project / name).read_text(encoding="utf-8"))


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def state(project: Path) -> dict[str, tuple[int, str]]:
    """The time and the content of every file, DVC's and make's own among them."""
    return {name: ((project / name).stat().st_mtime_ns, digest)
            for name, digest in digests(project, ".").items()}


def test_the_summary_says_how_good_the_model_is_and_where_all_lies(chain: Finished) -> None:
    metrics = read_json(chain, "reports/metrics.json")
    end = chain.printed[chain.printed.rindex("Updating lock file"):]
    assert f"{metrics['model']} on {metrics['rows']['test']:,} test rows" in end
    for name, found in metrics["test"].items():
        assert re.search(rf"{name} +{re.escape(format(found['value'], '.5g'))} .* "
                         rf"{re.escape(format(metrics['baseline'][name], '.5g'))}\n", end)
    assert "gates passed" in end
    for place in re.findall(r"^  (?:model card|predictions|figures|notebooks) +(\S+)$", end, re.M):
        assert list(chain.project.glob(place.rstrip("/"))), place
    assert "make all" in end and "make help" in end


def test_the_model_beats_the_baseline_on_the_test_rows(chain: Finished) -> None:
    metrics = read_json(chain, "reports/metrics.json")
    assert metrics["gates"]["thresholds"] and metrics["gates"]["passed"]
    assert metrics["gates"]["failures"] == []
    assert metrics["gain"] > 0.3
    assert metrics["rows"]["train"] == pytest.approx(4 * metrics["rows"]["test"], rel=0.01)
    for name, found in metrics["test"].items():
        assert found["low"] < found["value"] < found["high"]
        assert found["value"] > metrics["baseline"][name]
    candidates = read_json(chain, "reports/candidates.json")
    assert candidates["chosen"] == metrics["model"] == read_json(chain, "models/model.json")["name"]
    listed = yaml.safe_load((chain.project / "params.yaml").read_text())["training"]["candidates"]
    assert [found["name"] for found in candidates["candidates"]] == ["baseline", *listed]


def test_every_test_row_has_one_prediction(chain: Finished, combination: Combination) -> None:
    found = rows(chain.project / "reports/predictions.csv")
    assert list(found[0])[-len(HEADERS[combination.problem]) + 1:] \
        == HEADERS[combination.problem][1:]
    count = read_json(chain, "reports/metrics.json")["rows"]["test"]
    assert [int(row["row"]) for row in found] == list(range(1, count + 1))
    assert all(row["prediction"] for row in found)
    if combination.problem == "credit":
        assert {row["prediction"] for row in found} == {"good", "bad"}
        assert all((float(row["probability"]) >= 0.5) is (row["prediction"] == "bad")
                   for row in found)


def test_figures_are_pictures(chain: Finished, combination: Combination) -> None:
    figures = {path.stem: path.read_bytes() for path in
               (chain.project / "reports/figures").iterdir()}
    assert set(figures) == FIGURES[combination.problem]
    for content in figures.values():
        assert content.startswith(b"\x89PNG\r\n\x1a\n") and content.endswith(b"IEND\xaeB`\x82")
        assert len(content) > 5_000


def test_the_model_card_tells_of_this_model(chain: Finished) -> None:
    card = (chain.project / "models/model_card.md").read_text(encoding="utf-8")
    metrics = read_json(chain, "reports/metrics.json")
    first = read_json(chain, "reports/permutation_importance.json")[0]["feature"]
    assert metrics["metric"] in card and first in card


def test_notebooks_ran_to_their_end(chain: Finished) -> None:
    sources = sorted(path.stem for path in (chain.project / "notebooks").glob("*.ipynb"))
    folder = chain.project / "reports/notebooks"
    assert len(sources) == 2
    assert sorted(os.listdir(folder)) == sorted(f"{stem}{suffix}" for stem in sources
                                                for suffix in (".html", ".ipynb"))
    for stem in sources:
        notebook = read_json(chain, f"reports/notebooks/{stem}.ipynb")
        code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
        assert code and all(cell["execution_count"] for cell in code if cell["source"])
        outputs = [output for cell in code for output in cell["outputs"]]
        assert "error" not in {output["output_type"] for output in outputs}
        assert any("image/png" in output.get("data", {}) for output in outputs)


def test_pages_can_be_read_offline(chain: Finished) -> None:
    for page in (chain.project / "reports/notebooks").glob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert not OUTSIDE.search(text)
        assert "data:image/png;base64," in text
        words = re.sub(r"<(script|style).*?</\1>|<[^>]*>", "", text, flags=re.DOTALL)
        assert not re.search(r"^ *(from [\w.]+ )?import \w+", words, re.MULTILINE)


def test_a_second_run_does_nothing(chain: Finished) -> None:
    before = state(chain.project)
    for verb in ("all", *STAGES, "setup"):
        printed = succeed(chain.project, verb)
        assert printed == f"make: Nothing to be done for '{verb}'.\n"
    assert state(chain.project) == before


def test_help_lists_every_verb(chain: Finished) -> None:
    listed = re.findall(r"^  make (\w+)  +\w", succeed(chain.project, "help"), re.MULTILINE)
    assert set(listed) == verbs(chain.project) == {
        "help", "setup", "fetch", *STAGES, "deliver", "verify", "serve", "request", "key", "push",
        "pull", "test", "lint", "lock", "clean", "all"}
    assert succeed(chain.project) == succeed(chain.project, "help")


def test_the_projects_own_tests_pass(combination: Combination, chain: Finished,
                                     tmp_path: Path) -> None:
    project = copy_of(chain.project, tmp_path)
    # The tests of the forms are the same in both, and take minutes: once is enough.
    everything = ["ALL=1"] if combination.problem == "credit" else []
    printed = succeed(project, "test", *everything, timeout=900)
    left_out = "left out: tests/cluster tests/delivery tests/fuzz tests/models/test_any_target.py"
    assert (left_out in printed) == (not everything)
    assert int(re.search(r"(\d+) passed", printed)[1]) >= 30
    assert not re.search(r"\d+ (failed|skipped|xfailed|warning)", printed)
    assert digests(project) == digests(chain.project)


def test_the_style_is_clean(chain: Finished) -> None:
    assert succeed(chain.project, "lint") == "flake8 finds nothing\n"
