"""Figures about a model: right numbers, any input, the same bytes."""

from types import SimpleNamespace

import matplotlib
import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from sklearn.metrics import average_precision_score, roc_auc_score

from slipway_package.visualization import curves, figures, segments, style
from slipway_package.visualization.style import ORANGE, png_of, save_figure

LONG = "a very long name, " * 12


def candidates(errors: bool = False) -> pd.DataFrame:
    means = np.array([0.80, 0.84, 0.50]) * (-1 if errors else 1)
    return pd.DataFrame({"name": ["simple", LONG, "baseline"], "mean": means,
                         "standard_error": [0.01, 0.05, 0.0], "baseline": [False, False, True]})


def importance(columns: int) -> pd.DataFrame:
    return pd.DataFrame({"feature": [f"{LONG}{place}" for place in range(columns)],
                         "mean": np.linspace(1, -0.1, columns), "std": 0.01})


def test_areas_are_those_of_scikit_learn() -> None:
    rng = np.random.default_rng(0)
    truth = rng.random(500) < 0.3
    score = np.round(rng.random(500) + 0.3 * truth, 1)  # many ties
    counts = curves.rank_counts(truth, score)
    assert curves.roc_auc(counts) == pytest.approx(roc_auc_score(truth, score), abs=1e-12)
    assert curves.average_precision(counts) == pytest.approx(
        average_precision_score(truth, score), abs=1e-12)


@pytest.mark.parametrize("rows, kind", [(0, "mixed"), (1, "constant"), (200, "mixed")])
def test_every_figure_is_drawn_from_any_rows(rows: int, kind: str) -> None:
    rng = np.random.default_rng(1)
    score = rng.random(rows) if kind == "mixed" else np.full(rows, 0.5)
    truth = score > 0.6
    drawn = [draw(truth, score) for draw in
             (figures.roc_curve_figure, figures.precision_recall_figure,
              figures.calibration_figure, figures.predicted_against_actual_figure,
              figures.residuals_figure)]
    drawn.append(figures.permutation_importance_figure(importance(rows), "r2"))
    table = pd.DataFrame({LONG: score, "$b$": ["x"] * rows})
    parts = segments.segment_errors(table, score, list(table), fewest=1)
    drawn.append(segments.segments_figure(parts, 0.5, "error"))
    for figure in drawn:
        assert png_of(figure).startswith(b"\x89PNG")


def test_curves_of_many_classes_say_that_they_are_pooled() -> None:
    truth, share = np.arange(60) % 3 == 0, np.linspace(0, 1, 60)
    for draw in (figures.roc_curve_figure, figures.precision_recall_figure):
        assert "pooled" in draw(truth, share, True).get_suptitle()
        assert "pooled" not in draw(truth, share).get_suptitle()
    words = figures.calibration_figure(truth, share, True).axes[1].get_legend().get_texts()
    assert [text.get_text() for text in words] == ["rows of another class", "rows of the class"]


def test_wide_models_say_what_is_left_out() -> None:
    figure = figures.permutation_importance_figure(importance(500), "roc_auc", top=15)
    assert "15 of 500" in figure.get_suptitle()
    labels = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert len(labels) == 15 and max(map(len, labels)) <= 28


def test_the_chosen_candidate_is_marked_and_errors_turn_positive() -> None:
    figure = figures.candidates_figure(candidates(errors=True), "neg_log_loss", "simple", -0.89)
    marks = [line for line in figure.axes[1].lines if to_hex(line.get_color()) == ORANGE.lower()]
    assert marks[0].get_xdata()[0] == pytest.approx(0.80)
    assert "log loss (less is better)" in figure.axes[1].get_xlabel()


def test_pictures_are_the_same_bytes_whatever_the_machine_sets(tmp_path) -> None:
    first = png_of(figures.candidates_figure(candidates(), "roc_auc", "simple", 0.79))
    with matplotlib.rc_context({"font.size": 30, "axes.facecolor": "red"}):
        figure = figures.candidates_figure(candidates(), "roc_auc", "simple", 0.79)
        save_figure(figure, tmp_path / "figures" / "candidates.png")
    assert (tmp_path / "figures" / "candidates.png").read_bytes() == first
    assert b"Software" not in first and b"tIME" not in first


def test_letters_are_taken_from_what_fonts_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    fonts = [SimpleNamespace(name=name) for name in ("Yu Gothic", "Comic Sans", "DejaVu Sans")]
    monkeypatch.setattr(style, "fontManager", SimpleNamespace(ttflist=fonts))
    assert style.installed_fonts() == ["DejaVu Sans", "Yu Gothic"]


def test_segments_of_dates_are_days() -> None:
    rows = pd.DataFrame({"opened": np.repeat([2023.0, 2023.5], 5)})
    found = segments.segment_errors(rows, np.zeros(10), ["opened"], fewest=1, dates=["opened"])
    assert [*found["segment"]] == ["2023-01-01", "2023-07-03"]
    rows = pd.DataFrame({"opened": np.repeat([2021.2, 2021.9, 2022.4, 2023.1], 5)})
    found = segments.segment_errors(rows, np.zeros(20), ["opened"], fewest=1, dates=["opened"])
    figure = segments.segments_figure(found, 0.0, "error")
    written = [mark.get_text().partition("  ")[0] for mark in figure.axes[0].get_yticklabels()]
    assert written == [*found["segment"]]


def test_segments_hold_every_row_once_and_their_mean_error() -> None:
    rows = pd.DataFrame({"size": [1.0, 1, 2, 2, np.nan, 3], "home": list("aabbb") + [None]})
    error = np.array([0.0, 2, 4, 6, 8, 10])
    found = segments.segment_errors(rows, error, ["size", "home"], fewest=1)
    by_segment = found.set_index(["column", "segment"])
    assert by_segment.loc["home", "error"].to_dict() == {"b": 6.0, "a": 1.0, segments.MISSING: 10.0}
    assert by_segment.at[("size", segments.MISSING), "error"] == 8.0
    assert found.groupby("column")["rows"].sum().tolist() == [6, 6]
