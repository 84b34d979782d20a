"""What every form must hold to: in its own runtime it scores as the portable model."""

from pathlib import Path
from types import ModuleType

import numpy as np
from hand_made import delivery, model

from slipway_package.delivery.form import Rows
from slipway_package.portable.expressions import Call, Name, Number
from slipway_package.portable.model import (
    Additive,
    AtMost,
    Derived,
    Input,
    Leaf,
    LinearTerm,
    PortableModel,
    Split,
    Trees,
)
from slipway_package.portable.score import batch_scorer, decide

X = (Input("x", "number"),)
# Scores at the cutoff of 0.4 and just below it.
AT_CUTOFF = model("at the cutoff", Trees((0.0,), 1.0, (AtMost("x", 0.5, True),), (
    Split(0, Leaf((0.4,)), Leaf((float(np.nextafter(0.4, 0)),))),)), inputs=X, derived=())
# What tells a number from one that is off in its last digits.
ALL_DIGITS = model("all digits", Additive((1 / 3,), (
    LinearTerm("x", 0.1 + 0.2, (2 / 3,), (1 / 7,)), LinearTerm("same", 0.0, (1.0,), (0.0,)))),
    classes=None, inputs=X,
    derived=(Derived("same", Call("==", (Name("x"), Number(0.1 + 0.2)))),))


def rows_of_x(*values: float) -> Rows:
    """Rows with one column, x."""
    return Rows({"x": np.array(values)}, np.full(len(values), "made", dtype=object))


def assert_same(made: PortableModel, tried: Rows, form: ModuleType, runtime: ModuleType,
                folder: Path) -> None:
    """Write a model in a form, score rows in its runtime, and hold these against the model."""
    form.write(delivery(made), folder)
    found = runtime.score(delivery(made), folder, tried)
    expected = batch_scorer(made)(tried.columns)
    assert found.scores.shape == expected.shape
    np.testing.assert_allclose(found.scores, expected, rtol=1e-13, atol=1e-13)
    if made.classes is None:
        assert found.decisions is None
    else:
        assert (found.decisions == decide(made, expected)).all()
