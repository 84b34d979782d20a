"""params.yaml as typed, closed settings: an unknown key is an error that names it."""

from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from msgspec import Meta

from .errors import UserError
from .params_checks import mistakes
from .paths import PARAMS
from .serve_settings import Serve
from .settings import Closed
from .source_settings import Source
from .yaml_settings import line_of, load_settings

Task = Literal["classification", "regression"]
Metric = Literal["roc_auc", "neg_log_loss", "neg_mean_squared_error", "r2"]
Kind = Literal["number", "category", "date", "identifier", "text", "constant", "empty", "weight"]
SplitBy = Literal["random", "time", "group"]
Finding = Literal["single_feature", "sum_of_columns", "duplicates", "identifier"]
Outside = Literal["accept", "reject"]
Engine = Literal["local", "dask"]
Form = Literal["paper", "excel", "sql", "pmml", "onnx", "package", "program"]


class Target(Closed):
    """The column to predict; `positive` is the class whose probability is predicted.

    `log` lets a number be learned as log(y + 1), as suits a long tail; it is predicted as it is.
    """

    column: str
    task: Task
    positive: str | int | float | bool | None = None
    log: bool = False


class Columns(Closed):
    """Columns to leave out, and kinds to give instead of the inferred ones."""

    exclude: tuple[str, ...] = ()
    kinds: dict[str, Kind] = {}
    outside: Outside = "accept"


class Split(Closed):
    """The share of the rows that is kept for the final test, and which rows these are.

    By time they are the last ones by `column`; by group all rows of one value of `column` lie on
    one side. `key` are the columns that identify a row; without them, all of them do.
    """

    test_share: Annotated[float, Meta(gt=0, lt=1)]
    by: SplitBy = "random"
    column: str | None = None
    key: tuple[str, ...] = ()


class Leakage(Closed):
    """How near to perfect is suspicious, and which findings are known and accepted."""

    max_single_score: Annotated[float, Meta(gt=0, le=1)] = 0.99
    max_duplicates: Annotated[float, Meta(ge=0, le=1)] = 0.01
    accept: tuple[Finding, ...] = ()


class Training(Closed):
    """Candidates, the simplest first, the metric that compares them, and where that is done.

    Fits weigh each row by the column `sample_weight`, metrics too; and by its class: by numbers,
    or so that all classes weigh the same (`balanced`).
    """

    candidates: Annotated[tuple[str, ...], Meta(min_length=1)]
    metric: Metric
    folds: Annotated[int, Meta(ge=2, le=50)] = 5
    class_weight: Literal["balanced"] | dict[str, Annotated[float, Meta(gt=0)]] | None = None
    sample_weight: str | None = None
    engine: Engine = "local"


class Gates(Closed):
    """What the model must reach on the test rows before it may be published."""

    min_metric: float | None = None
    min_gain: float | None = None


class Predict(Closed):
    """From which probability on the positive class is predicted, and where rows are scored."""

    cutoff: Annotated[float, Meta(gt=0, lt=1)] = 0.5
    engine: Engine = "local"


class Dask(Closed):
    """The address of the scheduler to work on; without one, a cluster of this machine is made."""

    scheduler: str | None = None


class Delivery(Closed):
    """The forms in which the model is delivered, and the name of the table that SQL reads."""

    forms: Annotated[tuple[Form, ...], Meta(min_length=1)] = get_args(Form)
    table: str | None = None


class Params(Closed):
    """Everything that params.yaml says."""

    seed: Annotated[int, Meta(ge=0, lt=2**32)]
    source: Source
    target: Target
    columns: Columns
    split: Split
    features: dict[str, str]
    leakage: Leakage
    training: Training
    gates: Gates
    predict: Predict
    delivery: Delivery
    notebooks: dict[str, dict[str, Any]]
    dask: Dask = Dask()
    serve: Serve = Serve()


def load_params(path: Path = PARAMS) -> Params:
    """Read and check params.yaml.

    Raises:
        UserError: a key is unknown, missing or of a wrong type, or two settings do not fit.
    """
    params = load_settings(path, Params)
    for key, fault in mistakes(params):
        raise UserError(f"{line_of(path, key.split('.'))}: {fault}")
    return params
