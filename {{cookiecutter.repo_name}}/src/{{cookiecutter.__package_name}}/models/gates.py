"""What a model must reach on the test rows before it may be published."""

from typing import Any

from msgspec.structs import asdict

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


def thresholds(gates: Gates) -> dict[str, float]:
    """List what the model must reach; a gate that is null asks for nothing."""
    return {name: least for name, least in asdict(gates).items() if least is not None}


def verdict(gates: dict[str, Any]) -> str:
    """Say in a few words what metrics.json says about the gates."""
    if not gates["passed"]:
        return f"FAILED: {'; '.join(gates['failures'])}"
    return "passed" if gates["thresholds"] else "none: params.yaml asks nothing of the model"


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
    return ["the model passed its gates" if gates["thresholds"]
            else "there were no gates for the model to pass: params.yaml sets none"]
