"""The sheets Batch and Check: many records, a row each, scored by the same formulas."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from ...portable.model import Input, PortableModel
from .examples import Example
from .parts import Cell, Key, input_key
from .plan import Plan, readable, result_formula
from .sheet import Sheet

HEAD, WIDTH, DATE_WIDTH = 3, 16, 20
STYLES = {"number": "input", "date": "input date", "category": "input text"}
# Stands in the formulas of a row for its number.
ROW = "\N{PILCROW SIGN}"
ALLOWED = 1e-9
AGREES, DIFFERS = "agrees", "DIFFERS"


@dataclass(frozen=True)
class Table:
    """Where a record's cells stand: from column `first` on the inputs, the results, the steps.

    `results` and `workings` give each column's heading and formula.
    """

    first: int
    inputs: tuple[Input, ...]
    results: dict[str, str]
    workings: list[tuple[str, str]]

    @property
    def results_at(self) -> int:
        """The first column of the results."""
        return self.first + len(self.inputs)

    @property
    def workings_at(self) -> int:
        """The first column of the steps."""
        return self.results_at + len(self.results)

    @property
    def formulas(self) -> list[str]:
        """All formulas of a row, from left to right."""
        return [*self.results.values(), *(formula for _, formula in self.workings)]


def result_names(model: PortableModel) -> list[str]:
    """Name the columns that a record is given."""
    if model.classes is None:
        return ["prediction"]
    if model.outputs == 1:
        return ["prediction", "probability"]
    return ["prediction", *(f"probability_{name}" for name in model.classes)]


def lay_out_table(plan: Plan, at: Mapping[Key, str], first: int = 0) -> Table:
    """Place the columns of a table; `at` has the addresses of what does not depend on the row."""
    model, names = plan.model, result_names(plan.model)
    # A model that reads nothing still needs a column that tells which rows there are.
    inputs = model.inputs or (Input("row", "category"),)
    start = first + len(inputs) + len(names)
    cells = {**at}
    for position, column in enumerate(inputs, start=first):
        cells[input_key(column)] = cells["column", column.name] = _cell(position)
        cells["name", column.name] = xl_rowcol_to_cell(HEAD, position, True, True)
    cells |= {step.key: _cell(start + position) for position, step in enumerate(plan.steps)}
    shown = [result_formula(model, cells), *(readable(cells, cells["score", output])
                                             for output in range(len(names) - 1))]
    empty = f"COUNTA({_cell(first)}:{_cell(start - len(names) - 1)})=0"
    return Table(first, inputs,
                 {name: f'IF({empty},"",{formula})' for name, formula in zip(names, shown)},
                 [(step.label, step.formula(cells)) for step in plan.steps])


def write_batch(sheet: Sheet, table: Table, title: str, rows: int) -> None:
    """Write the head and the first row of the table; it is to be filled down to `rows` rows."""
    last = HEAD + rows + 1
    sheet.cell(0, 0, f"{title}: many rows", "title")
    sheet.cell(1, 0, "Paste rows into the yellow columns, in the order of the headings (values "
               "only). An empty cell is a missing value.", "note")
    sheet.cell(2, 0, f"The formulas reach to row {last}. For more rows select the grey cells of "
               f"row {last}, the hidden ones too, and drag their corner down.", "note")
    _write_table(sheet, table, [[None] * len(table.inputs)])
    sheet.worksheet.freeze_panes(HEAD + 1, 0)


def write_check(sheet: Sheet, table: Table, examples: Sequence[Example]) -> None:
    """Write examples with their expected results beside those of the formulas."""
    names = list(table.results)
    sheet.cell(0, 0, "Check", "title")
    sheet.cell(1, 0, "What the model gave for these rows when it was delivered, and what this "
               "workbook computes.", "note")
    sheet.cell(2, 0, "Allowed difference", "note")
    sheet.cell(2, 1, ALLOWED, "note")
    sheet.row(HEAD, 0, ["check", *(f"expected {name}" for name in names)], "head")
    _write_table(sheet, table, [example.values for example in examples])
    for row, example in enumerate(examples, start=HEAD + 1):
        sheet.formula(row, 0, _agreement(table, row), "computed")
        sheet.row(row, 1, [example.prediction, *example.scores], "probability")
    sheet.mark(HEAD + 1, 0, HEAD + len(examples), 0, f'$A{HEAD + 2}="{DIFFERS}"', "bad")
    sheet.worksheet.freeze_panes(HEAD + 1, 1)
    sheet.protect()


def _write_table(sheet: Sheet, table: Table, rows: Sequence[Sequence[Cell]]) -> None:
    names = [column.name for column in table.inputs]
    sheet.row(HEAD, table.first, [*names, *table.results], "head")
    sheet.row(HEAD, table.workings_at, [label for label, _ in table.workings], "head computed")
    styles = [STYLES[column.kind] for column in table.inputs]
    shown = ["computed", *["probability"] * (len(table.results) - 1),
             *["computed"] * len(table.workings)]
    for row, values in enumerate(rows, start=HEAD + 1):
        for column, (value, style) in enumerate(zip(values, styles), start=table.first):
            sheet.cell(row, column, value, style)
        for column, (formula, style) in enumerate(zip(table.formulas, shown), table.results_at):
            sheet.formula(row, column, formula.replace(ROW, str(row + 1)), style)
    sheet.worksheet.set_column(0, table.workings_at - 1, WIDTH)
    for position, column in enumerate(table.inputs, table.first):
        if column.kind == "date":
            sheet.worksheet.set_column(position, position, DATE_WIDTH)
    sheet.height(HEAD, *((name, WIDTH) for name in (*names, *table.results)))
    sheet.fold(table.workings_at, table.workings_at + len(table.workings) - 1)


def _agreement(table: Table, row: int) -> str:
    expected = [xl_rowcol_to_cell(row, 1 + place) for place in range(len(table.results))]
    found = [xl_rowcol_to_cell(row, table.results_at + place)
             for place in range(len(table.results))]
    near = [f"ABS({a}-{b})<=$B$3*MAX(1,ABS({b}))" for a, b in zip(found, expected)]
    tests = near if len(near) == 1 else [f"EXACT({found[0]},{expected[0]})", *near[1:]]
    return f'IF(IFERROR(AND({",".join(tests)}),FALSE),"{AGREES}","{DIFFERS}")'


def _cell(column: int) -> str:
    return f"${xl_col_to_name(column)}{ROW}"
