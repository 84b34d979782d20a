"""The model as one file of JavaScript, for browsers and Node."""

import math

from ...portable.expressions import LARGEST
from ...portable.model import LARGEST_EXPONENT, PortableModel
from ...portable.fields import score_fields
from ..form import Delivery
from .body import compose
from .language import Language, helper_blocks
from .words import about

USAGE = (
    'A number is missing when it is null or NaN, a category when it is null, "" or "(missing)".',
    "It needs a browser or Node (20.19 or newer; an older one wants it called model.mjs):",
    "",
    '    import { score } from "./model.js";',
    "    score(record)  // an object; returns an object",
)
DATES = "A date is a Date, or text as 2024-03-05, 2024-03-05 14:30 or 2024-03-05T14:30:00Z, and " \
    "missing\nwhen it is null. Text is taken for UTC where it has no zone."


def _text(words: str) -> str:
    return f'"{"".join(map(_char, words))}"'


def _char(char: str) -> str:
    """Spell a character in a string, where none may end the string, its line or a page's script."""
    if char.isprintable() and char not in '"\\<>':
        return char
    units = char.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[start:start + 4]}" for start in range(0, len(units), 4))


def _comment(words: str) -> str:
    return "// " + words.replace("<", "\\u003c").replace(">", "\\u003e") if words else "//"


JAVASCRIPT = Language(
    number=lambda value: "Infinity" if value == math.inf else repr(value),
    text=_text,
    comment=_comment,
    source=lambda name, column: f"record, {_text(column)}",
    let=dict.fromkeys(("number", "date", "category"), "const "),
    end=";",
    values="const v = [%s];",
    constant="const %s = %s;",
    tables={
        "slots": ("const %s = [", "  %s,", "];"),
        "levels": ("const %s = new Map([", "  [%s, %s],", "]);"),
        "bins": ("const %s = [", "  [%s, %s],", "];"),
        "roots": ("const %s = new Int32Array([", "  %s,", "]);"),
        "nodes": ("const %s = new Float64Array([", "  %s, %s, %s,", "]);"),
    },
)


def javascript_program(delivery: Delivery) -> str:
    """Write the program."""
    model = delivery.model
    writer = compose(model, JAVASCRIPT)
    header = [_comment(line).rstrip() for line in about(delivery, USAGE, DATES, writer.inputs)]
    score = ["// Score one record.", "export function score(record) {",
             *(f"  {line}" for line in (*writer.body, f"return {_result(model)};")), "}"]
    helpers = helper_blocks("helpers.js", writer.helpers)
    sections = ["\n".join(lines) for lines in (header, _constants(model), score)]
    return "\n\n".join([*sections, *helpers, *writer.tables]) + "\n"


def _constants(model: PortableModel) -> list[str]:
    lines = [_comment("Trees compute in single precision, whose greatest number this is."),
             f"const LARGEST = {LARGEST!r};", f"const LARGEST_EXPONENT = {LARGEST_EXPONENT!r};"]
    if model.classes is not None:
        lines.append(f"const CLASSES = [{', '.join(map(_text, model.classes))}];")
    return lines if model.cutoff is None else [*lines, f"const CUTOFF = {model.cutoff!r};"]


def _result(model: PortableModel) -> str:
    if model.classes is None:
        return "{ prediction: p }"
    if model.outputs == 1:
        return "{ probability: p, prediction: CLASSES[p >= CUTOFF ? 1 : 0] }"
    pairs = [f"{_text(name)}: v[{output}]"
             for output, name in enumerate(score_fields(model.classes)[:-1])]
    decision = "prediction: CLASSES[v.indexOf(Math.max(...v))]"
    return "{ %s }" % ", ".join([*pairs, decision])
