"""Figures about a model: right numbers, any input, the same bytes."""

from types import SimpleNamespace

import matplotlib
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.text import Text
from sklearn.metrics import average_precision_score, roc_auc_score

from slipway_package.visualization import classes, curves, figures
from slipway_package.visualization import segments, style
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


def legend(axes: Axes) -> list[str]:
    return [text.get_text() for text in axes.get_legend().get_texts()]


def marks(axes: Axes) -> list[str]:
    return [mark.get_text() for mark in axes.get_yticklabels()]


def test_curves_of_many_classes_stand_beside_the_class_shares() -> None:
    rng = np.random.default_rng(0)
    codes = rng.choice(4, 400, p=[0.7, 0.1, 0.1, 0.1])
    truth, share = classes.flat_classes(codes, rng.dirichlet([1] * 4, 400))
    alone = np.tile(np.bincount(codes) / 400, 400)
    for draw, measure, name in (
            (figures.roc_curve_figure, roc_auc_score, "area"),
            (figures.precision_recall_figure, average_precision_score, "average precision")):
        figure = draw(truth, share, True)
        assert "pooled" in figure.get_suptitle()
        assert legend(figure.axes[0]) == [
            f"class shares alone: {measure(truth, alone):.3f}",
            f"model: pooled {name} {measure(truth, share):.3f}"]
        figure = draw(truth, share)
        assert "pooled" not in figure.get_suptitle()
        assert legend(figure.axes[0])[0].startswith("by chance: ")
        assert legend(figure.axes[0])[1].startswith(f"model: {name} ")


def test_a_precision_recall_curve_begins_without_recall() -> None:
    figure = figures.precision_recall_figure(np.array([True, False]), np.array([0.5, 0.5]))
    assert figure.axes[0].lines[-1].get_xydata().tolist() == [[0, 0.5], [1, 0.5]]


def test_calibration_of_many_classes_says_that_it_is_pooled() -> None:
    truth, share = np.arange(60) % 3 == 0, np.linspace(0, 1, 60)
    figure = figures.calibration_figure(truth, share, True)
    assert "pooled" in figure.get_suptitle()
    model = "model, with 95 % intervals"
    assert legend(figure.axes[0])[1] == f"{model} (as if answers were independent)"
    assert legend(figure.axes[1]) == ["rows of another class", "rows of the class"]
    png_of(figure)
    assert figure.texts[0].get_window_extent().x1 <= figure.bbox.width
    figure = figures.calibration_figure(truth, share)
    assert figure.get_suptitle() == "Do the probabilities come true?"
    assert legend(figure.axes[0])[1] == model


def test_classes_with_long_names_are_told_apart() -> None:
    names = [f"Customer churned {when} the first year of it" for when in ("within", "after")]
    figure = classes.confusion_figure(np.array([0, 1]), np.array([1, 1]), names)
    assert len({*marks(figure.axes[0])}) == 2 and max(map(len, marks(figure.axes[0]))) <= 28
    assert figure.axes[0].get_xlabel() == "predicted"
    png_of(figure)
    colours = figure.axes[1].yaxis.label.get_window_extent()
    assert 0 <= colours.y0 and colours.y1 <= figure.bbox.height


def test_shares_of_the_classes_drawn_are_of_all_their_rows() -> None:
    actual = np.repeat(np.arange(22), 10)
    predicted = np.where((actual == 0) & (np.arange(220) % 2 == 0), 21, actual)
    figure = classes.confusion_figure(actual, predicted, [f"c{place}" for place in range(22)])
    shares = figure.axes[0].images[0].get_array()
    assert shares.shape == (20, 20) and shares[0, 0] == 0.5 and shares[1, 1] == 1


def test_the_cut_off_is_named() -> None:
    figure = classes.confusion_figure(np.array([0, 1]), np.array([1, 1]), ["no", "yes"], 0.3)
    assert figure.axes[0].get_xlabel() == "predicted: yes from a probability of 0.3 on"


def test_whiskers_are_named() -> None:
    figure = figures.permutation_importance_figure(importance(3), "roc_auc")
    assert "one standard deviation" in figure.axes[0].get_xlabel()
    found = segments.segment_errors(pd.DataFrame({"a": list("xy")}), np.ones(2), ["a"], fewest=1)
    assert "error ± standard error" in segments.segments_figure(found, 1, "error").get_supxlabel()


@pytest.mark.parametrize("errors, metric, threshold", [
    (False, "roc_auc", 0.79), (True, "neg_log_loss", -0.85)])
def test_the_band_of_the_best_reaches_the_edge(errors: bool, metric: str,
                                               threshold: float) -> None:
    axes = figures.candidates_figure(candidates(errors), metric, "simple", threshold).axes[1]
    band = axes.patches[0]
    ends = sorted((band.get_x(), band.get_x() + band.get_width()))
    low, high = axes.get_xlim()
    assert ends == pytest.approx([low, -threshold] if errors else [threshold, high])


def test_long_names_in_one_picture_are_told_apart() -> None:
    names = [f"measured_value_of_sensor_number_{place:02}_in_the_hall" for place in range(4)]
    table = candidates().assign(name=names[:3])
    drawn = figures.candidates_figure(table, "roc_auc", names[0], 0.79)
    assert len({*marks(drawn.axes[0])}) == 3
    table = importance(4).assign(feature=names)
    assert "00" in marks(figures.permutation_importance_figure(table, "r2", 1).axes[0])[0]
    rows = pd.DataFrame({name: names for name in names})
    found = segments.segment_errors(rows, np.ones(4), names[:2], fewest=1)
    drawn = segments.segments_figure(found, 1, "error", names)
    titles = [axes.get_title(loc="right") for axes in drawn.axes]
    assert ["_00_" in titles[0], "_01_" in titles[1]] == [True, True]
    assert len({*marks(drawn.axes[0])}) == 4


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


def test_a_segment_over_units_is_written_out() -> None:
    rows = pd.DataFrame({"income": [-934_034.0, 15.1e9] * 5})
    names = segments.segment_names(rows["income"], 1).cat.categories
    assert [*names] == ["from -934,034 up to 15.1 billion"]
    found = segments.segment_errors(rows, np.ones(10), ["income"], fewest=1)
    found["segment"] = names[0]
    wide = pd.concat([found.head(1).assign(column=one * 28) for one in "ab"])
    figure = segments.segments_figure(wide, 1, "error")
    png_of(figure)
    parts = [text for axes in figure.axes for text in axes.get_children()
             if isinstance(text, Text) and text.get_text() in wide["column"].tolist()]
    assert len(parts) == 2
    assert all(text.get_window_extent().x1 <= figure.bbox.width for text in parts)
    drawn = segments.segments_figure(found.head(1), 1, "error").axes[0]
    assert marks(drawn)[0].startswith(f"{names[0]}  (")


def test_segments_hold_every_row_once_and_their_mean_error() -> None:
    rows = pd.DataFrame({"size": [1.0, 1, 2, 2, np.nan, 3], "home": list("aabbb") + [None]})
    error = np.array([0.0, 2, 4, 6, 8, 10])
    found = segments.segment_errors(rows, error, ["size", "home"], fewest=1)
    by_segment = found.set_index(["column", "segment"])
    assert by_segment.loc["home", "error"].to_dict() == {"b": 6.0, "a": 1.0, segments.MISSING: 10.0}
    assert by_segment.at[("size", segments.MISSING), "error"] == 8.0
    assert found.groupby("column")["rows"].sum().tolist() == [6, 6]
