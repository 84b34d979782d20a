"""What the last verification left open."""

from ..errors import UserError
from ..files import read_json
from ..paths import DELIVERY_METRICS, DELIVERY_REPORT
from .forms import REFEREES, runtime_module


def check_verified() -> list[str]:
    """Stop unless every form was verified in each of its runtimes, and agreed.

    Raises:
        UserError: one was not, or nothing was verified yet.
    """
    if not DELIVERY_METRICS.exists():
        raise UserError(f"{DELIVERY_METRICS}: there is no such file; `make verify` makes it")
    if not read_json(DELIVERY_METRICS)["passed"]:
        raise UserError(f"{DELIVERY_METRICS}: a form differs from the model; see {DELIVERY_REPORT}")
    refuse_unverified(_unverified())
    return ["every form was verified in each of its runtimes"]


def refuse_unverified(reasons: dict[str, str]) -> None:
    """Stop if there is a form and runtime, by its place, that was not verified.

    Raises:
        UserError: a line for each.
    """
    if reasons:
        raise UserError("\n".join(f"{place}: not verified: {reason}; install it, or leave out "
                                  "STRICT" for place, reason in reasons.items()))


def forget_unverified() -> list[str]:
    """Remove the result of a verification that lacked a runtime which is here now."""
    try:
        missing = _unverified() if DELIVERY_METRICS.exists() else {}
    except (ValueError, LookupError, TypeError):  # As with the marks of a merge in it.
        DELIVERY_METRICS.unlink()
        return [f"{DELIVERY_METRICS}: is unreadable; it is made anew"]
    here = [place for form, referees in REFEREES.items() for referee in referees
            if (place := f"{form} in {referee.name}") in missing
            and runtime_module(referee).unavailable() is None]
    if not here:
        return []
    DELIVERY_METRICS.unlink()
    return [f"{place}: can be verified now" for place in here]


def _unverified() -> dict[str, str]:
    return {f"{item['form']} in {item['runtime']}": item["reason"]
            for item in read_json(DELIVERY_METRICS)["outcomes"]
            if item["verdict"] == "not verified"}
