"""The list of combinations leaves no value of an option out."""

import json

import pytest
from combinations import COMBINATIONS
from conftest import TEMPLATE

SETTINGS = json.loads((TEMPLATE / "cookiecutter.json").read_text())
OPTIONS = {name: values for name, values in SETTINGS.items()
           if isinstance(values, list) and not name.startswith("_")}
PROMPTED = [name for name in SETTINGS if not name.startswith("_")]


@pytest.mark.parametrize(("option", "value"), [
    (option, value) for option, values in OPTIONS.items() for value in values])
def test_every_value_of_every_option_is_in_a_combination(option: str, value: str) -> None:
    assert value in {getattr(combination, option) for combination in COMBINATIONS}


def test_names_of_combinations_differ() -> None:
    assert len({combination.name for combination in COMBINATIONS}) == len(COMBINATIONS)


@pytest.mark.parametrize("combination", COMBINATIONS, ids=lambda each: each.name)
def test_combinations_hold_known_values_only(combination) -> None:
    for option, values in OPTIONS.items():
        assert getattr(combination, option) in values


def test_defaults_of_combinations_are_the_template_s() -> None:
    for option, values in OPTIONS.items():
        assert getattr(COMBINATIONS[0], option) == values[0]


@pytest.mark.parametrize("question", PROMPTED)
def test_every_question_is_a_sentence_and_every_choice_has_a_label(question: str) -> None:
    prompt = SETTINGS["__prompts__"][question]
    if question not in OPTIONS:
        assert " " in prompt
        return
    assert " " in prompt["__prompt__"]
    assert set(prompt) == {"__prompt__", *OPTIONS[question]}
