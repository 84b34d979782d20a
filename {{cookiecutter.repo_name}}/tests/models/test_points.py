"""A points table: whole points, whose sum is the model's answer."""

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline

from slipway_package.features.bins import Bins
from slipway_package.models.points import PointsTable
from slipway_package.portable.compile import compile_model
from slipway_package.portable.encoded import (
    BinColumn,
    CodeColumn,
    Description,
    NumberColumn,
)
from slipway_package.portable.errors import NotPortable
from slipway_package.portable.model import (
    BinTerm,
    Level,
    LevelTerm,
    Link,
    Points,
)
from slipway_package.portable.score import (
    batch_scorer,
    record_scorer,
)


def make_codes(rows: int = 600) -> tuple[np.ndarray, np.ndarray]:
    """Make codes of three columns; the last code of the second is never seen."""
    random = np.random.default_rng(0)
    X = np.column_stack([random.integers(0, 4, rows), random.integers(0, 3, rows),
                         random.integers(0, 2, rows)])
    logit = np.array([-2.0, 0.5, 1.0, 2.0])[X[:, 0]] + np.array([0.0, 1.0, -1.0])[X[:, 1]]
    return X, (random.random(rows) < 1 / (1 + np.exp(1.5 - logit))).astype(int)


X, Y = make_codes()
TABLE = PointsTable().fit(X, Y)


def test_points_are_whole_and_the_least_of_each_column_is_0() -> None:
    for points, unseen in zip(TABLE.points_, TABLE.unseen_, strict=True):
        assert points.dtype.kind == "i" and isinstance(unseen, int)
        assert min(*points.tolist(), unseen) == 0
    assert isinstance(TABLE.start_, int)
    # Class 1 is the rarer, the fewer the points.
    assert TABLE.points_[0].argmax() == 0 and TABLE.points_[0].argmin() == 3


@pytest.mark.parametrize("base, odds, double", [(600.0, 30.0, 20.0), (0.0, 1.0, 50.0),
                                                (500.0, 2.5, 33.3)])
def test_points_are_scaled_by_base_odds_and_double(base: float, odds: float,
                                                   double: float) -> None:
    table = PointsTable(base=base, odds=odds, double=double).fit(X, Y)

    def odds_at(total: float) -> float:
        probability = 1 / (1 + np.exp(-(total - table.center_) / table.scale_))
        return (1 - probability) / probability
    assert odds_at(base) == pytest.approx(odds)
    assert odds_at(base + double) == pytest.approx(2 * odds)
    assert odds_at(base - 3 * double) == pytest.approx(odds / 8)


def test_a_total_alone_makes_the_probability() -> None:
    total, probability = TABLE.total(X), TABLE.predict_proba(X)
    by_hand = [TABLE.start_ + sum(int(points[code]) for points, code
                                  in zip(TABLE.points_, row)) for row in X]
    assert total.tolist() == by_hand
    expected = 1 / (1 + np.exp(-(total - TABLE.center_) / TABLE.scale_))
    np.testing.assert_allclose(probability[:, 1], expected, 1e-15)
    assert (probability.sum(axis=1) == 1).all()
    for points in np.unique(total):
        assert len(set(probability[total == points, 1])) == 1
    assert (TABLE.predict(X) == (probability[:, 1] >= 0.5)).all()
    assert np.corrcoef(probability[:, 1], Y)[0, 1] > 0.4


def test_an_unseen_code_is_worth_what_the_others_leave() -> None:
    seen, unseen = np.array([[1, 1, 1]]), np.array([[1, 3, 1]])
    gain = TABLE.total(unseen) - TABLE.total(seen)
    assert gain == TABLE.unseen_[1] - TABLE.points_[1][1]
    # In the weights of the regression, it counts for nothing.
    logistic = LogisticRegression(max_iter=2000).fit(indicators(X), Y)
    weights = logistic.coef_[0][4:7]
    factor = 20 / np.log(2)
    assert TABLE.unseen_[1] == round(factor * max(weights.max(), 0))
    assert TABLE.total(np.array([[9, 9, 9]])) == TABLE.start_ + sum(TABLE.unseen_)


