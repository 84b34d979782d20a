"""The model as one file of C99, for devices of any size."""

import math
from pathlib import Path
from string import Template

from ...portable.expressions import LARGEST
from ...portable.model import LARGEST_EXPONENT, Input, PortableModel
from ..form import Delivery, NotDeliverable
from .body import compose
from .language import Language, helper_blocks
from .words import about
from ..text import printable

USAGE = (
    'A number is missing when it is NAN, a category (UTF-8) when it is NULL, "" or "(missing)".',
    "It needs a C99 compiler whose double has 64 bits, and its mathematical functions (-lm):",
    "",
    '    #include "model.c"',
    "    struct score result = score(&row);",
    "",
    "Compile with -ffp-contract=off, and not with -ffast-math: else the last digits may differ.",
)
DATES = "A date is text, as 2024-03-05, 2024-03-05 14:30 or 2024-03-05T14:30:00Z, and missing " \
    "when it is\nNULL or other text. It is taken for UTC where it has no zone."
# The tables' rows, which helpers read; each by the helper that does.
STRUCTS = {
    "level": "struct level { const char *name; double worth; };",
    "binned": "struct bin { double below, worth; };",
    "forest": "struct node { int32_t slot; int32_t no; double threshold; };",
}
TYPES = {"number": "double ", "date": "const char *", "category": "const char *"}


def _text(words: str) -> str:
    if "\0" in words:
        raise NotDeliverable(f"the category or class {printable(words)!r} holds the character NUL, "
                             "at which a text in C ends")
    return f'"{"".join(map(_byte, words.encode("utf-8", "surrogatepass")))}"'


def _byte(byte: int) -> str:
    """Spell a byte in a string; a question mark could begin a trigraph."""
    char = chr(byte)
    return char if char.isascii() and char.isprintable() and char not in '"\\?' else f"\\{byte:03o}"


def _comment(words: str) -> str:
    return f"/* {_in_comment(words)} */"


def _in_comment(words: str) -> str:
    return words.replace("*/", "* /").replace("/*", "/ *")


C = Language(
    number=lambda value: "INFINITY" if value == math.inf else repr(value),
    text=_text,
    comment=_comment,
    source=lambda name, column: f"row->{name}",
    let={"number": "const double ", "date": "const double ",
         "category": "const char *const "},
    end=";",
    values="double v[] = { %s };",
    constant="#define %s (%s)",
    tables={
        "slots": ("const double %s[] = {", "    %s,", "};"),
        "levels": ("static const struct level %s[] = {", "    { %s, %s },", "    { NULL, 0 },\n};"),
        "bins": ("static const struct bin %s[] = {", "    { %s, %s },", "};"),
        "roots": ("static const int32_t %s[] = {", "    %s,", "};"),
        "nodes": ("static const struct node %s[] = {", "    { %s, %s, %s },", "};"),
    },
)


def c_program(delivery: Delivery) -> str:
    """Write the program.

    Raises:
        NotDeliverable: a category holds the character NUL.
    """
    model = delivery.model
    writer = compose(model, C)
    header = [f" * {_in_comment(line)}".rstrip()
              for line in about(delivery, USAGE, DATES, writer.inputs)]
    includes = [f"#include <{name}.h>" for name in ("math", "stddef", "stdint", "string")]
    structs = [struct for helper, struct in STRUCTS.items() if helper in writer.helpers]
    unused = [] if writer.inputs else ["(void)row;"]
    score = [_comment("Score one row."), "struct score score(const struct row *row)", "{",
             *(f"    {line}" for line in (*unused, *writer.body, *_result(model))), "}"]
    head = [["/*", *header, " */"], includes, _constants(model), _row(model.inputs, writer.names),
            _score(model), structs]
    helpers = helper_blocks("helpers.c", writer.helpers)
    sections = ["\n".join(lines) for lines in head if lines]
    sections += [*writer.tables, *helpers, "\n".join(score), _main(model, writer.names)]
    return "\n\n".join(sections)


def _constants(model: PortableModel) -> list[str]:
    lines = [_comment("Trees compute in single precision, whose greatest number this is."),
             C.constant % ("LARGEST", repr(LARGEST)),
             C.constant % ("LARGEST_EXPONENT", repr(LARGEST_EXPONENT)),
             f"#define OUTPUTS {model.outputs}"]
    if model.cutoff is not None:
        lines.append(C.constant % ("CUTOFF", repr(model.cutoff)))
    if model.classes is not None:
        names = ", ".join(map(_text, model.classes))
        lines.append("static const char *const CLASSES[] = { %s };" % names)
    return lines


def _row(inputs: tuple[Input, ...], names: dict[str, str]) -> list[str]:
    fields = [f"    {TYPES[column.kind]}{names[column.name]};  {_comment(printable(column.name))}"
              for column in inputs]
    # A struct of nothing is no C.
    return ["struct row {", *(fields or ["    char unused;"]), "};"]


def _score(model: PortableModel) -> list[str]:
    if model.classes is None:
        return ["struct score { double prediction; };"]
    several = "[OUTPUTS]" if model.outputs > 1 else ""
    return ["struct score { double probability%s; const char *prediction; };" % several]


def _result(model: PortableModel) -> list[str]:
    if model.classes is None:
        return ["const struct score result = {p};", "return result;"]
    if model.outputs == 1:
        return ["const struct score result = {p, CLASSES[p >= CUTOFF]};", "return result;"]
    return ["struct score result;", "int most = 0;",
            "for (int output = 0; output < OUTPUTS; output++) {",
            "    result.probability[output] = v[output];",
            "    if (v[output] > v[most])",
            "        most = output;",
            "}",
            "result.prediction = CLASSES[most];", "return result;"]


def _main(model: PortableModel, names: dict[str, str]) -> str:
    readings = {"number": "strtod(field(&at), NULL)"}
    read = [f"        row.{names[column.name]} = {readings.get(column.kind, 'field(&at)')};"
            for column in model.inputs]
    write = ['printf("%.17g%c", result.prediction, 0);'] if model.classes is None else [
        *(f'printf("%.17g%c", result.{probability}, 0);' for probability in _probabilities(model)),
        'printf("%s%c", result.prediction, 0);']
    template = Template(Path(__file__).with_name("main.c").read_text(encoding="utf-8"))
    return template.substitute(fields=len(model.inputs) + 1, read="\n".join(read),
                               write="\n".join(f"        {line}" for line in write))


def _probabilities(model: PortableModel) -> list[str]:
    if model.outputs == 1:
        return ["probability"]
    return [f"probability[{output}]" for output in range(model.outputs)]
