"""The workbook: the score of the portable model, computed by LibreOffice."""

import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
import scorecards
from hand_made import (
    CHAIN,
    HOSTILE,
    MODELS,
    OF_DATES,
    TESTS,
    X,
    call,
    chain,
    delivery,
    rows,
)

from slipway_package.data.schema import Column
from slipway_package.delivery.excel import limits as excel_limits
from slipway_package.delivery.excel import write as excel
from slipway_package.delivery.form import (
    Delivery,
    NotDeliverable,
    Rows,
    Scored,
)
from slipway_package.delivery.runtimes import libreoffice
from slipway_package.portable.model import (
    Derived,
    Leaf,
    PortableModel,
    Split,
    Trees,
)
from slipway_package.portable.score import batch_scorer, decide

ROWS = 150
SPREADSHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
needs_libreoffice = pytest.mark.skipif(libreoffice.unavailable() is not None,
                                       reason=str(libreoffice.unavailable()))


def trimmed(made: PortableModel) -> PortableModel:
    """A model of trees without the derived columns that no tree reads: they would cost time."""
    if not isinstance(made.estimator, Trees):
        return made
    return replace(made, derived=tuple(item for item in made.derived
                                       if item in CHAIN or item in OF_DATES))


DELIVERIES = {**{name: delivery(trimmed(made)) for name, made in MODELS.items()},
              "card": scorecards.hostile()}


