"""The delivery report, for people and for DVC."""

import math
from collections.abc import Callable, Sequence
from typing import Any

from .outcomes import Outcome, Verification

GROUPS = {
    "real": "rows of the table, drawn by the seed",
    "missing": "one column missing",
    "all missing": "all numbers, all categories, or all columns missing",
    "date": "a date at a turn of a day, month, year or leap year, or the seconds beside it",
    "category": "the categories that the model knows, 50 of a column at most",
    "empty word": "a category that is empty, or the word (missing)",
    "unseen": "a category that the model does not know, or that only looks like one it knows",
    "extreme": "a number at the ends of its range, or far beyond: from 1e-300 to 3.4e38",
    "edge": "a number on a threshold or bin edge, or where an expression of a derived feature "
            "jumps, and the next doubles on both sides; for edges of a derived feature, numbers "
            "that bring it there (as near as 1e-12 where it has a logarithm, whose last bits are "
            "not the same in every runtime), or seconds of a date",
}
NONE = "-"


def verdict(found: Verification) -> list[str]:
    """Say in a few sentences what the verification came to."""
    tried, failed = found.of("agrees", "differs", "broke"), found.of("differs", "broke")
    if not tried:
        return ["Nothing was verified."]
    rows = [counts.rows for counts in found.golden.values()]
    count = f"{min(rows):,}" if min(rows) == max(rows) else f"{min(rows):,} to {max(rows):,} each"
    lines = [f"{_who(found)} scored on golden rows, {count}, in "
             f"{_count(len({outcome.form for outcome in tried}), 'form')} and "
             f"{_count(len({outcome.runtime for outcome in tried}), 'runtime')}."]
    if failed:
        lines.append(f"{len(failed)} of {len(tried)} trials FAILED.")
    else:
        worst = max(tried, key=lambda outcome: outcome.difference)
        flips = ", and no decision is flipped" if found.decides else ""
        lines.append("All agree with scikit-learn: the largest difference is "
                     f"{figure(worst.difference)} ({worst.place}; {worst.limit:g} is allowed)"
                     f"{flips}.")
    if missing := sorted({outcome.runtime for outcome in found.of("not verified")}):
        lines.append(f"Not verified, for want of the runtime: {', '.join(missing)}.")
    return lines


def untried(found: Verification) -> list[str]:
    """Name what was not verified and what is not possible, with the reasons."""
    return [f"{title}: {line.removeprefix('- ')}"
            for title in ("not verified", "not possible") for line in _reasons(found.of(title))]


def report(found: Verification) -> str:
    """Write the report as Markdown."""
    failed = [f"- {outcome.place}, {outcome.candidate}: {outcome.verdict}: {outcome.reason}"
              for outcome in found.of("differs", "broke")]
    lines = [
        "# Delivery report", "", " ".join(verdict(found)), "",
        "The difference of a score a from scikit-learn's own score b is |a - b| / max(1, |b|); "
        "where numbers below 1 are predicted, the upper quartile of |b| takes the place of 1. "
        f"These are the largest ({NONE}: the model cannot take the form):", "",
        *_matrix(found, _difference), "",
        *_section("Failed", failed),
        *_section("Not verified", _unverified(found)),
        *_section("Forms that a model cannot take", _reasons(found.of("not possible"))),
        *_section("Golden rows", _golden(found)),
        "## Every trial", "", *_trials(found)]
    return "\n".join(lines) + "\n"


def speed_report(found: Verification) -> str:
    """Write as Markdown how many rows a second were scored."""
    header, rule, *lines = _matrix(found, lambda outcome: _speed(outcome.rows, outcome.seconds))
    pipeline = _row(["scikit-learn", "the pipeline", *(
        _speed(found.golden[name].rows, found.golden[name].seconds)
        if name in found.golden else NONE for name in _candidates(found))])
    return "\n".join([
        "# Rows a second", "", "Measured once, on the golden rows, by the scoring alone: starting "
        "a runtime and bringing the rows there is left out where these can be told apart. Several "
        "forms are tried at once, and take each other's time.", "",
        header, rule, pipeline, *lines]) + "\n"


