"""Golden rows on both sides of every threshold and edge of a bin."""

from dataclasses import replace

import numpy as np
import pytest
from golden import BINS, SCHEMA, TREES, deep, make, model, of_group

from slipway_package.delivery import golden_rows as module
from slipway_package.delivery.crossings import LOG_MARGIN, values_of
from slipway_package.delivery.golden_edges import edges_of, spread
from slipway_package.delivery.golden_jumps import jumps_of
from slipway_package.portable.model import (
    AtMost,
    BinTerm,
    PortableModel,
    Trees,
)
from slipway_package.portable.score import batch_scorer


@pytest.mark.parametrize("made", [TREES, BINS], ids=["trees", "bins"])
def test_both_sides_of_every_edge_are_there_and_the_score_changes(made: PortableModel) -> None:
    golden = make(made)
    count = sum(map(len, edges_of(made).values()))
    # No row of these has a divisor of 0, or a logarithm of what is not above 0.
    assert golden.edges == count + len(jumps_of(made))
    assert (golden.taken, golden.live) == (count, count)
    rows = of_group(golden.rows, "edge")
    assert len(rows["age"]) == 4 * count
    for name, edges in edges_of(made).items():
        values = values_of(made, name, rows)
        for edge in edges:
            width = LOG_MARGIN if name == "log ratio" else 0.0
            below, above = values[values <= edge - width].max(), values[values > edge + width].min()
            # The value of a derived column may take more than one step of its input.
            assert above - below <= 2 * width + 8 * np.spacing(abs(edge))


def test_no_edge_brings_a_logarithm_to_where_its_last_bits_decide() -> None:
    # As in gradient boosting, whose thresholds may be values of the table.
    tests = (AtMost("log ratio", float(np.log(1.5)), True), AtMost("ratio", 1.5, True))
    made = model(Trees((0.0,), 1.0, tests, (deep(tests),)))
    rows = of_group(make(made).rows, "edge")
    assert len(rows["age"]) >= 4
    distance = np.abs(values_of(made, "log ratio", rows) - np.log(1.5))
    assert distance.min() >= LOG_MARGIN


def test_a_logarithm_keeps_its_distance_from_the_edge() -> None:
    rows = of_group(make(TREES).rows, "edge")
    assert np.abs(values_of(TREES, "log ratio", rows) + 0.2).min() >= LOG_MARGIN


def test_the_ulps_of_plain_columns_are_next_to_each_other() -> None:
    rows = of_group(make(BINS).rows, "edge")
    for edge in (10.0, 20.5):
        below, above = np.nextafter(edge, 0), np.nextafter(edge, 99)
        assert {np.nextafter(below, 0), below, edge, above} <= {*rows["income"].tolist()}


def off_by_one_double(made: PortableModel) -> list[PortableModel]:
    """Models that differ from one by the last bit of one threshold or edge of an input."""
    parts = "tests" if isinstance(made.estimator, Trees) else "terms"
    found, all_parts = [], getattr(made.estimator, parts)
    for place, part in enumerate(all_parts):
        for towards in (-np.inf, np.inf):
            if isinstance(part, AtMost) and part.column in SCHEMA.columns:
                changed = replace(part, threshold=float(np.nextafter(part.threshold, towards)))
            elif isinstance(part, BinTerm) and part.column in SCHEMA.columns:
                changed = replace(part, edges=(float(np.nextafter(part.edges[0], towards)),
                                               *part.edges[1:]))
            else:
                continue
            changed_parts = (*all_parts[:place], changed, *all_parts[place + 1:])
            found.append(replace(made, estimator=replace(made.estimator,
                                                         **{parts: changed_parts})))
    return found


@pytest.mark.parametrize(("made", "count"), [(TREES, 6), (BINS, 2)], ids=["trees", "bins"])
def test_a_threshold_that_is_off_by_its_last_bit_is_found_out(
        made: PortableModel, count: int) -> None:
    columns = make(made).rows.columns
    others = off_by_one_double(made)
    assert len(others) == count
    for other in others:
        assert (batch_scorer(other)(columns) != batch_scorer(made)(columns)).any()


def test_of_many_edges_each_column_keeps_its_share(monkeypatch: pytest.MonkeyPatch) -> None:
    edges = {"many": np.arange(1000.0), "few": np.arange(3.0), "more": np.arange(100.0)}
    chosen = spread(edges, 103, np.random.default_rng(0))
    assert {name: len(values) for name, values in chosen.items()} == {
        "few": 3, "more": 50, "many": 50}
    assert all(set(chosen[name]) <= set(edges[name]) for name in edges)
    # Two of the seven are jumps that no row comes to.
    monkeypatch.setattr(module, "MOST_EDGES", 5)
    golden = make(TREES)
    assert (golden.edges, golden.taken) == (7, 3)
    monkeypatch.setattr(module, "MOST_CELLS", 4 * 4 * len(TREES.inputs))
    assert make(TREES).taken == 2
