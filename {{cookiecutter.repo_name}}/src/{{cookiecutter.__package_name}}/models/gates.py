"""What a model must reach on the test rows before it may be published."""

from ..errors import UserError
from ..files import read_json
from ..params import Gates
from ..paths import TEST_METRICS


def failures(metric: str, value: float, baseline: float, gates: Gates) -> list[str]:
    """Name each gate that is not passed, with the figures."""
    failed = []
    if gates.min_metric is not None and not value >= gates.min_metric:
        failed.append(f"{metric} is {value:.6g}, at least {gates.min_metric:g} is asked for")
    if gates.min_gain is not None and not value - baseline >= gates.min_gain:
        failed.append(f"{metric} is {value - baseline:.6g} better than the baseline's, at least "
                      f"{gates.min_gain:g} is asked for")
    return failed


def check_gates() -> list[str]:
    """Stop when the model did not pass the gates of params.yaml.

    Raises:
        UserError: it did not, or it was not evaluated yet.
    """
    if not TEST_METRICS.exists():
        raise UserError(f"{TEST_METRICS}: there is no such file; `make evaluate` makes it")
    gates = read_json(TEST_METRICS)["gates"]
    if not gates["passed"]:
        raise UserError(f"{TEST_METRICS}: the model may not be published: "
                        f"{'; '.join(gates['failures'])}; improve it, or change gates in "
                        "params.yaml")
    return ["the model passed its gates"]