@pytest.fixture(autouse=True, scope="module")
def few_rows() -> Iterator[None]:
    """Workbooks of few rows: they are written and computed sooner."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(excel_limits, "MOST_ROWS", ROWS)
        yield


def tried(name: str) -> Rows:
    """Rows to score with a model; a cell holds no infinite number."""
    made = rows(ROWS) if name in MODELS else scorecards.rows(DELIVERIES[name], ROWS)
    columns = {name: np.where(np.isinf(column), 1e300, column) if column.dtype == float else column
               for name, column in made.columns.items()}
    return replace(made, columns=columns)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Scored]:
    """What LibreOffice, started once, computes for every model."""
    tasks = []
    for name, delivered in DELIVERIES.items():
        folder = tmp_path_factory.mktemp("excel")
        excel.write(delivered, folder)
        tasks.append(libreoffice.Task(delivered, folder, tried(name)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(libreoffice, "FORMS", 1)
        return dict(zip(DELIVERIES, libreoffice.score_all(tasks)))


@needs_libreoffice
@pytest.mark.parametrize("name", DELIVERIES)
def test_a_workbook_scores_as_the_model(name: str, found: dict[str, Scored]) -> None:
    made, columns = DELIVERIES[name].model, tried(name).columns
    expected = batch_scorer(made)(columns)
    if not made.inputs:
        expected = np.full(len(found[name].scores), expected)
    np.testing.assert_allclose(found[name].scores, expected, rtol=1e-13, atol=1e-13)
    if made.classes is not None:
        assert (found[name].decisions == decide(made, expected)).all()


def cells(path: Path) -> dict[str, list[tuple[str, str | None, str | None]]]:
    """Read each sheet of a workbook: the type, formula and value of its cells."""
    sheets = {}
    with zipfile.ZipFile(path) as file:
        for name in file.namelist():
            if name.startswith("xl/worksheets/"):
                found = ElementTree.fromstring(file.read(name)).iter(f"{SPREADSHEET}c")
                sheets[name] = [(cell.get("t", "n"), cell.findtext(f"{SPREADSHEET}f"),
                                 cell.findtext(f"{SPREADSHEET}v")) for cell in found]
    return sheets


def rules(path: Path) -> list[str]:
    """Read the formulas of a workbook that check cells and mark them."""
    found = []
    with zipfile.ZipFile(path) as file:
        for name in file.namelist():
            if name.startswith("xl/worksheets/"):
                sheet = ElementTree.fromstring(file.read(name))
                found += [item.text or "" for kind in ("formula", "formula1", "formula2")
                          for item in sheet.iter(SPREADSHEET + kind)]
    return found


def test_no_text_of_the_model_or_data_gets_into_a_formula(tmp_path: Path) -> None:
    softmax = MODELS["softmax"]
    made = replace(softmax, derived=(Derived("=1+1", call("log", X)), *softmax.derived))
    delivered = replace(delivery(made), title="=2+2")
    delivered.schema.columns["home town"] = Column(kind="category", categories=HOSTILE,
                                                   description="@SUM(A1)")
    [path] = excel.write(delivered, tmp_path)
    with zipfile.ZipFile(path) as file:
        strings = ElementTree.fromstring(file.read("xl/sharedStrings.xml"))
        assert not [name for name in file.namelist() if "rels" in name and "sheet" in name]
    texts = ["".join(item.itertext()) for item in strings]
    for word in ("=1+1", "=2+2", "=cmd|' /C calc'!A0", "</script><script>alert(1)</script>"):
        assert word in texts
    formulas = [formula for sheet in cells(path).values() for _, formula, _ in sheet if formula]
    assert len(formulas) > 1000
    assert (checks := rules(path))
    formulas += checks
    assert not [formula for formula in formulas for part in ("cmd", "alert", "SUM(A1)", "2+2")
                if part in formula]


def test_numbers_are_kept_to_the_last_bit(tmp_path: Path) -> None:
    thresholds = {0.1, 0.30000000000000004, np.nextafter(105.5, 0), 1e-300, 3.4028234663852886e38}
    tests = tuple(replace(TESTS[0], threshold=float(threshold)) for threshold in thresholds)
    grown = Trees((0.0,), 1.0, tests, tuple(
        Split(number, Leaf((1 / 3,)), Leaf((2 / 3,))) for number in range(len(tests))))
    [path] = excel.write(delivery(replace(MODELS["deep tree"], estimator=grown, derived=())),
                         tmp_path)
    written = {float(value) for sheet in cells(path).values() for kind, formula, value in sheet
               if kind == "n" and formula is None and value}
    assert written >= {*thresholds, 1 / 3, 2 / 3}


def test_no_result_is_stored_with_a_formula(tmp_path: Path) -> None:
    [path] = excel.write(DELIVERIES["logistic"], tmp_path)
    assert {value for sheet in cells(path).values() for _, formula, value in sheet
            if formula is not None} == {""}


def test_the_same_model_gives_the_same_bytes(tmp_path: Path) -> None:
    [path] = excel.write(DELIVERIES["boosting"], tmp_path)
    before = path.read_bytes()
    excel.write(DELIVERIES["boosting"], tmp_path)
    assert path.read_bytes() == before


def test_every_formula_keeps_within_the_limits_of_excel(tmp_path: Path) -> None:
    deep = Trees((0.0,), 1.0, TESTS, (chain(400),))
    [path] = excel.write(delivery(replace(MODELS["deep tree"], estimator=deep, derived=CHAIN)),
                         tmp_path)
    formulas = {formula for sheet in cells(path).values() for _, formula, _ in sheet if formula}
    assert len(formulas) > 1000
    assert max(map(len, formulas)) <= 8192
    for formula in formulas:
        brackets = np.array([{"(": 1, ")": -1}.get(letter, 0) for letter in formula])
        assert brackets.cumsum().max() <= 64


@pytest.mark.parametrize("name, changes, reason", [
    ("deep tree", {"estimator": Trees((0.0,), 1.0, TESTS, (chain(30),) * 2000)},
     "62,000 leaves"),
    ("boosting", {"cutoff": None}, "no cut-off"),
    ("boosting", {"classes": ("good", "x" * 32_768)}, "longer than the 32,000 letters"),
    ("softmax", {"classes": tuple(f"class {number}" for number in range(300))}, "300 classes"),
])
def test_what_excel_cannot_take_is_refused(name: str, changes: dict, reason: str,
                                           tmp_path: Path) -> None:
    with pytest.raises(NotDeliverable, match=reason):
        excel.write(delivery(replace(MODELS[name], **changes)), tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_delivery_is_written_alone(tmp_path: Path) -> None:
    delivered: Delivery = DELIVERIES["baseline"]
    assert excel.write(delivered, tmp_path) == [tmp_path / "model.xlsx"]
    assert [path.name for path in tmp_path.iterdir()] == ["model.xlsx"]