def indicators(codes: np.ndarray) -> np.ndarray:
    """One column a code, as the points table's own regression has them."""
    return np.column_stack([codes[:, [0]] == range(4), codes[:, [1]] == range(3),
                            codes[:, [2]] == range(2)])


@pytest.mark.parametrize("double", [5.0, 20.0, 2000.0])
def test_probabilities_are_those_of_logistic_regression_but_for_the_rounding(
        double: float) -> None:
    table = PointsTable(double=double).fit(X, Y)
    logistic = LogisticRegression(max_iter=2000).fit(indicators(X), Y)
    logit = np.log(table.predict_proba(X)[:, 1] / table.predict_proba(X)[:, 0])
    # Three columns and the start, each half a point off at most.
    most = 4 * 0.5 * np.log(2) / double
    assert np.abs(logit - logistic.decision_function(indicators(X))).max() <= most


def test_the_portable_form_has_the_points_of_every_code() -> None:
    columns = [BinColumn("x", (0.5, 1.5)), CodeColumn("job", ("a",)), CodeColumn("z", ("b", "c"))]
    additive, link = TABLE.portable_estimator(columns)
    (first, second, third) = TABLE.points_
    worth = [(float(points),) for points in first]
    assert additive.intercept == (TABLE.start_,)
    assert additive.points == Points(600.0, 30.0, 20.0)
    assert additive.terms[0] == BinTerm("x", (0.5, 1.5), tuple(worth[:3]), worth[3])
    assert additive.terms[1] == LevelTerm("job", (Level("a", (second[0],)),), (second[1],),
                                          (second[2],))
    # Missing and unseen were never seen in the third.
    unseen = (float(TABLE.unseen_[2]),)
    assert additive.terms[2].missing == additive.terms[2].unseen == unseen
    assert link == Link("logistic", TABLE.center_, TABLE.scale_)
    with pytest.raises(NotPortable, match="a points table takes bins and levels, not NumberColum"):
        TABLE.portable_estimator([NumberColumn("x")] * 3)


def test_a_whole_scorecard_scores_as_its_portable_form() -> None:
    random = np.random.default_rng(1)
    rows = pd.DataFrame({"x": random.normal(size=300),
                         "word": pd.Series(random.choice(["a", "b"], 300), dtype="str")})
    rows.loc[::10, "x"], rows.loc[::7, "word"] = np.nan, None
    target = (rows["x"].fillna(2) + (rows["word"] == "a") > 0.5).astype(int).to_numpy()
    card = Pipeline([("bin", Bins(["x"], ["word"])), ("estimate", PointsTable())])
    card.fit(rows, target)
    model = compile_model(card, Description("card", "y", ("no", "yes"), ["x"], ["word"]))
    words = rows["word"].astype(object).where(rows["word"].notna(), None)
    found = batch_scorer(model)({"x": rows["x"].to_numpy(), "word": words.to_numpy()})
    np.testing.assert_allclose(found, card.predict_proba(rows)[:, 1], 1e-15)
    unseen = pd.DataFrame({"x": [-1.0], "word": ["never seen"]})
    assert record_scorer(model)({"x": -1.0, "word": "never seen"}) == pytest.approx(
        card.predict_proba(unseen)[0, 1], rel=1e-15)


def test_it_is_an_estimator_of_scikit_learn() -> None:
    table = PointsTable(C=0.5, base=100, odds=1, double=10)
    assert clone(table).get_params() == {"C": 0.5, "base": 100, "odds": 1, "double": 10}
    again = clone(TABLE).fit(X, Y)
    assert [points.tolist() for points in again.points_] == \
        [points.tolist() for points in TABLE.points_]
    assert TABLE.score(X, Y) > 0.6
    with pytest.raises(ValueError, match="a points table needs two classes"):
        PointsTable().fit(X, np.arange(len(X)) % 3)
    with pytest.raises(ValueError, match="a points table needs two classes"):
        PointsTable().fit(X, np.zeros(len(X)))
