"""The portable model: a fitted pipeline as plain data, which every form is rendered from.

The path from a row to a score, the same in every form:

1. `inputs`: a number is a double or missing; a date is a double too, its whole seconds since the
   start of 1970; a category is a word, and missing where there is none, or the word is empty or
   `MISSING_WORD`.
2. `derived`: numbers that are computed from numbers and dates, in their order (see
   expressions.py). What comes after them reads numbers and categories alone.
3. `estimator`: one value for each output. There is one output for two classes and for a number,
   and one a class for more classes.
4. `link`: from these values to probabilities, or to the predicted number.
5. `cutoff`: two classes: the second of `classes` is predicted from this probability on. More
   classes: the most probable is predicted, the first of equals.

Sums are taken in the order in which their parts stand here, so that doubles come out alike.
"""

from dataclasses import dataclass
from typing import Literal

from .expressions import Expression

FORMAT = "slipway portable model"
VERSION = 1
MISSING_WORD = "(missing)"
# Beyond it exp() overflows, or underflows, which is an error in some runtimes.
LARGEST_EXPONENT = 700.0


@dataclass(frozen=True)
class Input:
    """A column that the model reads.

    A date counts in UTC, or as its clock says where it has no zone; its fraction of a second is
    cut off.
    """

    name: str
    kind: Literal["number", "date", "category"]


@dataclass(frozen=True)
class Derived:
    """A number that is computed from number and date columns."""

    name: str
    expression: Expression


@dataclass(frozen=True)
class LinearTerm:
    """weight * (x - center), or `missing`; a weight for each output."""

    column: str
    center: float
    weights: tuple[float, ...]
    missing: tuple[float, ...]
    kind: Literal["linear"] = "linear"


@dataclass(frozen=True)
class Level:
    """What a category is worth: a weight for each output."""

    level: str
    weights: tuple[float, ...]


@dataclass(frozen=True)
class LevelTerm:
    """The weights of the category, of a missing one, or of one that is none of the levels."""

    column: str
    levels: tuple[Level, ...]
    missing: tuple[float, ...]
    unseen: tuple[float, ...]
    kind: Literal["levels"] = "levels"


@dataclass(frozen=True)
class BinTerm:
    """The weights of the bin that a number lies in, or of a missing one.

    Bin i holds edges[i - 1] <= x < edges[i]; the first has no lower, the last no upper edge.
    `weights` has one entry more than `edges`, each a weight for each output.
    """

    column: str
    edges: tuple[float, ...]
    weights: tuple[tuple[float, ...], ...]
    missing: tuple[float, ...]
    kind: Literal["bins"] = "bins"


Term = LinearTerm | LevelTerm | BinTerm


@dataclass(frozen=True)
class Points:
    """The scale of a points table: `odds` (against the second class) at `base` points.

    Each `double` points more double these odds.
    """

    base: float
    odds: float
    double: float


@dataclass(frozen=True)
class Additive:
    """The intercept plus one contribution a term: linear models, points tables, baselines.

    In a points table every weight is a whole number and `points` tells the scale.
    """

    intercept: tuple[float, ...]
    terms: tuple[Term, ...]
    points: Points | None = None
    kind: Literal["additive"] = "additive"


@dataclass(frozen=True)
class AtMost:
    """Whether x <= threshold; `missing` is the answer for a missing x."""

    column: str
    threshold: float
    missing: bool
    kind: Literal["at_most"] = "at_most"


@dataclass(frozen=True)
class IsMissing:
    """Whether the number or category is missing."""

    column: str
    kind: Literal["is_missing"] = "is_missing"


@dataclass(frozen=True)
class IsLevel:
    """Whether the category is this one; a missing one is not."""

    column: str
    level: str
    kind: Literal["is_level"] = "is_level"


Test = AtMost | IsMissing | IsLevel


@dataclass(frozen=True)
class Leaf:
    """Where a path through a tree ends: a value for each output."""

    values: tuple[float, ...]


@dataclass(frozen=True)
class Split:
    """A fork: `test` is a position in `Trees.tests`."""

    test: int
    yes: "Node"
    no: "Node"


Node = Leaf | Split


@dataclass(frozen=True)
class Trees:
    """(base + the leaves of all trees) / divisor: single trees, forests and gradient boosting."""

    base: tuple[float, ...]
    divisor: float
    tests: tuple[Test, ...]
    trees: tuple[Node, ...]
    kind: Literal["trees"] = "trees"


Estimator = Additive | Trees


@dataclass(frozen=True)
class Link:
    """From the estimator's values v to the score.

    identity: v itself, a number, or probabilities already. logistic: with
    z = (v - center) / scale, held within +-LARGEST_EXPONENT, the probability 1 / (1 + exp(-z)).
    softmax: exp(v - the greatest v), no exponent below -LARGEST_EXPONENT, over their sum.
    exponential: exp(v) - 1, no exponent above LARGEST_EXPONENT, the number whose log(number + 1)
    is v.
    """

    kind: Literal["identity", "logistic", "softmax", "exponential"]
    center: float = 0.0
    scale: float = 1.0


@dataclass(frozen=True)
class PortableModel:
    """A whole model. `name` is the candidate's; `classes` is None for a number.

    `cutoff` is None for a number, for more than two classes, and until it is delivered: then it
    comes from params.yaml.
    """

    name: str
    task: Literal["classification", "regression"]
    target: str
    classes: tuple[str, ...] | None
    inputs: tuple[Input, ...]
    derived: tuple[Derived, ...]
    estimator: Estimator
    link: Link
    cutoff: float | None = None

    @property
    def outputs(self) -> int:
        """The count of values that the estimator gives a row."""
        return len(self.classes) if self.classes and len(self.classes) > 2 else 1
