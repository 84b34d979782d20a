"""The proof: the same golden rows in every form, each in its own runtime, for every candidate."""

import os
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from tqdm import tqdm

from ..errors import UserError
from ..files import read_json, write_json, write_text
from ..params import Params
from ..paths import CANDIDATE_SCORES, DELIVERY_METRICS, DELIVERY_REPORT, DELIVERY_SPEED
from ..portable.errors import NotPortable
from .forms import PORTABLE, REFEREES
from .outcomes import EVERY_FORM, Outcome, GoldenCounts, Verification
from .report import metrics, report, speed_report, untried, verdict
from .subjects import Subject, fitted_candidates, make_subject
from .trials import try_forms
from .verified import refuse_unverified


def verify_model(params: Params, only: str | None = None, strict: bool = False) -> list[str]:
    """Score golden rows in every form that is delivered, or in `only` one, and compare.

    What they are compared with is scikit-learn itself. The chosen model is scored with the files
    that were delivered; the other candidates are fitted again and written into temporary folders.
    Writes the reports, unless it is about one form. Returns notices for the user.

    Raises:
        UserError: a form differs or, where `strict`, was not verified; a line for each.
    """
    found = _verify(params, (only,) if only else (PORTABLE, *params.delivery.forms))
    if not only:
        write_text(DELIVERY_REPORT, report(found))
        # How fast a form is changes with every run: it stands apart, and is kept by nobody.
        write_text(DELIVERY_SPEED, speed_report(found))
        write_json(DELIVERY_METRICS, metrics(found))
    if failed := found.of("differs", "broke"):
        raise UserError("\n".join(f"{outcome.place}, {outcome.candidate}: {outcome.verdict}: "
                                  f"{outcome.reason}" for outcome in failed))
    if strict:
        refuse_unverified({outcome.place: outcome.reason for outcome in found.of("not verified")})
    places = [] if only else [f"the report: {DELIVERY_REPORT}; rows a second: {DELIVERY_SPEED}"]
    return [*verdict(found), *untried(found), *places]


def _verify(params: Params, forms: Sequence[str]) -> Verification:
    trials = sum(len(REFEREES[form]) for form in forms)
    candidates = [found for found in read_json(CANDIDATE_SCORES)["candidates"]
                  if not found["baseline"]]
    outcomes: list[Outcome] = []
    golden: dict[str, GoldenCounts] = {}
    chosen = ""
    # Nearly all of the time is spent in the runtimes, which are programs of their own. The threads
    # outlive a candidate: servers end with the thread that started them.
    with (ThreadPoolExecutor(os.cpu_count()) as pool,
          tqdm(total=trials * len(candidates), desc="verifying", unit="trial",
               disable=None) as bar):
        def tick(name: str, count: int) -> None:
            bar.set_postfix_str(name, refresh=False)
            bar.update(count)
        for fitted in fitted_candidates(params):
            chosen = fitted.name if fitted.chosen else chosen
            try:
                subject = make_subject(fitted, params)
            except NotPortable as obstacle:
                tick(fitted.name, trials)
                outcomes.append(Outcome(fitted.name, EVERY_FORM, "", "not possible",
                                        str(obstacle)))
                continue
            golden[fitted.name] = _counts(subject)
            outcomes += try_forms(subject, forms, tick, pool)
    return Verification(chosen, params.target.task == "classification", golden,
                        tuple(outcomes))


def _counts(subject: Subject) -> GoldenCounts:
    golden = subject.golden
    return GoldenCounts(dict(Counter(golden.rows.group)), golden.edges, golden.taken, golden.live,
                        subject.expected.seconds)
