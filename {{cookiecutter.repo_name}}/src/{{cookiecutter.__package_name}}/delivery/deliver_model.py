"""Writing the trained model in the forms that params.yaml lists."""

import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from ..data.schema import Schema, load_schema, title_of
from ..errors import UserError
from ..files import read_json, whole_folder
from ..models.manifest import check_contract, load_manifest
from ..models.portable_file import load_portable
from ..params import Form, Params
from ..paths import DELIVERY, TEST_METRICS, MODEL
from ..portable.errors import NotPortable
from ..portable.model import PortableModel
from ..portable.version import version_of
from .form import Delivery, NotDeliverable
from .forms import form_module


def deliver_model(params: Params, only: Form | None = None,
                  if_possible: bool = False) -> list[str]:
    """Write the model into a folder for each form that params.yaml lists, or in `only` one.

    Returns notices for the user; a form that the model cannot take is one of them. So are failed
    gates: they stop `make push`, not this, because looking at a model's forms publishes nothing.

    Raises:
        UserError: the model is missing, or nothing can be delivered (unless `if_possible`); says
            what stands in the way.
    """
    schema = load_schema(params)
    manifest = load_manifest(MODEL)
    check_contract(MODEL, manifest, schema)
    forms = (only,) if only else params.delivery.forms
    try:
        delivery = delivery_of(load_portable(MODEL, manifest), schema, params)
    except NotPortable as obstacle:
        raise UserError(f"{MODEL}: {manifest.name} has no portable form, and so cannot be "
                        f"delivered as {', '.join(forms)}: {obstacle}; choose another candidate, "
                        "or see portable/encoded.py how to give this step a portable form") \
            from None
    place = DELIVERY / only if only else DELIVERY
    refused: dict[str, str] = {}
    try:
        with whole_folder(place) as folder:
            for form in forms:
                try:
                    write_form(delivery, form, folder if only else folder / form)
                except NotDeliverable as reason:
                    refused[form] = str(reason)
            if len(refused) == len(forms):
                raise UserError("\n".join(f"{form}: not possible: {reason}"
                                          for form, reason in refused.items()))
    except UserError:
        if not (refused and if_possible):
            raise
        # What an earlier model was delivered as, this one is not.
        shutil.rmtree(place, ignore_errors=True)
    written = {form: DELIVERY / form for form in forms if form not in refused}
    return [*_warnings(), *_places(delivery, written), *_refusals(refused)]


def delivery_of(model: PortableModel, schema: Schema, params: Params) -> Delivery:
    """Add to a model what its forms need besides: the cutoff, a title, a version."""
    if model.classes is not None and model.outputs == 1:
        model = replace(model, cutoff=params.predict.cutoff)
    # A name with dots in it would be that of a table in a schema.
    table = params.delivery.table or Path(params.source.path).name.partition(".")[0]
    return Delivery(model, schema, title_of(schema), table, version_of(model),
                    params.source.missing)


def write_form(delivery: Delivery, form: str, folder: Path) -> None:
    """Write the files of a form into `folder`, which is made.

    Raises:
        NotDeliverable: the model cannot take this form; the folder is not left behind.
    """
    folder.mkdir(exist_ok=True)
    try:
        form_module(form).write(delivery, folder)
    except NotDeliverable:
        shutil.rmtree(folder)
        raise


def size_of(folder: Path) -> int:
    """Add up the sizes of the files below a folder, in bytes."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _warnings() -> list[str]:
    if not TEST_METRICS.exists():
        return ["the model was not evaluated, so nobody knows whether it passes its gates: "
                "`make evaluate`"]
    gates = read_json(TEST_METRICS)["gates"]
    return [] if gates["passed"] else [
        f"WARNING: the model failed its gates ({'; '.join(gates['failures'])}): do not use what "
        "was delivered"]


def _places(delivery: Delivery, written: Mapping[str, Path]) -> list[str]:
    return [f"{delivery.model.name}, version {delivery.version}, delivered:",
            *(f"  {form:8} {str(path):26} {size_of(path) / 1000:10,.1f} kB"
              for form, path in written.items())]


def _refusals(refused: Mapping[str, str]) -> list[str]:
    return [f"  {form:8} not possible: {reason}" for form, reason in refused.items()]
