"""Trying the forms of one candidate: written, scored in their runtimes, compared."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain
from pathlib import Path

from ..errors import UserError
from ..paths import DELIVERY
from .comparison import compare
from .deliver_model import size_of, write_form
from .form import NotDeliverable, Scored
from .forms import PORTABLE, REFEREES, Referee, runtime_module
from .outcomes import Outcome
from .subjects import Subject

# A message of a runtime, or a row of a wide table, is cut off here.
LONGEST_REASON = 2000


def try_forms(subject: Subject, forms: Sequence[str], tick: Callable[[str, int], None],
              pool: Executor) -> list[Outcome]:
    """Try each form in each of its runtimes, as many forms at once as `pool` has threads.

    `tick` is told the name of each trial, and how many it counts for.

    Raises:
        UserError: a form that the chosen model can take was not delivered.
    """
    found = pool.map(lambda form: _try_form(subject, form, tick), forms)
    return list(chain.from_iterable(found))


def _try_form(subject: Subject, form: str, tick: Callable[[str, int], None]) -> list[Outcome]:
    outcomes: list[Outcome] = []
    try:
        with _files(subject, form) as folder:
            size = size_of(folder)
            for referee in REFEREES[form]:
                tick(f"{subject.name}: {form}, {referee.name}", 1)
                outcomes.append(replace(_try(subject, form, referee, folder), size=size))
    except NotDeliverable as reason:
        tick(f"{subject.name}: {form}", len(REFEREES[form]))
        outcomes.append(Outcome(subject.name, form, "", "not possible", _line(str(reason))))
    return outcomes


@contextmanager
def _files(subject: Subject, form: str) -> Iterator[Path]:
    """Find what was delivered of the chosen model, or write the form into a temporary folder."""
    delivered = DELIVERY / form
    if subject.chosen and delivered.exists():
        yield delivered
        return
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place, form)
        write_form(subject.delivery, form, folder)
        if subject.chosen and form != PORTABLE:
            raise UserError(f"{delivered}: there is no such folder; `make deliver FORM={form}` "
                            "writes it")
        yield folder


def _try(subject: Subject, form: str, referee: Referee, folder: Path) -> Outcome:
    runtime = runtime_module(referee)
    if missing := runtime.unavailable():
        return Outcome(subject.name, form, referee.name, "not verified", missing)
    try:
        found = runtime.score(subject.delivery, folder, subject.rows)
        difference = compare(found, subject.expected)
    except NotDeliverable as reason:  # As a database that cannot hold a query which others can.
        return Outcome(subject.name, form, referee.name, "not possible", _line(str(reason)))
    except Exception as error:  # A runtime fails in whatever way its own code does.
        return Outcome(subject.name, form, referee.name, "broke",
                       _line(f"{type(error).__name__}: {error}"))
    agrees = difference.largest <= referee.limit and not difference.flips
    return Outcome(
        subject.name, form, referee.name, "agrees" if agrees else "differs",
        "" if agrees else _line(_row(subject, found, difference.worst)), len(subject.rows),
        difference.largest, referee.limit, difference.flips, seconds=found.seconds)


def _row(subject: Subject, found: Scored, position: int) -> str:
    """Name a row: its group, what it was given and should have been given, and its values."""
    def given(scored: Scored) -> str:
        decision = "" if scored.decisions is None else f" ({scored.decisions[position]})"
        return f"{scored.scores[position]}{decision}"
    values = ", ".join(f"{name}={column[position:position + 1].tolist()[0]!r}"
                       for name, column in subject.rows.columns.items())
    return (f"{given(found)} for {given(subject.expected)} in a row of the group "
            f"{subject.rows.group[position]!r}: {values}")


def _line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_REASON else f"{line[:LONGEST_REASON]}..."
