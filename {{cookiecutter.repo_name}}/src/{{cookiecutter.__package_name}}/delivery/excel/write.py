"""The model as an Excel workbook: live formulas, no macros; LibreOffice computes the same."""

from pathlib import Path

from .about import write_about
from .batch import lay_out_table, write_batch, write_check
from .examples import make_examples
from .fill import fill_down
from .form import FORM, WORKINGS, lay_out_form, write_form, write_workings
from .limits import check_formulas, check_model, check_texts, rows_that_fit
from .lists import write_lists
from .pages import mark_way, write_page
from .parts import Page
from .plan import TREES, plan_workbook
from .sheet import Workbook
from ..form import Delivery

FILE = "model.xlsx"
# The position of the sheet Batch.
BATCH = 2
DARK, LIGHT = "#1F4E79", "#9DB7D5"


def write(delivery: Delivery, folder: Path) -> list[Path]:
    """Write the workbook.

    Raises:
        NotDeliverable: the model is beyond the limits of Excel, or has no cut-off.
    """
    check_model(delivery.model)
    plan = plan_workbook(delivery)
    lists = Page("Lists", plan.addresses)
    form = lay_out_form(plan, write_lists(delivery, lists))
    at = plan.addresses | {("cutoff",): form.at["cutoff",]}
    batch = lay_out_table(plan, at)
    check = lay_out_table(plan, at, first=1 + len(batch.results))
    check_texts([*plan.pages, lists])
    check_formulas([*check.formulas, *(step.formula(form.at) for step in plan.steps)],
                   check.workings_at + len(check.workings))
    examples = make_examples(delivery, batch.inputs)
    rows = rows_that_fit(batch.formulas)

    workbook = Workbook()
    write_form(workbook.sheet(FORM, DARK), form)
    write_batch(workbook.sheet("Batch", DARK), batch, delivery.title, rows)
    for page in plan.pages:
        sheet = workbook.sheet(page.name, LIGHT)
        write_page(sheet, page)
        if page.name == TREES:
            mark_way(sheet, page, form.at)
    write_check(workbook.sheet("Check", LIGHT), check, examples)
    write_page(workbook.sheet("Lists", LIGHT), lists)
    write_workings(workbook.sheet(WORKINGS, LIGHT), form)
    write_about(workbook.sheet("About", DARK), plan, len(examples))
    (folder / FILE).write_bytes(fill_down(workbook.content(), BATCH, rows))
    return [folder / FILE]
