"""The model as one file of Python that imports nothing but math to score."""

import math

from ...data.words import spelled_numbers
from ...portable.expressions import LARGEST
from ...portable.model import LARGEST_EXPONENT, Input, PortableModel
from ...portable.fields import score_fields
from ..form import Delivery
from ..levels import codes_by_column
from .body import compose
from .language import Language, helper_blocks
from .words import about

USAGE = (
    'A number is missing when it is None or NaN, a category when it is None, "" or "(missing)".',
    "It needs Python 3.7 or newer, and nothing else:",
    "",
    "    from model import score",
    "    score(record)  # a dict; returns a dict",
    "",
    "    python model.py < rows.csv > scores.csv",
)
DATES = "A date is a datetime, a date, or text as 2024-03-05, 2024-03-05 14:30 or " \
    "2024-03-05T14:30:00Z,\nand missing when it is None or NaT. It is taken for UTC where it has " \
    "no zone."
PYTHON = Language(
    number=lambda value: "math.inf" if value == math.inf else repr(value),
    text=repr,
    comment=lambda words: f"# {words}",
    source=lambda name, column: f"record, {column!r}",
    let=dict.fromkeys(("number", "date", "category"), ""),
    end="",
    values="v = [%s]",
    constant="%s = %s",
    tables={
        "slots": ("%s = (", "    %s,", ")"),
        "levels": ("%s = {", "    %s: %s,", "}"),
        "bins": ("%s = (", "    (%s, %s),", ")"),
        "roots": ("%s = (", "    %s,", ")"),
        "nodes": ("%s = (", "    (%s, %s, %s),", ")"),
    },
)


def python_program(delivery: Delivery) -> str:
    """Write the program."""
    model = delivery.model
    writer = compose(model, PYTHON)
    header = "\n".join(about(delivery, USAGE, DATES, writer.inputs))
    header = header.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    head = [f'"""{header}\n"""', "", "import math", "", *_constants(delivery, writer.inputs)]
    score = ["def score(record):", '    """Score one record."""',
             *(f"    {line}" for line in (*writer.body, f"return {_result(model)}"))]
    helpers = [*helper_blocks("helpers.py", writer.helpers),
               *helper_blocks("main.py", {"main"})]
    tables = ["\n\n".join(writer.tables)] if writer.tables else []
    start = ['if __name__ == "__main__":', "    main()"]
    sections = ["\n".join(head), "\n".join(score), *helpers, *tables, "\n".join(start)]
    return "\n\n\n".join(sections) + "\n"


def _constants(delivery: Delivery, inputs: list[Input]) -> list[str]:
    model = delivery.model
    lines = ["# Trees compute in single precision, whose greatest number this is.",
             f"LARGEST = {LARGEST!r}", f"LARGEST_EXPONENT = {LARGEST_EXPONENT!r}",
             "COLUMNS = {", *(f"    {item.name!r}: {item.kind!r}," for item in inputs), "}",
             f"FIELDS = {score_fields(model.classes)!r}",
             "# What stands for a missing value in a cell of a CSV table.",
             f"MISSING = {delivery.missing!r}",
             f"MISSING_NUMBERS = {_missing_numbers(delivery)!r}",
             "# Categories that are truth values or whole numbers: 1.0 in a cell is the code 1.",
             f"CODES = {codes_by_column(delivery)!r}"]
    if model.classes is not None:
        lines.append(f"CLASSES = {model.classes!r}")
    return lines if model.cutoff is None else [*lines, f"CUTOFF = {model.cutoff!r}"]


def _missing_numbers(delivery: Delivery) -> tuple[float, ...]:
    return tuple(filter(math.isfinite, spelled_numbers(delivery.missing)))


def _result(model: PortableModel) -> str:
    if model.classes is None:
        return '{"prediction": p}'
    if model.outputs == 1:
        return '{"probability": p, "prediction": CLASSES[1] if p >= CUTOFF else CLASSES[0]}'
    return '{**dict(zip(FIELDS, v)), "prediction": CLASSES[v.index(max(v))]}'