def metrics(found: Verification) -> dict[str, Any]:
    """Gather the figures for DVC, which shows those that stand outside of lists."""
    tried, failed = found.of("agrees", "differs", "broke"), found.of("differs", "broke")
    return {
        "model": found.chosen,
        "passed": not failed,
        "trials": len(tried),
        "failed": len(failed),
        "not_verified": len(found.of("not verified")),
        "decisions_flipped": sum(outcome.flips for outcome in tried),
        "largest_difference": {
            form: _finite(max((outcome.difference for outcome in found.of("agrees", "differs")
                               if outcome.form == form), default=math.inf))
            for form in dict.fromkeys(outcome.form for outcome in tried)},
        "outcomes": [
            {"candidate": outcome.candidate, "form": outcome.form, "runtime": outcome.runtime,
             "verdict": outcome.verdict, "reason": outcome.reason, "rows": outcome.rows,
             "difference": None if outcome.verdict == "broke" else _finite(outcome.difference),
             "limit": outcome.limit,
             "decisions_flipped": outcome.flips, "bytes": outcome.size}
            for outcome in found.outcomes],
    }


def figure(difference: float) -> str:
    """Write a difference with two digits."""
    return f"{difference:.1e}" if difference else "0"


def _who(found: Verification) -> str:
    others = len(set(found.golden) - {found.chosen})
    more = f" and {_count(others, 'other candidate')} were" if others else " was"
    return f"The chosen model, {found.chosen},{more}"


def _count(count: int, noun: str) -> str:
    return f"{count} {noun}{'s' * (count != 1)}"


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _speed(rows: int, seconds: float) -> str:
    return f"{float(f'{rows / seconds:.2g}'):,.0f}" if rows and seconds > 0 else NONE


def _difference(outcome: Outcome) -> str:
    if outcome.verdict == "agrees":
        return figure(outcome.difference)
    return f"**{outcome.verdict}**" if outcome.failed else outcome.verdict


def _candidates(found: Verification) -> list[str]:
    return list(dict.fromkeys(outcome.candidate for outcome in found.outcomes))


def _matrix(found: Verification, cell: Callable[[Outcome], str]) -> list[str]:
    """Lay out a line for each form and runtime, with a column for each candidate."""
    cells = {(outcome.form, outcome.runtime, outcome.candidate): cell(outcome)
             for outcome in found.outcomes if outcome.runtime}
    names = _candidates(found)
    return _table(["form", "runtime", *names],
                  [[form, runtime, *(cells.get((form, runtime, name), NONE) for name in names)]
                   for form, runtime in dict.fromkeys(key[:2] for key in cells)], words=2)


def _golden(found: Verification) -> list[str]:
    # A table without dates, say, has no such rows.
    groups = {group: meaning for group, meaning in GROUPS.items()
              if any(group in counts.groups for counts in found.golden.values())}
    lines = [[name, *(f"{counts.groups.get(group, 0):,}" for group in groups),
              f"{counts.rows:,}"] for name, counts in found.golden.items()]
    edges = [f"- {name}: {counts.edges:,} edges; rows for {counts.taken:,} of them, and at "
             f"{counts.live:,} of these the score changes"
             for name, counts in found.golden.items() if counts.edges]
    return [*_table(["candidate", *groups, "in all"], lines, words=1), "",
            *(f"- {group}: {meaning}" for group, meaning in groups.items()),
            *(["", "Thresholds and bin edges:", "", *edges] if edges else [])]


def _trials(found: Verification) -> list[str]:
    return _table(
        ["form", "runtime", "candidate", "verdict", "rows", "largest difference", "allowed",
         "decisions flipped", "all files, kB"],
        [[outcome.form, outcome.runtime, outcome.candidate, outcome.verdict, f"{outcome.rows:,}",
          *([NONE] * 3 if outcome.verdict == "broke" else
            [figure(outcome.difference), f"{outcome.limit:g}", str(outcome.flips)]),
          f"{outcome.size / 1000:,.1f}"]
         for outcome in found.of("agrees", "differs", "broke")], words=4)


def _reasons(outcomes: Sequence[Outcome]) -> list[str]:
    """Write each reason once, with the candidates that it holds for."""
    candidates: dict[tuple[str, str], list[str]] = {}
    for outcome in outcomes:
        candidates.setdefault((outcome.place, outcome.reason), []).append(outcome.candidate)
    return [f"- {place} ({', '.join(names)}): {reason}"
            for (place, reason), names in candidates.items()]


def _unverified(found: Verification) -> list[str]:
    reasons = _reasons(found.of("not verified"))
    return [*reasons, "", "Install what is missing, and type `make verify STRICT=1`."] \
        if reasons else []


def _section(title: str, lines: Sequence[str]) -> list[str]:
    return [f"## {title}", "", *lines, ""] if lines else []


def _table(header: Sequence[str], lines: Sequence[Sequence[str]], words: int) -> list[str]:
    """Lay out a table whose first columns, so many, hold words, the others figures."""
    rule = ["---"] * words + ["---:"] * (len(header) - words)
    return [_row(header), _row(rule), *map(_row, lines)]


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
