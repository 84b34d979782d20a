"""From the estimator's values to probabilities and the prediction, in SQL."""

from collections.abc import Sequence

from ...portable.model import LARGEST_EXPONENT, Estimator, Link, PortableModel, Trees
from .dialects import Dialect
from .query import Column, Query

# A value below it is 0 after any division.
NEGLIGIBLE = 1e-290


def add_scores(query: Query, model: PortableModel, values: Sequence[str]) -> list[str]:
    """Add the columns of the score: probabilities, or the predicted number; return their names."""
    values = _means(query, model.estimator, values)
    match model.link.kind:
        case "identity":
            return list(values)
        case "logistic":
            scores = [_logistic(query, model.link, values[0])]
        case "exponential":
            return [_exponential(query, values[0])]
        case "softmax":
            scores = _softmax(query, values)
    columns = [Column(sql, query.name("probability")) for sql in scores]
    query.add("scores", "The probability, by the logistic function."
              if len(scores) == 1 else "The probabilities.", columns)
    return [column.name for column in columns]


def decision(dialect: Dialect, model: PortableModel, scores: Sequence[str]) -> str:
    """Write the prediction: the class by the cutoff, or the first of the most probable."""
    words = [dialect.text(name) for name in model.classes]
    if len(words) == 2:
        return (f"CASE WHEN {scores[0]} >= {dialect.double_of(model.cutoff)} THEN {words[1]} "
                f"ELSE {words[0]} END")
    return greatest(scores, words)


def greatest(values: Sequence[str], results: Sequence[str]) -> str:
    """Write the result that belongs to the first of the greatest values, none of them NULL."""
    lines = []
    for position, value in enumerate(values[:-1]):
        tests = " AND ".join(f"{value} >= {other}" for other in values[position + 1:])
        lines.append(f"\n    WHEN {tests} THEN {results[position]}")
    return f"CASE{''.join(lines)}\n    ELSE {results[-1]} END"


def _means(query: Query, estimator: Estimator, values: Sequence[str]) -> Sequence[str]:
    if not isinstance(estimator, Trees) or estimator.divisor == 1:
        return values
    means = [Column(_quotient(query.dialect, value, estimator.divisor), query.name("mean"))
             for value in values]
    query.add("means", "What this is for each tree.", means)
    return [mean.name for mean in means]


def _exponential(query: Query, value: str) -> str:
    # Below the least exponent there is nothing but -1, and in PostgreSQL an error.
    power = f"EXP({_held(query.dialect, value)})"
    column = Column(f"{power} - {query.dialect.double_of(1)}", query.name("prediction"))
    query.add("scores", "The number of which this is the logarithm, of one more.", [column])
    return column.name


def _held(dialect: Dialect, value: str) -> str:
    """Write an exponent within the bounds."""
    most, least = dialect.double_of(LARGEST_EXPONENT), dialect.double_of(-LARGEST_EXPONENT)
    return f"CASE WHEN {value} > {most} THEN {most} WHEN {value} < {least} THEN {least} " \
        f"ELSE {value} END"


def _logistic(query: Query, link: Link, value: str) -> str:
    dialect, number = query.dialect, query.dialect.double_of
    if (link.center, link.scale) != (0, 1):
        distance = f"({value} - {dialect.operand(link.center)})"
        log_odds = Column(_quotient(dialect, distance, link.scale), query.name("log_odds"))
        query.add("log_odds", "The same on the scale of the logistic function.", [log_odds])
        value = log_odds.name
    most, least = number(LARGEST_EXPONENT), number(-LARGEST_EXPONENT)
    return (f"{number(1)} / ({number(1)} + EXP(CASE WHEN {value} > {most} THEN {least} "
            f"WHEN {value} < {least} THEN {most} ELSE - {value} END))")


def _softmax(query: Query, values: Sequence[str]) -> list[str]:
    most = Column(greatest(values, values), query.name("most"))
    query.add("most", "The greatest of them.", [most])
    least = query.dialect.double_of(-LARGEST_EXPONENT)
    powers = [Column(f"EXP(CASE WHEN {value} - {most.name} < {least} THEN {least} "
                     f"ELSE {value} - {most.name} END)", query.name("power")) for value in values]
    query.add("powers", "Their powers.", powers)
    total = Column(" + ".join(power.name for power in powers), query.name("powers"))
    query.add("powers_total", "And what these add up to.", [total])
    return [f"{power.name} / {total.name}" for power in powers]


def _quotient(dialect: Dialect, sql: str, divisor: float) -> str:
    quotient = f"{sql} / {dialect.operand(divisor)}"
    if not dialect.underflow_is_error or abs(divisor) <= 1:
        return quotient
    return (f"CASE WHEN ABS({sql}) >= {dialect.double_of(NEGLIGIBLE)} THEN {quotient} "
            f"ELSE {dialect.double_of(0)} END")
