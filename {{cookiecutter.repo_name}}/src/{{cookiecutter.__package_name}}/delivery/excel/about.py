"""The sheet About: what the workbook is, how to use it, and how to check it."""

from collections.abc import Iterable

from ...portable.model import Trees
from .batch import AGREES, HEAD
from .plan import TREES, Plan
from .sheet import Sheet

WIDTH = 110
USE = (
    ("Form", "One record: choose or type its answers, and see what each of them adds, and the "
     "prediction. A remark warns of an answer that the data did not know; it is scored all the "
     "same."),
    ("Batch", "Many records: paste their rows. The grey cells on the right compute the result; "
     "the sign + above the columns unfolds every step in between."),
    ("Model", "The numbers that the formulas look up, and nothing else: who changes one of them "
     "changes the model."),
    ("Trees", "The trees, node by node, and the way that the record of the sheet Form takes."),
    ("Check", "Example rows with the score that the model gave them when it was delivered, beside "
     "what this workbook computes."),
    ("Lists", "The answers behind the drop-down lists, and the known ranges."),
    ("Workings", "The steps behind the sheet Form."),
)
RULES = (
    ("Opening", "If Excel opens the file in Protected View, press Enable Editing: results appear "
     "from then on."),
    ("Missing", "An empty cell is a missing value. In a category so is the word (missing)."),
    ("Categories", "They must be written as in the list: capitals, accents and spaces count. "
     "Others are scored as an unknown answer."),
    ("Numbers", "A text in the place of a number gives no score, but a message that names the "
     "column. Excel keeps 15 digits of what is typed or read from a text, and takes numbers "
     "below 2.2E-308 for 0."),
    ("Exactness", "Spreadsheets compare only 15 digits. So that a number on a threshold, or "
     "beside it, comes out right, formulas take 0.999 of the threshold from both sides of a "
     "comparison before they compare."),
    ("Protection", "The sheets but Batch are protected against slips, without a password: Review, "
     "Unprotect Sheet."),
)

DATES = ("Dates", "A date is a cell that the program itself takes for one, with a time or without; "
         "it counts to the second, as it is shown. Excel knows dates from 1900-03-01 on.")


def write_about(sheet: Sheet, plan: Plan, examples: int) -> None:
    """Write the sheet."""
    model, delivery = plan.model, plan.delivery
    sheet.widths(20, WIDTH)
    sheet.cell(0, 0, delivery.title, "title")
    sheet.cell(1, 0, "A trained model as a workbook: live formulas, no macros, nothing to install.",
               "note")
    facts = [("Model", model.name), ("Version", delivery.version), ("Predicts", model.target)]
    if model.classes:
        facts.append(("Classes", ", ".join(model.classes)))
    row = _write_list(sheet, 3, "This model", facts)
    row = _write_list(sheet, row, "The sheets", [
        item for item in USE if item[0] != TREES or isinstance(model.estimator, Trees)])
    dates = any(column.kind == "date" for column in model.inputs)
    row = _write_list(sheet, row, "Rules", [*RULES, DATES] if dates else RULES)
    sheet.cell(row, 0, "How to check", "section")
    sheet.cell(row + 1, 0, "Examples", "body")
    found = f"COUNTIF(Check!$A${HEAD + 2}:$A${HEAD + 1 + examples},\"{AGREES}\")"
    sheet.formula(row + 1, 1, f'{found}&" of {examples} rows of the sheet Check agree"', "body")
    sheet.protect()


def _write_list(sheet: Sheet, row: int, title: str, items: Iterable[tuple[str, str]]) -> int:
    """Write a titled list, and return the row after it."""
    sheet.cell(row, 0, title, "section")
    for row, (name, words) in enumerate(items, start=row + 1):
        sheet.cell(row, 0, name, "body")
        sheet.cell(row, 1, words, "body")
        sheet.height(row, (words, WIDTH))
    return row + 2
