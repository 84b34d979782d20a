"""Bins: few, readable, the same rows apart as the tree that found them, and columns that tell."""

from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.tree import DecisionTreeClassifier

from slipway_package.features.bins import (
    Bins,
    information_value,
    shortest_between,
)
from slipway_package.portable.encoded import (
    BinColumn,
    CodeColumn,
    NumberColumn,
)

NEXT = np.nextafter


@pytest.mark.parametrize("low, high, edge", [
    (0.9, 12.3, 10.0), (3.14159, 3.9, 3.5), (3.14159, 3.14161, 3.1416), (17.0, 18.0, 18.0),
    (17.2, 17.9, 17.5), (-5.0, -3.0, -4.0), (-0.2, 0.3, 0.0), (-7.0, 0.0, 0.0), (-7.0, -0.0, 0.0),
    (0.0, 0.00123, 0.001), (-1.5e-8, -1.2e-8, -1.3e-8), (99_871.0, 131_000.0, 100_000.0),
    (2.0, 3.0, 3.0), (0.1, NEXT(0.1, 1), NEXT(0.1, 1)), (1e300, 3e300, 2e300),
    (5e-324, 1e-323, 1e-323), (-1e308, 1e308, 0.0), (1.7e9, 1.7e9 + 1, 1.7e9 + 1),
])
def test_an_edge_has_the_fewest_digits_there_are(low: float, high: float, edge: float) -> None:
    found = shortest_between(low, high)
    assert low < found <= high
    assert digits(found) == digits(edge)
    assert not np.signbit(found) or found < 0


def test_an_edge_parts_two_neighbours_whatever_they_are() -> None:
    random = np.random.default_rng(0)
    numbers = random.normal(size=400) * 10.0 ** random.integers(-300, 300, 400)
    for low in numbers.tolist():
        high = NEXT(low, np.inf)
        assert shortest_between(low, high) == high
        assert low < shortest_between(low, low + abs(low) * 1e-6) <= low + abs(low) * 1e-6


def digits(number: float) -> int:
    """Count the digits that a number is written with."""
    return len(Decimal(repr(float(number))).normalize().as_tuple().digits)


def make_rows(rows: int = 400) -> tuple[pd.DataFrame, np.ndarray]:
    """Make columns that tell more and less of the classes, and some that tell nothing."""
    random = np.random.default_rng(0)
    y = random.integers(0, 2, rows)
    X = pd.DataFrame({
        "strong": y + random.normal(0, 0.5, rows),
        "weak": y + random.normal(0, 3, rows),
        "holes": np.where(random.random(rows) < 0.3 + 0.4 * y, np.nan, 1.0),
        "same": np.full(rows, 3.0),
        "empty": np.full(rows, np.nan),
        "town": pd.Series(np.where(random.random(rows) < 0.2 + 0.3 * y, "north", "south"),
                          dtype="str"),
        "one word": pd.Series(["a"] * rows, dtype="str"),
        "no word": pd.Series([None] * rows, dtype="str"),
    })
    X.loc[:9, "town"], X.loc[10:14, "town"] = None, "rare"
    return X, y


NUMBERS = ["strong", "weak", "holes", "same", "empty"]
CATEGORIES = ["town", "one word", "no word"]


def test_the_most_telling_columns_are_kept_in_their_order() -> None:
    X, y = make_rows()
    bins = Bins(NUMBERS, CATEGORIES).fit(X, y)
    assert bins.columns_ == ["strong", "holes", "town", "weak"]
    values = [information_value(bins.transform(X)[:, position], y) for position in range(4)]
    assert values == sorted(values, reverse=True) and values[-1] > 0
    assert Bins(NUMBERS, CATEGORIES, most=2).fit(X, y).columns_ == ["strong", "holes"]
    # Where no column tells anything, one is kept: a table needs one.
    assert Bins(["same", "empty"], []).fit(X, y).columns_ == ["same"]


def test_a_number_is_parted_as_by_the_tree() -> None:
    X, y = make_rows()
    bins = Bins(["strong"], []).fit(X, y)
    x = X["strong"].to_numpy()
    tree = DecisionTreeClassifier(max_leaf_nodes=5, min_samples_leaf=20, random_state=0)
    leaves = tree.fit(x[:, np.newaxis], y).apply(x[:, np.newaxis])
    codes = bins.transform(X)[:, 0]
    assert len(set(zip(leaves, codes))) == len(set(leaves)) == len(bins.edges_["strong"]) + 1 == 5
    assert bins.edges_["strong"] == sorted(bins.edges_["strong"])
    thresholds = np.sort(tree.tree_.threshold[tree.tree_.children_left >= 0])
    for edge, threshold in zip(bins.edges_["strong"], thresholds, strict=True):
        assert digits(edge) < digits(threshold)
        assert np.array_equal(x < edge, x <= threshold)
    assert np.bincount(codes).min() >= 20


