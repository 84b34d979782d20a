"""What is told of the model."""

from pathlib import Path

import pytest
from asgi import application, ask
from samples import make_table, write_params, write_table

from slipway_package.data.make_dataset import make_dataset
from slipway_package.models.evaluate_model import evaluate_model
from slipway_package.models.train_model import train_model
from slipway_package.params import load_params


@pytest.mark.parametrize("task", ["regression"], indirect=True)
def test_measures_are_told_of_the_very_model_that_was_measured(trained: Path) -> None:
    def told() -> tuple[bool, bool]:
        model = ask(application(load_params()), "/model").json
        return model["metrics"] is not None, model["card"] is not None
    assert told() == (False, False)
    evaluate_model(load_params())
    assert told() == (True, True)
    name = ask(application(load_params()), "/model").json["name"]
    write_table(make_table("regression", seed=1))
    params = write_params("regression", training={"candidates": [name]})
    Path("references/schema.yaml").unlink()
    make_dataset(params)
    train_model(params)
    assert ask(application(params), "/model").json["name"] == name
    assert told() == (False, False)
