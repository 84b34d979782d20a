"""The sheet Form: one record, its answers, what each adds, and the decision."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from xlsxwriter.utility import xl_rowcol_to_cell

from ...portable.calendar import named_parts
from ...portable.model import Additive
from .dates import END, FIRST_DAY, is_date
from .expressions import expression_words
from .lists import Known
from .parts import Addresses, Key, Step, headings
from .plan import Plan, readable, result_formula, score_heading
from .sheet import Sheet

FORM, WORKINGS = "Form", "Workings"
NAME, WORDS, ANSWER, REMARK, COUNTS, ADDS = range(6)
WIDTHS = (26, 40, 20, 28, 24)
WIDTH = 14
# Letters of an expression that are shown.
LONGEST = 1000
RESULT, HEAD = 3, 6


@dataclass(frozen=True)
class Line:
    """A row of the form, and the term of the model that it shows.

    `again` is a further term of the column of the line above.
    """

    row: int
    name: str
    words: str
    kind: Literal["number", "date", "category", "computed", "again"]
    term: int | None


@dataclass(frozen=True)
class Form:
    """The lines, and where each step stands: here, or as one of `others` on the sheet Workings."""

    plan: Plan
    known: Mapping[str, Known]
    lines: list[Line]
    results: int
    others: list[Step]
    at: Addresses

    @property
    def weight(self) -> str:
        """The style of what an answer adds."""
        estimator = self.plan.model.estimator
        return "points" if isinstance(estimator, Additive) and estimator.points else "weight"

    def step(self, *key: str | int) -> Step:
        """Find the step that computes what `key` names."""
        return next(step for step in self.plan.steps if step.key == key)


def lay_out_form(plan: Plan, known: Mapping[str, Known]) -> Form:
    """Place questions, computed columns, and all steps between them and the results."""
    lines = _lines(plan, known)
    results = HEAD + 2 + len(lines)
    cells: dict[Key, str] = {("cutoff",): _address(results + 2, ADDS)}
    steps = {step.key for step in plan.steps}
    for line in lines:
        if line.kind != "again":
            cells["name", line.name] = _address(line.row, NAME)
            cells["answer", line.name] = _address(line.row, ANSWER)
            if line.kind == "computed" or ("column", line.name) not in steps:
                cells["column", line.name] = _address(line.row, ANSWER)
        if line.term is not None:
            for output in range(plan.model.outputs):
                cells["part", line.term, output] = _address(line.row, ADDS + output)
    others = [step for step in plan.steps if step.key not in cells]
    cells |= {step.key: _address(1 + row, 1, WORKINGS) for row, step in enumerate(others)}
    return Form(plan, known, lines, results, others, plan.addresses | cells)


def write_form(sheet: Sheet, form: Form) -> None:
    """Write the sheet."""
    model, version = form.plan.model, form.plan.delivery.version
    sheet.widths(*WIDTHS, *[WIDTH] * model.outputs)
    sheet.cell(0, 0, form.plan.delivery.title, "title")
    sheet.cell(1, 0, f"{model.name}, version {version}. Fill in the yellow cells; leave empty "
               "what is not known.", "note")
    _write_result(sheet, form)
    additive = isinstance(model.estimator, Additive)
    sheet.row(HEAD, NAME, ["Question", "What it is", "Answer", "Remark",
                           "Counts as" if additive else None], "head")
    adds = headings(model, "Adds" if additive else "Value")
    sheet.row(HEAD, ADDS, adds, "head right")
    sheet.height(HEAD, *((name, WIDTH) for name in adds))
    for line in form.lines:
        _write_line(sheet, form, line)
    _write_totals(sheet, form, additive)
    sheet.worksheet.freeze_panes(HEAD + 1, 0)
    sheet.print_on_one_page(form.results + 2, ADDS + model.outputs - 1)
    sheet.protect()


def write_workings(sheet: Sheet, form: Form) -> None:
    """Write the steps that are not shown on the form."""
    sheet.widths(48, 24)
    sheet.row(0, 0, ["Step of the sheet Form", "Value"], "head")
    for row, step in enumerate(form.others, start=1):
        sheet.cell(row, 0, step.label, "body")
        sheet.formula(row, 1, step.formula(form.at), "computed")
    sheet.worksheet.freeze_panes(1, 0)
    sheet.protect()


def _lines(plan: Plan, known: Mapping[str, Known]) -> list[Line]:
    model = plan.model
    terms = model.estimator.terms if isinstance(model.estimator, Additive) else ()
    dates = [column.name for column in model.inputs if column.kind == "date"]
    columns = [*((column.name, known[column.name].words, column.kind) for column in model.inputs),
               *((item.name, expression_words(named_parts(item.expression, dates))[:LONGEST],
                  "computed") for item in model.derived)]
    lines: list[Line] = []
    for name, words, kind in columns:
        places = [place for place, term in enumerate(terms) if term.column == name] or [None]
        lines.append(Line(HEAD + 1 + len(lines), name, words, kind, places[0]))
        for place in places[1:]:
            lines.append(Line(HEAD + 1 + len(lines), name, "", "again", place))
    return lines


def _write_result(sheet: Sheet, form: Form) -> None:
    model, at = form.plan.model, form.at
    sheet.cell(RESULT, NAME, "Result", "result")
    sheet.formula(RESULT, WORDS, result_formula(model, at), "result")
    if model.classes:
        highest = at["score", 0] if model.outputs == 1 else at["highest",]
        sheet.cell(RESULT + 1, NAME, score_heading(model), "result")
        sheet.formula(RESULT + 1, WORDS, readable(at, highest), "result probability")


def _write_line(sheet: Sheet, form: Form, line: Line) -> None:
    blanks = [None] * (ADDS - 2 + form.plan.model.outputs)
    sheet.row(line.row, NAME, [line.name, line.words, *blanks], "body")
    sheet.height(line.row, (line.name, WIDTHS[NAME]), (line.words, WIDTHS[WORDS]))
    if line.kind == "computed":
        step = form.step("column", line.name)
        sheet.formula(line.row, ANSWER, step.formula(form.at), "computed")
    elif line.kind != "again":
        _write_question(sheet, line, form)
    if line.term is not None:
        _write_part(sheet, form, line)


def _write_question(sheet: Sheet, line: Line, form: Form) -> None:
    known, cell = form.known[line.name], xl_rowcol_to_cell(line.row, ANSWER)
    strange = "FALSE"
    if line.kind == "category":
        sheet.cell(line.row, ANSWER, None, "input text")
        if known.answers:
            sheet.choices(line.row, ANSWER, known.answers)
            strange = f"SUMPRODUCT(--EXACT({known.answers},{form.at['column', line.name]}))=0"
        remark = f'IF({strange},"is not in the list","")'
    elif line.kind == "date":
        sheet.cell(line.row, ANSWER, None, "input date")
        sheet.dates(line.row, ANSWER, FIRST_DAY, END)
        remark = f'IF({is_date(cell)},"","is not a date from 1900-03-01 on")'
    else:
        sheet.cell(line.row, ANSWER, None, "input")
        if known.low and known.high:
            sheet.limits(line.row, ANSWER, known.low, known.high)
            strange = f"OR({cell}<{known.low},{cell}>{known.high})"
        remark = f'IF(NOT(ISNUMBER({cell})),"is not a number",' \
            f'IF({strange},"is outside of the known range",""))'
    sheet.formula(line.row, REMARK, f'IF(LEN({cell})=0,"",{remark})', "remark")


def _write_part(sheet: Sheet, form: Form, line: Line) -> None:
    answers = form.at.get(("answers", line.term))
    if answers is not None:
        sheet.formula(line.row, COUNTS, f"INDEX({answers},{form.at['position', line.term]})",
                      "computed")
    for output in range(form.plan.model.outputs):
        step = form.step("part", line.term, output)
        sheet.formula(line.row, ADDS + output, step.formula(form.at), form.weight)


def _write_totals(sheet: Sheet, form: Form, additive: bool) -> None:
    model, at = form.plan.model, form.at
    lines: list[tuple[str, Key, str]] = [("Total", ("value",), f"total {form.weight}")]
    if additive:
        lines.insert(0, ("Start", ("intercept",), f"total {form.weight}"))
    if model.classes:
        lines.append((score_heading(model), ("score",), "total probability"))
    for row, (words, key, style) in enumerate(lines, start=form.results - additive):
        sheet.row(row, NAME, [words, *[None] * (ADDS - 1)], "total")
        for output in range(model.outputs):
            sheet.formula(row, ADDS + output, readable(at, at[*key, output]), style)
    if model.cutoff is not None:
        words = ["Cut-off", f"{model.classes[1]} from this probability on"]
        sheet.row(form.results + 2, NAME, [*words, *[None] * (ADDS - 2)], "total")
        sheet.cell(form.results + 2, ADDS, model.cutoff, "input probability")


def _address(row: int, column: int, sheet: str = FORM) -> str:
    return f"{sheet}!{xl_rowcol_to_cell(row, column, True, True)}"