@pytest.mark.parametrize("low, high", [(1.7e9, 1.7e9 + 1), (1e-9, 3e-9), (16777218.0, 16777219.0),
                                       (0.5, NEXT(0.5, 1)), (-0.0, 5e-324), (-1e300, 1e300)])
def test_numbers_that_single_precision_confuses_are_parted_too(low: float, high: float) -> None:
    X, y = pd.DataFrame({"x": np.repeat([low, high], 50)}), np.repeat([0, 1], 50)
    bins = Bins(["x"], []).fit(X, y)
    assert bins.transform(X)[:, 0].tolist() == y.tolist()


def test_a_missing_and_an_unseen_value_have_codes_of_their_own() -> None:
    X, y = make_rows()
    bins = Bins(["strong"], ["town"]).fit(X, y)
    (edges, levels) = bins.edges_["strong"], bins.levels_["town"]
    assert levels == ["north", "south"]  # "rare" is under 2 % of the rows
    tried = pd.DataFrame({
        "strong": [-3.4e38, NEXT(edges[0], -9), edges[0], edges[-1], 3.4e38, np.nan],
        "town": pd.Series(["north", "south", "rare", None, "(missing)", ""], dtype="str")})
    last = len(edges)
    position = {name: column for column, name in enumerate(bins.columns_)}
    codes = bins.transform(tried)
    assert codes[:, position["strong"]].tolist() == [0, 0, 1, last, last, last + 1]
    assert codes[:, position["town"]].tolist() == [0, 1, 3, 2, 2, 2]
    nothing = pd.DataFrame({"strong": [np.nan], "town": pd.Series([None], dtype="str")})
    assert bins.transform(nothing)[0, position["town"]] == 2
    assert bins.transform(tried[:0]).shape == (0, 2)


def test_levels_are_the_most_frequent_ones() -> None:
    words = [f"w{place}" for place in range(20) for _ in range(20 - place)]
    X = pd.DataFrame({"word": pd.Series(words, dtype="str")})
    y = np.arange(len(words)) % 2
    assert Bins([], ["word"], bins=3).fit(X, y).levels_["word"] == sorted(
        f"w{place}" for place in range(5))


def test_what_the_codes_stand_for() -> None:
    X, y = make_rows()
    bins = Bins(["strong", "weak"], ["town"], most=2).fit(X, y)
    columns = bins.portable_columns([NumberColumn("strong")])
    assert columns[0] == BinColumn("strong", tuple(bins.edges_["strong"]))
    assert [column.column for column in columns] == bins.columns_
    words = Bins([], ["town"]).fit(X, y)
    assert words.portable_columns([]) == [CodeColumn("town", ("north", "south"))]


def test_fitting_again_gives_the_same_and_clones_are_alike() -> None:
    X, y = make_rows()
    bins = Bins(NUMBERS, CATEGORIES, most=3, bins=4, least_share=0.1)
    assert clone(bins).get_params() == bins.get_params() == {
        "numbers": NUMBERS, "categories": CATEGORIES, "most": 3, "bins": 4, "least_share": 0.1}
    first, second = clone(bins).fit(X, y), bins.set_params(most=3).fit(X, y.astype(float))
    assert vars(first) == vars(second)
    assert all(len(edges) <= 3 for edges in first.edges_.values())


def test_information_value_is_what_the_formula_says() -> None:
    codes, y = np.repeat([0, 1, 3], [40, 40, 20]), np.array([0] * 30 + [1] * 10 + [0, 1] * 30)
    zeros, ones = np.array([30.5, 20.5, 10.5]), np.array([10.5, 20.5, 10.5])
    zeros, ones = zeros / zeros.sum(), ones / ones.sum()
    expected = ((zeros - ones) * np.log(zeros / ones)).sum()
    assert information_value(codes, y) == pytest.approx(expected)
    assert information_value(np.zeros(4, dtype=int), np.array([0, 1, 0, 1])) == 0


def test_levels_do_not_depend_on_the_order_of_the_rows() -> None:
    words = pd.DataFrame({"town": np.repeat([f"l{place:02}" for place in range(12)], 20)})
    y = np.random.default_rng(0).integers(0, 2, len(words))
    order = np.random.default_rng(1).permutation(len(words))
    found = [Bins([], ["town"]).fit(words.iloc[rows], y[rows]).portable_columns([])
             for rows in (np.arange(len(words)), order)]
    assert found[0] == found[1]
